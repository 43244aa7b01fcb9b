import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotOfParents } from '../../../../../test/support/task.snapshots.js';
import { countDescendants, descendantsOf } from './descendant.counts.js';
import { indexGraph, neighboursOf, type IndexedGraph } from './indexed.graph.js';
import { countPaths, heaviestPaths } from './path.ranking.js';

const graphOf = (parents: readonly (readonly number[])[]) => indexGraph(snapshotOfParents(parents).steps);

/** Any graph of up to ten steps: of all earlier steps, each is a parent or not. */
const graphs = fc
  .array(fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), { minLength: 1, maxLength: 10 })
  .map((rows) => rows.map((row, step) => row.slice(0, step).flatMap((isParent, parent) => (isParent ? [parent] : []))));

function everyPath(graph: IndexedGraph): number[][] {
  const from = (step: number): number[][] => {
    const next = [...neighboursOf(graph.children, step)];
    return next.length === 0 ? [[step]] : next.flatMap(from).map((path) => [step, ...path]);
  };
  const roots = [...graph.levels.keys()].filter((step) => neighboursOf(graph.parents, step).length === 0);
  return roots.flatMap(from);
}

describe('the ways through a graph', () => {
  it('are ranked and counted as if all of them were looked at', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 10, maxLength: 10 }), (parents, weights) => {
        const graph = graphOf(parents);
        const all = everyPath(graph);
        const weightOf = (path: readonly number[]) => path.reduce((sum, step) => sum + weights[step]!, 0);
        // The sort is stable: among equals the one that was found first, whose steps stand first.
        const expected = [...all].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, 5);
        expect(heaviestPaths(graph, Float64Array.from(weights), 5)).toEqual(expected);
        expect(countPaths(graph)).toBe(BigInt(all.length));
        expect(Math.max(...graph.levels) + 1).toBe(Math.max(...all.map(({ length }) => length)));
      }),
      { seed: 20261121, numRuns: 60 },
    );
  });

  it('are none in a graph without steps', () => {
    expect(heaviestPaths(graphOf([]), new Float64Array(), 5)).toEqual([]);
    expect(countPaths(graphOf([]))).toBe(0n);
  });

  it('are counted exactly where no number holds them: 3 to the 50th', () => {
    const parents = Array.from({ length: 150 }, (_, step) => (step < 3 ? [] : [0, 1, 2].map((place) => step - (step % 3) - 3 + place)));
    expect(countPaths(graphOf(parents))).toBe(3n ** 50n);
  });
});

describe('the steps behind a step', () => {
  it('are counted once each, and those marked among them', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (parents, marks) => {
        const graph = graphOf(parents);
        const { all, marked } = countDescendants(graph, (step) => marks[step]!);
        parents.forEach((_, step) => {
          const paths = everyPath(graph).filter((path) => path.includes(step));
          const behind = new Set(paths.flatMap((path) => path.slice(path.indexOf(step) + 1)));
          expect([all[step], marked[step]]).toEqual([behind.size, [...behind].filter((each) => marks[each]).length]);
          expect([...descendantsOf(graph, [step])]).toEqual([...behind].sort((a, b) => a - b));
        });
      }),
      { seed: 20261121, numRuns: 30 },
    );
  });

  it('are counted in a chain that is longer than one pass looks for', () => {
    const length = 4_200;
    // The root stands last: neighbours in the list are those in the order, the other way round.
    const graph = graphOf(Array.from({ length }, (_, position) => (position === length - 1 ? [] : [position + 1])));
    const { all, marked } = countDescendants(graph, (position) => position % 3 === 0);
    for (const position of [0, 1, 2, 102, 103, 104, 105, 2_000, 4_199]) {
      expect([all[position], marked[position]]).toEqual([position, Math.ceil(position / 3)]);
    }
  });
});
