import { degree, neighboursOf, type IndexedGraph } from './indexed.graph.js';

/** End of a way. */
const NOWHERE = -1;

/** The best ways from one step to a leaf: how good each is, and where it goes on. */
interface Ranks {
  readonly scores: Float64Array;
  readonly steps: Int32Array;
  readonly ranks: Uint8Array;
  readonly counts: Uint8Array;
}

/**
 * Of all ways from a root to a leaf the `most` whose steps weigh most together, heaviest first; among equals the one whose steps stand first.
 * By dynamic programming: the cost follows the edges, however many ways there are. `most` is at most 255.
 *
 * @returns positions of the steps of each way
 */
export function heaviestPaths(graph: IndexedGraph, weights: Float64Array, most: number): number[][] {
  // One place more than steps: the best ways of all stand there, as those of a step before every root.
  const start = graph.size;
  const best: Ranks = {
    scores: new Float64Array((start + 1) * most),
    steps: new Int32Array((start + 1) * most),
    ranks: new Uint8Array((start + 1) * most),
    counts: new Uint8Array(start + 1),
  };
  for (let at = graph.size - 1; at >= 0; at--) {
    const position = graph.order[at]!;
    const next = neighboursOf(graph.children, position);
    if (next.length === 0) insert(best, { at: position, most, score: weights[position]!, step: NOWHERE, rank: 0 });
    else takeBest(best, { at: position, most, weight: weights[position]!, next });
  }
  const roots = Uint32Array.from(graph.order.filter((position) => degree(graph.parents, position) === 0)).sort();
  takeBest(best, { at: start, most, weight: 0, next: roots });
  return Array.from({ length: best.counts[start]! }, (_, rank) => pathOf(best, { at: start, rank, most }));
}

function takeBest(best: Ranks, { at, most, weight, next }: { at: number; most: number; weight: number; next: Uint32Array }): void {
  for (const step of next) {
    for (let rank = 0; rank < best.counts[step]!; rank++) {
      const score = weight + best.scores[step * most + rank]!;
      // Those that follow on this step are no better.
      if (best.counts[at] === most && score <= best.scores[at * most + most - 1]!) break;
      insert(best, { at, most, score, step, rank });
    }
  }
}

function insert(best: Ranks, entry: { at: number; most: number; score: number; step: number; rank: number }): void {
  const first = entry.at * entry.most;
  const count = Math.min(best.counts[entry.at]!, entry.most - 1);
  let place = first + count;
  for (; place > first && best.scores[place - 1]! < entry.score; place--) {
    best.scores[place] = best.scores[place - 1]!;
    best.steps[place] = best.steps[place - 1]!;
    best.ranks[place] = best.ranks[place - 1]!;
  }
  best.scores[place] = entry.score;
  best.steps[place] = entry.step;
  best.ranks[place] = entry.rank;
  best.counts[entry.at] = count + 1;
}

function pathOf({ steps, ranks }: Ranks, from: { at: number; rank: number; most: number }): number[] {
  const path: number[] = [];
  let place = from.at * from.most + from.rank;
  while (steps[place] !== NOWHERE) {
    const step = steps[place]!;
    path.push(step);
    place = step * from.most + ranks[place]!;
  }
  return path;
}

/** How many ways there are from a root to a leaf; exact, also far above what a number holds. */
export function countPaths(graph: IndexedGraph): bigint {
  const ways = new Array<bigint>(graph.size).fill(0n);
  let total = 0n;
  for (let at = graph.size - 1; at >= 0; at--) {
    const position = graph.order[at]!;
    let count = 0n;
    for (const child of neighboursOf(graph.children, position)) count += ways[child]!;
    ways[position] = count === 0n ? 1n : count;
    if (degree(graph.parents, position) === 0) total += ways[position];
  }
  return total;
}
