import { isFinished, isSatisfying, stepCondition, type StepCondition } from './step.condition.js';
import { indexGraph, neighboursOf, type IndexedGraph } from './indexed.graph.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

/** How the steps of a task stand, counted. */
export interface StepTotals {
  readonly steps: number;
  readonly completed: number;
  readonly failed: number;
  readonly blocked: number;
  readonly ready: number;
}

/** A snapshot with what every part of an analysis reads of it, computed once. Positions are those of `snapshot.steps`. */
export interface AnalysedTask {
  readonly snapshot: TaskGraphSnapshot;
  readonly graph: IndexedGraph;
  readonly conditions: readonly StepCondition[];
  readonly totals: StepTotals;
  /** Complete, cancelled or resolved by hand: nothing of it will move again. */
  readonly finished: boolean;
}

/** @throws TaskerError for an unknown parent or a cycle */
export function analysedTask(snapshot: TaskGraphSnapshot): AnalysedTask {
  const { steps, now } = snapshot;
  const graph = indexGraph(steps);
  const conditions = steps.map((step, position) => {
    const satisfied = neighboursOf(graph.parents, position).every((parent) => isSatisfying(steps[parent]!.state));
    return stepCondition(step, satisfied, now);
  });
  const count = (word: 'completed' | 'failed' | 'blocked' | 'ready') => conditions.filter((condition) => condition[word]).length;
  return {
    snapshot,
    graph,
    conditions,
    totals: {
      steps: steps.length,
      completed: count('completed'),
      failed: count('failed'),
      blocked: count('blocked'),
      ready: count('ready'),
    },
    finished: isFinished(snapshot.state),
  };
}

/** Percentage of finished steps, two decimals; 0 without steps. */
export function completionPercentage({ totals: { steps, completed } }: AnalysedTask): number {
  return percentage(completed, steps, 2);
}

/** 0 when there is no whole. */
export function percentage(part: number, whole: number, decimals: number): number {
  const factor = 10 ** decimals;
  return whole === 0 ? 0 : Math.round((100 * factor * part) / whole) / factor;
}
