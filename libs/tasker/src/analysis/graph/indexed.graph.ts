import { TaskerError } from '../../model/errors.js';
import type { SnapshotStep } from './task-graph.snapshot.js';

/** Neighbours of every step in one array: those of step i stand from `first[i]` to before `first[i + 1]`. */
export interface Neighbours {
  readonly first: Uint32Array;
  readonly list: Uint32Array;
}

/** The graph of a task by positions in its list of steps: plain numbers in typed arrays, since a dense task has half a million edges. */
export interface IndexedGraph {
  readonly size: number;
  readonly parents: Neighbours;
  readonly children: Neighbours;
  /** Positions, each after all that it depends on. */
  readonly order: Uint32Array;
  /** Longest distance from a root, by position. */
  readonly levels: Uint32Array;
}

/**
 * Indexes the steps of a task. Linear in steps and edges.
 *
 * @throws TaskerError for an unknown parent or a cycle, which the engine's tables do not hold
 */
export function indexGraph(steps: readonly SnapshotStep[]): IndexedGraph {
  const parents = parentsOf(steps);
  const children = reversed(parents, steps.length);
  const { order, levels } = sorted(parents, children);
  if (order.length < steps.length) {
    const placed = new Set(order);
    const left = steps.find((_, position) => !placed.has(position));
    throw new TaskerError(`the graph of the task has a cycle: step '${left?.name}' (${left?.stepId}) is on it or behind it`);
  }
  return { size: steps.length, parents, children, order, levels };
}

/** How many neighbours a step has. */
export function degree({ first }: Neighbours, position: number): number {
  return first[position + 1]! - first[position]!;
}

/** The neighbours of a step. */
export function neighboursOf({ first, list }: Neighbours, position: number): Uint32Array {
  return list.subarray(first[position], first[position + 1]);
}

function parentsOf(steps: readonly SnapshotStep[]): Neighbours {
  const positions = new Map(steps.map(({ stepId }, position) => [stepId, position]));
  const first = new Uint32Array(steps.length + 1);
  steps.forEach(({ parentIds }, position) => (first[position + 1] = first[position]! + parentIds.length));
  const list = new Uint32Array(first[steps.length]!);
  let at = 0;
  for (const step of steps) {
    for (const parentId of step.parentIds) {
      const parent = positions.get(parentId);
      if (parent === undefined)
        throw new TaskerError(`step '${step.name}' (${step.stepId}) depends on step ${parentId}, which its task does not have`);
      list[at++] = parent;
    }
  }
  return { first, list };
}

/** Positions in each list ascend, since they are written in the order of the steps. */
function reversed(of: Neighbours, size: number): Neighbours {
  const first = new Uint32Array(size + 1);
  for (const position of of.list) first[position + 1]!++;
  for (let position = 0; position < size; position++) first[position + 1]! += first[position]!;
  const next = first.slice();
  const list = new Uint32Array(of.list.length);
  for (let position = 0; position < size; position++) {
    for (const neighbour of neighboursOf(of, position)) list[next[neighbour]!++] = position;
  }
  return { first, list };
}

function sorted(parents: Neighbours, children: Neighbours): Pick<IndexedGraph, 'order' | 'levels'> {
  const size = parents.first.length - 1;
  const order = new Uint32Array(size);
  const levels = new Uint32Array(size);
  const waitingFor = Uint32Array.from({ length: size }, (_, position) => degree(parents, position));
  let placed = 0;
  for (let position = 0; position < size; position++) if (waitingFor[position] === 0) order[placed++] = position;
  for (let head = 0; head < placed; head++) {
    const position = order[head]!;
    for (const child of neighboursOf(children, position)) {
      if (--waitingFor[child]! > 0) continue;
      // Positions come out level by level: the last parent is one of the deepest.
      levels[child] = levels[position]! + 1;
      order[placed++] = child;
    }
  }
  return { order: order.subarray(0, placed), levels };
}
