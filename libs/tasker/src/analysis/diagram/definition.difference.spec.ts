import { describe, expect, it } from 'vitest';
import type { StepTemplate, TaskDefinition } from '../../definitions/task-definition.js';
import { boundedDiagram } from './diagram.bounds.js';
import { diagramMermaid } from './diagram.mermaid.js';
import { diagramSvg } from './diagram.svg.js';
import { definitionDifference } from './definition.difference.js';
import { differenceDrawing } from './difference.drawing.js';
import { DiagramLinks } from './diagram.links.js';
import { templateDrawing } from './template.drawing.js';

function step(name: string, dependsOn: string[] = [], more: Partial<StepTemplate> = {}): StepTemplate {
  const plain = { retryLimit: 3, retryable: true, skippable: false, queue: 'default', dependentSystem: 'unknown', handledBy: 'Order.x' };
  return { name, dependsOn, ...plain, ...more };
}

function definition(version: string, steps: StepTemplate[], more: Partial<TaskDefinition> = {}): TaskDefinition {
  return { namespace: 'shop', name: 'order', version, concurrent: true, steps, declaredBy: `Order${version}`, ...more };
}

const shown = { content: (value: unknown) => value };
const masked = {
  content: (value: unknown) => JSON.parse(JSON.stringify(value).replace(/"token":"[^"]*"/g, '"token":"[FILTERED]"')) as unknown,
};

const before = definition('1.0.0', [step('pay'), step('pack', ['pay']), step('mail', ['pack']), step('log', ['pay'])]);
const after = definition(
  '2.0.0',
  [
    step('pay', [], { handledBy: 'Order2.pay' }),
    step('check', ['pay']),
    step('pack', ['check', 'pay'], { retryLimit: 5 }),
    step('log', ['pay']),
  ],
  { concurrent: false },
);

describe('the difference of two versions of a definition', () => {
  it('tells steps and dependencies that were added, removed and changed', () => {
    expect(definitionDifference(before, after, shown)).toEqual({
      namespace: 'shop',
      name: 'order',
      from: '1.0.0',
      to: '2.0.0',
      identical: false,
      settings: [{ field: 'concurrent', from: true, to: false }],
      steps: {
        added: ['check'],
        removed: ['mail'],
        changed: [
          {
            name: 'pack',
            changes: [
              { field: 'dependsOn', from: ['pay'], to: ['check', 'pay'] },
              { field: 'retryLimit', from: 3, to: 5 },
            ],
          },
        ],
        unchanged: ['pay', 'log'],
      },
      edges: {
        added: [
          { from: 'pay', to: 'check' },
          { from: 'check', to: 'pack' },
        ],
        removed: [{ from: 'pack', to: 'mail' }],
        unchanged: [
          { from: 'pay', to: 'pack' },
          { from: 'pay', to: 'log' },
        ],
      },
    });
  });

  it('finds nothing where only classes and the order of dependencies differ', () => {
    const one = definition('1.0.0', [step('a'), step('b'), step('c', ['a', 'b'])]);
    const other = definition('1.1.0', [step('a'), step('b'), step('c', ['b', 'a'], { handledBy: 'Elsewhere' })], {
      declaredBy: 'elsewhere.yaml',
    });
    expect(definitionDifference(one, other, shown)).toMatchObject({ identical: true, steps: { unchanged: ['a', 'b', 'c'] } });
  });

  it('says that a secret has changed, and not what it is', () => {
    const with_ = (token: string) => definition('1.0.0', [step('a', [], { handlerConfig: { url: 'https://x', token } })]);
    const { steps } = definitionDifference(with_('one'), with_('two'), masked);
    const value = { url: 'https://x', token: '[FILTERED]' };
    expect(steps.changed).toEqual([{ name: 'a', changes: [{ field: 'handlerConfig', from: value, to: value }] }]);
  });

  it('tells what was declared before and is no more', () => {
    const one = definition('1.0.0', [step('a', [], { timeout: 500, concurrencyKey: 'order.id' })]);
    const { steps } = definitionDifference(one, definition('2.0.0', [step('a')]), shown);
    expect(steps.changed[0]!.changes).toEqual([
      { field: 'timeout', from: 500, to: null },
      { field: 'concurrencyKey', from: 'order.id', to: null },
    ]);
  });

  it('is drawn with a tone and a word for each step and dependency', () => {
    const drawing = differenceDrawing(definitionDifference(before, after, shown));
    const diagram = boundedDiagram(drawing, new Date(0));
    expect(diagram.nodes.map(({ label: [name, word, ...rest], tone, level }) => [name, word, tone, level, ...rest])).toEqual([
      ['order', '1.0.0 to 2.0.0', 'changed', 0, 'concurrent: true → false'],
      ['pay', 'unchanged', 'unchanged', 1],
      ['log', 'unchanged', 'unchanged', 2],
      ['pack', 'changed', 'changed', 3, 'depends on: ["pay"] → ["check","pay"]', 'retry limit: 3 → 5'],
      ['check', 'added', 'added', 2],
      ['mail', 'removed', 'removed', 4],
    ]);
    expect(diagram.edges.map(({ label, tone }) => `${tone} ${label}`)).toEqual([
      'plain undefined',
      'plain provides',
      'plain provides',
      'added added',
      'added added',
      'removed removed',
    ]);
    expect(diagramMermaid(diagram)).toContain('-.->|"removed"|');
  });

  it('can be drawn where a dependency was turned round', () => {
    const difference = definitionDifference(
      definition('1.0.0', [step('a'), step('b', ['a'])]),
      definition('2.0.0', [step('b'), step('a', ['b'])]),
      shown,
    );
    const drawing = differenceDrawing(difference);
    expect(drawing.nodes.map(({ label, level }) => [label[0], level])).toEqual([
      ['order', 0],
      ['b', 1],
      ['a', 2],
    ]);
    expect(drawing.edges[0]).toMatchObject({ from: 'definition', to: drawing.nodes[1]!.id });
    expect(diagramSvg(boundedDiagram(drawing, new Date(0))).match(/class="edge (?:added|removed)"/g)).toHaveLength(2);
  });
});

describe('the diagram of a definition', () => {
  const draw = (steps: StepTemplate[], levels: Record<string, number>, more: Partial<TaskDefinition> = {}) =>
    templateDrawing({ definition: definition('1.0.0', steps, more), levels, links: new DiagramLinks('https://x/tasker') });

  it('marks the longest way, of several the one that was declared first', () => {
    const steps = [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c']), step('e', ['a'])];
    const { nodes, edges } = draw(steps, { a: 0, b: 1, c: 1, d: 2, e: 1 });
    expect(nodes.filter(({ critical }) => critical).map(({ label }) => label[0])).toEqual(['a', 'b', 'd']);
    expect(edges.filter(({ critical }) => critical)).toHaveLength(3);
  });

  it('says what is declared of each step', () => {
    const declared = { retryLimit: 5, timeout: 90_000, queue: 'slow', dependentSystem: 'gateway', skippable: true };
    const { nodes } = draw([step('a', [], declared), step('b', [], { retryable: false })], { a: 0, b: 0 }, { concurrent: false });
    expect(nodes.map(({ label }) => label)).toEqual([
      ['order', 'shop, version 1.0.0', '2 steps, one at a time'],
      ['a', 'up to 5 attempts of 1 min 30 s', 'queue slow', 'uses gateway', 'may be bypassed'],
      ['b', 'one attempt'],
    ]);
    expect(nodes[0]!.url).toBe('https://x/tasker/handlers/shop/order?version=1.0.0');
  });
});
