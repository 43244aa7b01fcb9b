import { analysedTask, type AnalysedTask } from './analysed.task.js';
import { neighboursOf } from './indexed.graph.js';
import { isFinished } from './step.condition.js';
import type { SnapshotStep, TaskGraphSnapshot } from './task-graph.snapshot.js';

/** How long a task will still take, and what decides it. */
export interface RemainingTime {
  /** Null when the task cannot finish by itself: see `stuck`. 0 for a finished task. */
  readonly seconds: number | null;
  /** Ids of the unfinished steps that decide it, in order: to end earlier, one of these must. */
  readonly path: readonly number[];
  /** Ids of unfinished steps without a duration: they count as 0 seconds. */
  readonly unknown: readonly number[];
  /** Ids of failed steps that no attempt will follow, and of cancelled steps that others still wait for. */
  readonly stuck: readonly number[];
}

/**
 * How long the unfinished steps of a task still take when a worker is free whenever one of them may start. `secondsOf` says how long a step
 * takes from its start (of a running one: what is left of it); null: nobody knows. Waits whose end is known are counted in. Steps of a task
 * that is not concurrent come one after the other.
 *
 * @example remainingTime(snapshot, (step) => (step.name === 'charge' ? 4 : 1)).seconds
 */
export function remainingTime(snapshot: TaskGraphSnapshot, secondsOf: (step: SnapshotStep) => number | null): RemainingTime {
  const task = analysedTask(snapshot);
  const unfinished = task.finished ? [] : [...task.graph.order].filter((position) => !isFinished(snapshot.steps[position]!.state));
  const seconds = new Map(unfinished.map((position) => [position, secondsOf(snapshot.steps[position]!)]));
  const idsOf = (positions: readonly number[]) => positions.map((position) => snapshot.steps[position]!.stepId);
  const { path, end } = snapshot.concurrent ? longestWay(task, seconds) : oneAfterTheOther(task, seconds);
  const stuck = stuckSteps(task, unfinished);
  return {
    seconds: stuck.length > 0 ? null : end,
    path: idsOf(path),
    unknown: idsOf(unfinished.filter((position) => seconds.get(position) === null)),
    stuck: idsOf(stuck),
  };
}

/** Seconds of the unfinished steps by position, in topological order. */
type Seconds = ReadonlyMap<number, number | null>;

interface Way {
  readonly path: readonly number[];
  readonly end: number;
}

function longestWay(task: AnalysedTask, seconds: Seconds): Way {
  const ends = new Map<number, number>();
  const after = new Map<number, number>();
  let last: number | undefined;
  for (const [position, duration] of seconds) {
    let start = waitOf(task, position);
    for (const parent of neighboursOf(task.graph.parents, position)) {
      const parentEnd = ends.get(parent);
      if (parentEnd === undefined || parentEnd < start) continue;
      start = parentEnd;
      after.set(position, parent);
    }
    ends.set(position, start + (duration ?? 0));
    if (last === undefined || ends.get(position)! >= ends.get(last)!) last = position;
  }
  const path: number[] = [];
  for (let position = last; position !== undefined; position = after.get(position)) path.push(position);
  return { path: path.reverse(), end: last === undefined ? 0 : ends.get(last)! };
}

/** A step that waits keeps the turn: nothing else of the task runs until then. */
function oneAfterTheOther(task: AnalysedTask, seconds: Seconds): Way {
  let [wait, end] = [0, 0];
  for (const [position, duration] of seconds) {
    wait = Math.max(wait, waitOf(task, position));
    end += duration ?? 0;
  }
  return { path: [...seconds.keys()], end: wait + end };
}

/** Seconds until it may start as far as its own times go. */
function waitOf({ conditions }: AnalysedTask, position: number): number {
  return conditions[position]!.secondsUntilReady ?? 0;
}

function stuckSteps({ graph, conditions, snapshot }: AnalysedTask, unfinished: readonly number[]): number[] {
  const cancelled = new Set<number>();
  for (const position of unfinished) {
    for (const parent of neighboursOf(graph.parents, position)) if (snapshot.steps[parent]!.state === 'cancelled') cancelled.add(parent);
  }
  return [...unfinished.filter((position) => conditions[position]!.gaveUp), ...cancelled].sort((a, b) => a - b);
}
