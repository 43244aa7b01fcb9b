import type { BottleneckFigures } from '../../libs/tasker/src/analysis/bottleneck.figures.js';
import type {
  AttemptFigures,
  BlockedFigures,
  DurationFigures,
  ErrorFigures,
  StepFigures,
  TaskFigures,
} from '../../libs/tasker/src/database/analytics.figures.js';

/** Durations that are all the same. */
export function durations(count = 0, value: number | null = null, over: Partial<DurationFigures> = {}): DurationFigures {
  return { count, average: value, p50: value, p95: value, p99: value, buckets: [count, 0, 0], ...over };
}

/** Tasks of a window in which nothing happened. */
export function taskFigures(over: Partial<TaskFigures> = {}): TaskFigures {
  const counts = { created: 0, complete: 0, error: 0, cancelled: 0, resolved: 0, completed: 0, failed: 0 };
  return { ...counts, durations: durations(), ...over };
}

/** Attempts of a window in which nothing happened. */
export function attemptFigures(over: Partial<AttemptFigures> = {}): AttemptFigures {
  const counts = { attempts: 0, completed: 0, failed: 0, givenUp: 0, retried: 0, recovered: 0 };
  return { ...counts, durations: durations(), waits: durations(), runs: durations(), overheadAverage: null, ...over };
}

/** A step of shop/order 1.0.0. */
export function stepFigures(stepName: string, over: Partial<StepFigures> = {}): StepFigures {
  return { namespace: 'shop', taskName: 'order', version: '1.0.0', stepName, totalSeconds: 0, ...attemptFigures(), ...over };
}

/** Failures of a class in step `pay`. */
export function errorFigures(errorClass: string, failures: number, over: Partial<ErrorFigures> = {}): ErrorFigures {
  const lastAt = new Date('2026-01-02T03:04:05.678Z');
  return { errorClass, failures, permanent: 0, steps: 1, stepName: 'pay', lastAt, lastMessage: null, ...over };
}

/** A period in which nothing happened, with what is said otherwise. */
export function bottleneckFigures({
  tasks,
  steps,
  blocked,
  ...lists
}: {
  tasks?: Partial<TaskFigures>;
  steps?: Partial<AttemptFigures>;
  blocked?: Partial<BlockedFigures>;
} & Partial<Omit<BottleneckFigures, 'window' | 'blocked'>> = {}): BottleneckFigures {
  const asOf = new Date('2026-01-02T04:00:00.000Z');
  const window = {
    since: new Date('2026-01-01T04:00:00.000Z'),
    asOf,
    taskTypes: 1,
    tasks: taskFigures(tasks),
    steps: attemptFigures(steps),
  };
  const nothing = {
    waitingSteps: 0,
    openDependencies: 0,
    averageWait: null,
    longestWait: null,
    mostBlocked: [],
    looked: 0,
    sampled: false,
  };
  return { window, slowestTasks: [], slowestSteps: [], busiestSteps: [], errors: [], ...lists, blocked: { ...nothing, ...blocked } };
}
