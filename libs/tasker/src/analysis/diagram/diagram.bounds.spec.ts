import { describe, expect, it } from 'vitest';
import { diagramOf, drawnStep } from '../../../../../test/support/diagrams.js';
import { diagramHtml } from './diagram.html.js';
import { diagramMermaid } from './diagram.mermaid.js';

/** What Mermaid draws with its own settings. */
const MERMAID = { edges: 500, characters: 50_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const LARGE = {
  'a chain of 10,000 steps': numbers(10_000).map((id) => drawnStep(id, id === 1 ? [] : [id - 1])),
  '1,000 roots': numbers(1_000).map((id) => drawnStep(id)),
  'a dense graph of 50 levels': numbers(500).map((id) =>
    drawnStep(id, id <= 10 ? [] : numbers(10).map((place) => Math.floor((id - 1) / 10) * 10 - 10 + place)),
  ),
  '40 steps that depend on all before them': numbers(40).map((id) => drawnStep(id, numbers(id - 1))),
};

describe('a diagram of more than can be read', () => {
  it.each(Object.entries(LARGE))('of %s is drawn by groups of levels that count all of them', (_, steps) => {
    const diagram = diagramOf(steps);
    const dependencies = steps.reduce((sum, { parentIds }) => sum + parentIds.length, 0);
    expect(diagram).toMatchObject({ condensed: true, totalSteps: steps.length, totalDependencies: dependencies });
    const groups = diagram.nodes.filter(({ kind }) => kind === 'group');
    expect(groups.length).toBeLessThanOrEqual(30);
    expect(groups.reduce((sum, { facts }) => sum + (facts.counts?.pending ?? 0), 0)).toBe(steps.length);
    expect(diagram.edges.length).toBeLessThanOrEqual(MERMAID.edges);
    expect(diagramMermaid(diagram).length).toBeLessThanOrEqual(MERMAID.characters);
    expect(diagramHtml(diagram).length).toBeLessThanOrEqual(300_000);
  });

  it('draws 200 steps and 500 arrows one by one, with what Mermaid takes', () => {
    const parents = (id: number) => (id <= 50 ? [] : id <= 200 ? [id - 50, id - 49, id - 48] : []);
    const steps = numbers(200).map((id) => drawnStep(id, parents(id)));
    const diagram = diagramOf(steps);
    expect(diagram).toMatchObject({ condensed: false, totalSteps: 200, totalDependencies: 450 });
    expect(diagram.edges).toHaveLength(MERMAID.edges);
    expect(diagramMermaid(diagram).length).toBeLessThanOrEqual(MERMAID.characters);
    expect(diagramOf([...steps.slice(0, 199), drawnStep(200, [1, 2, 3, 4])]).condensed).toBe(true);
    expect(diagramOf([...steps, drawnStep(201)]).condensed).toBe(true);
  });

  it('says in each group how its steps stand, and paints it as the one that a person should see', () => {
    const steps = numbers(300).map((id) =>
      drawnStep(id, id === 1 ? [] : [id - 1], { state: id < 15 ? 'complete' : id === 15 ? 'error' : 'pending' }),
    );
    const [first, second, third] = diagramOf(steps).nodes.filter(({ kind }) => kind === 'group');
    expect(first).toMatchObject({ label: ['Levels 0 to 9', '10 steps', '10 complete'], tone: 'complete' });
    expect(second).toMatchObject({ label: ['Levels 10 to 19', '10 steps', '4 complete', '1 error', '5 pending'], tone: 'error' });
    expect(third).toMatchObject({ tone: 'pending', facts: { counts: { pending: 10 } } });
  });

  it('says how many dependencies an arrow stands for', () => {
    const steps = numbers(210).map((id) => drawnStep(id, id > 70 ? [((id - 1) % 70) + 1] : []));
    expect(diagramOf(steps).edges).toContainEqual({ from: 'group_0', to: 'group_1', tone: 'plain', critical: false, label: '× 140' });
  });
});
