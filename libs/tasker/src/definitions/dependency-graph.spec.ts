import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderGraph, type GraphNode, type GraphOrder } from './dependency-graph.js';

/** `a: ''`, `b: 'a'`, `c: 'a b'`: each name with what it depends on. */
function graph(edges: Record<string, string>): GraphNode[] {
  return Object.entries(edges).map(([name, dependsOn]) => ({ name, dependsOn: dependsOn.split(' ').filter(Boolean) }));
}

function ordered(nodes: readonly GraphNode[]): GraphOrder {
  const outcome = orderGraph(nodes);
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems));
  return outcome;
}

function problems(nodes: readonly GraphNode[]) {
  const outcome = orderGraph(nodes);
  return outcome.kind === 'refused' ? outcome.problems : [];
}

describe('orderGraph', () => {
  it.each([
    ['linear', { c: 'b', b: 'a', a: '' }, ['a', 'b', 'c'], [0, 1, 2]],
    ['diamond', { a: '', b: 'a', c: 'a', d: 'b c' }, ['a', 'b', 'c', 'd'], [0, 1, 1, 2]],
    ['tree', { a: '', b: 'a', c: 'a', d: 'b', e: 'b', f: 'c' }, ['a', 'b', 'c', 'd', 'e', 'f'], [0, 1, 1, 2, 2, 2]],
    ['fan-out and fan-in', { z: 'x y w', a: '', x: 'a', y: 'a', w: 'a' }, ['a', 'x', 'y', 'w', 'z'], [0, 1, 1, 1, 2]],
    ['mixed', { a: '', b: '', c: 'a', d: 'c b', e: 'a d', f: 'b' }, ['a', 'b', 'c', 'f', 'd', 'e'], [0, 0, 1, 1, 2, 3]],
    ['unconnected', { a: '', b: '' }, ['a', 'b'], [0, 0]],
    ['empty', {}, [], []],
  ])('puts a %s graph in topological order, level by level', (_shape, edges, order, levels) => {
    const result = ordered(graph(edges));
    expect(result.order).toEqual(order);
    expect(result.order.map((name) => result.levels.get(name))).toEqual(levels);
  });

  it('places every node after its dependencies in any acyclic graph', () => {
    const edges = fc.array(fc.array(fc.nat(1000), { maxLength: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(edges, (lists) => {
        const nodes = lists.map((list, index) => ({
          name: `n${index}`,
          dependsOn: index === 0 ? [] : [...new Set(list.map((earlier) => `n${earlier % index}`))],
        }));
        const { order, levels } = ordered([...nodes].reverse());
        const place = new Map(order.map((name, at) => [name, at]));
        for (const { name, dependsOn } of nodes) {
          const parentLevels = dependsOn.map((parent) => levels.get(parent) ?? -1);
          expect(levels.get(name)).toBe(Math.max(-1, ...parentLevels) + 1);
          for (const parent of dependsOn) expect(place.get(parent)).toBeLessThan(place.get(name) ?? -1);
        }
        expect(order).toHaveLength(nodes.length);
      }),
      { seed: 20261121, numRuns: 100 },
    );
  });

  it('names the cycle and leaves out what merely hangs on it', () => {
    const nodes = graph({ root: '', tail: 'c', a: 'root c', b: 'a', c: 'b' });
    expect(problems(nodes)).toEqual([{ kind: 'cycle', path: ['c', 'b', 'a', 'c'] }]);
  });

  it('reports a self-dependency as such', () => {
    expect(problems(graph({ a: 'a' }))).toEqual([{ kind: 'self-dependency', name: 'a' }]);
  });

  it('reports each duplicate name, unknown dependency and repeated dependency', () => {
    const nodes = [...graph({ a: '', b: 'a a nowhere' }), { name: 'a', dependsOn: [] }];
    expect(problems(nodes)).toEqual([
      { kind: 'repeated-dependency', name: 'b', dependency: 'a' },
      { kind: 'unknown-dependency', name: 'b', dependency: 'nowhere' },
      { kind: 'duplicate-name', name: 'a' },
    ]);
  });

  it('orders a chain of 10,000 nodes without recursion', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => ({ name: `n${index}`, dependsOn: index === 0 ? [] : [`n${index - 1}`] }));
    const { order, levels } = ordered([...nodes].reverse());
    expect(order.at(-1)).toBe('n9999');
    expect(levels.get('n9999')).toBe(9999);
  });

  it('finds a cycle of 10,000 nodes', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => ({ name: `n${index}`, dependsOn: [`n${(index + 1) % 10_000}`] }));
    const [problem] = problems(nodes);
    expect(problem?.kind === 'cycle' && problem.path.length).toBe(10_001);
  });
});
