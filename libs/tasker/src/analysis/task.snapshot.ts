import type { TaskGraphRow } from '../database/task-graph.reader.js';
import type { SnapshotStep, TaskGraphSnapshot } from './graph/task-graph.snapshot.js';

/** A step with what a forecast needs beside its place in the graph. */
export interface TimedStep extends SnapshotStep {
  readonly namedStepId: number;
  /** Seconds until it may be claimed, below zero for the past; null when it may not, or when nobody knows the time. */
  readonly readyIn: number | null;
  /** Seconds since it was claimed; null when it does not run. */
  readonly runningFor: number | null;
}

/** A task at one moment, for analyses and forecasts. */
export interface TimedSnapshot extends TaskGraphSnapshot {
  /** When it came to rest; null while it has not. */
  readonly finishedAt: Date | null;
  readonly steps: readonly TimedStep[];
}

/** The snapshot that a look at the rows gives. */
export function taskSnapshot(taskId: string, { state, paused, health, now, concurrent, finishedAt, steps }: TaskGraphRow): TimedSnapshot {
  const moment = (seconds: number | null) => (seconds === null ? null : new Date(now.getTime() + seconds * 1000));
  return {
    ...{ taskId, state, paused, health, now, concurrent, finishedAt },
    steps: steps.map(({ nextRetryIn, ...step }) => ({ ...step, readyAt: moment(step.readyIn), nextRetryAt: moment(nextRetryIn) })),
  };
}
