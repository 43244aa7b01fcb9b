import { neighboursOf, type IndexedGraph } from './indexed.graph.js';

/** Steps looked for in one pass: the sets of 10,000 steps take 5 MB then, those of 100,000 take 51 MB. */
const PASS = 4_096;

/** How many different steps stand behind each step, and how many of those are marked; by position. */
export interface DescendantCounts {
  readonly all: Uint32Array;
  readonly marked: Uint32Array;
}

/**
 * Counts the steps behind every step, each of them once however many ways lead to it. Sets of bits, united along the edges: 32 steps an
 * operation.
 */
export function countDescendants(graph: IndexedGraph, isMarked: (position: number) => boolean): DescendantCounts {
  const counts = { all: new Uint32Array(graph.size), marked: new Uint32Array(graph.size) };
  const words = Math.ceil(Math.min(PASS, graph.size) / 32);
  const sets = new Uint32Array(graph.size * words);
  const places = new Uint32Array(graph.size);
  graph.order.forEach((position, place) => (places[position] = place));
  for (let from = 0; from < graph.size; from += PASS) countPass({ graph, counts, words, sets, places, isMarked }, from);
  return counts;
}

interface Pass {
  readonly graph: IndexedGraph;
  readonly counts: DescendantCounts;
  readonly words: number;
  readonly sets: Uint32Array;
  /** Place in the topological order, by position. */
  readonly places: Uint32Array;
  readonly isMarked: (position: number) => boolean;
}

/** Counts those descendants whose places are in the pass that begins at `from`. Nothing that comes later in the order can reach them. */
function countPass({ graph, counts, words, sets, places, isMarked }: Pass, from: number): void {
  const to = Math.min(from + PASS, graph.size);
  const marks = new Uint32Array(words);
  sets.fill(0);
  for (let place = from; place < to; place++) {
    if (isMarked(graph.order[place]!)) marks[(place - from) >>> 5]! |= 1 << (place & 31);
  }
  for (let place = to - 1; place >= 0; place--) {
    const position = graph.order[place]!;
    const own = position * words;
    for (const child of neighboursOf(graph.children, position)) {
      const childPlace = places[child]!;
      if (childPlace >= to) continue;
      // What is behind the child comes after it in the order.
      let word = Math.max(0, childPlace - from) >>> 5;
      if (childPlace >= from) sets[own + word]! |= 1 << (childPlace & 31);
      for (const offset = child * words; word < words; word++) sets[own + word]! |= sets[offset + word]!;
    }
    for (let word = 0; word < words; word++) {
      const bits = sets[own + word]!;
      counts.all[position]! += bitsOf(bits);
      counts.marked[position]! += bitsOf(bits & marks[word]!);
    }
  }
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Positions of the steps behind some steps, each once, in ascending order; of more than `most` the nearest. Linear in the edges on the way. */
export function descendantsOf(graph: IndexedGraph, from: readonly number[], most = Infinity): Uint32Array {
  const seen = new Uint8Array(graph.size);
  const found: number[] = [];
  const reach = (position: number) => {
    for (const child of neighboursOf(graph.children, position)) {
      if (seen[child] === 1) continue;
      seen[child] = 1;
      found.push(child);
    }
  };
  from.forEach(reach);
  for (let head = 0; head < found.length && found.length < most; head++) reach(found[head]!);
  return Uint32Array.from(found.slice(0, most)).sort();
}
