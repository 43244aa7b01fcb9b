import { describe, expect, it } from 'vitest';
import { analyzeTemplate } from './template.analyzer.js';

/** `{ b: 'a', c: 'a b' }`: each step with what it depends on. */
const analyze = (steps: Record<string, string>) =>
  analyzeTemplate(
    Object.entries(steps).map(([name, after]) => ({ name, dependsOn: after.split(' ').filter(Boolean), handledBy: `Order.${name}` })),
  );

describe('analyzeTemplate', () => {
  it('gives all of the graph that a definition declares', () => {
    const steps = [
      { name: 'fetch', description: 'Reads the order', dependsOn: [], handledBy: 'Order.fetch' },
      { name: 'charge', dependsOn: ['fetch'], handledBy: 'ChargeCard' },
      { name: 'pack', dependsOn: ['fetch'], handledBy: 'Order.pack' },
      { name: 'ship', dependsOn: ['charge', 'pack'], handledBy: 'Order.ship' },
    ];
    expect(analyzeTemplate(steps)).toEqual({
      nodes: [
        { name: 'fetch', description: 'Reads the order', handlerClass: 'Order.fetch', dependencies: [], dependencyCount: 0 },
        { name: 'charge', description: null, handlerClass: 'ChargeCard', dependencies: ['fetch'], dependencyCount: 1 },
        { name: 'pack', description: null, handlerClass: 'Order.pack', dependencies: ['fetch'], dependencyCount: 1 },
        { name: 'ship', description: null, handlerClass: 'Order.ship', dependencies: ['charge', 'pack'], dependencyCount: 2 },
      ],
      edges: [
        { from: 'fetch', to: 'charge', type: 'single' },
        { from: 'fetch', to: 'pack', type: 'single' },
        { from: 'charge', to: 'ship', type: 'multiple' },
        { from: 'pack', to: 'ship', type: 'multiple' },
      ],
      cycles: [],
      topology: ['fetch', 'charge', 'pack', 'ship'],
      levels: { fetch: 0, charge: 1, pack: 1, ship: 2 },
      roots: ['fetch'],
      leaves: ['ship'],
      undefinedDependencies: [],
      summary: { totalSteps: 4, totalDependencies: 4, hasCycles: false, maxDepth: 2, parallelBranches: 2 },
    });
  });

  it('takes the longest distance from a root as the level', () => {
    expect(analyze({ a: '', b: 'a', c: 'b', d: 'a c' }).levels).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  it('knows no steps', () => {
    expect(analyze({})).toEqual({
      ...{ nodes: [], edges: [], cycles: [], topology: [], levels: {}, roots: [], leaves: [], undefinedDependencies: [] },
      summary: { totalSteps: 0, totalDependencies: 0, hasCycles: false, maxDepth: 0, parallelBranches: 1 },
    });
  });

  it.each<[string, Record<string, string>, string[][]]>([
    ['two steps', { a: 'b', b: 'a' }, [['a', 'b', 'a']]],
    ['one step', { a: 'a', b: '' }, [['a', 'a']]],
    ['a circle with others before and behind it', { root: '', a: 'root c', b: 'a', c: 'b', tail: 'c' }, [['a', 'c', 'b', 'a']]],
    [
      'two circles, one behind the other',
      { a: 'b', b: 'a', c: 'b d', d: 'c' },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
    ['circles that share a step: one for them all', { a: 'b c', b: 'a', c: 'a' }, [['a', 'b', 'a']]],
    ['a circle of steps of which one also names itself', { a: 'a b', b: 'a' }, [['a', 'b', 'a']]],
  ])('names the circle of %s', (_what, steps, cycles) => {
    const { summary, ...found } = analyze(steps);
    expect(found.cycles).toEqual(cycles);
    expect(found).toMatchObject({ topology: [], levels: {} });
    expect(summary).toMatchObject({ hasCycles: true, maxDepth: 0, parallelBranches: 1 });
  });

  it('names a dependency that is no step, and goes on without it', () => {
    expect(analyze({ a: '', b: 'a nowhere', c: 'nowhere' })).toMatchObject({
      undefinedDependencies: [
        { step: 'b', dependency: 'nowhere' },
        { step: 'c', dependency: 'nowhere' },
      ],
      cycles: [],
      topology: ['a', 'c', 'b'],
      levels: { a: 0, b: 1, c: 0 },
      roots: ['a'],
      leaves: ['b', 'c'],
      summary: { totalDependencies: 3, hasCycles: false },
    });
  });

  it('survives a name that stands twice, and one of JavaScript itself', () => {
    const steps = [
      { name: '__proto__', dependsOn: [], handledBy: 'A' },
      { name: 'b', dependsOn: ['__proto__', '__proto__'], handledBy: 'B' },
      { name: 'b', dependsOn: [], handledBy: 'C' },
    ];
    const { levels, topology } = analyzeTemplate(steps);
    expect(Object.entries(levels)).toEqual([
      ['__proto__', 0],
      ['b', 1],
    ]);
    expect(topology).toEqual(['__proto__', 'b']);
  });

  it('follows a circle of 3,000 steps', () => {
    const steps = Array.from({ length: 3_000 }, (_, place) => [`s${place}`, `s${(place + 1) % 3_000}`] as const);
    const [cycle] = analyze(Object.fromEntries(steps)).cycles;
    expect(cycle).toHaveLength(3_001);
    expect(cycle?.[0]).toBe(cycle?.at(-1));
  });
});
