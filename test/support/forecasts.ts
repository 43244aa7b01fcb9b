import type { StepDurationRow } from '../../libs/tasker/src/database/task-graph.reader.js';
import type { TimedSnapshot, TimedStep } from '../../libs/tasker/src/analysis/task.snapshot.js';

/** The moment of every snapshot. */
export const NOW = new Date('2026-03-01T12:00:00.000Z');

/** So many seconds after it. */
export const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

/** A step of the diamond; what is left out is as nobody has begun. */
export type StepChange = Partial<Pick<TimedStep, 'state' | 'readyIn' | 'runningFor' | 'attempts'>> & { readonly retryIn?: number };

const DIAMOND = [
  { name: 'validate', parentIds: [] },
  { name: 'charge', parentIds: [1] },
  { name: 'reserve', parentIds: [1] },
  { name: 'ship', parentIds: [2, 3] },
] as const;

/** A task of validate → charge and reserve → ship. */
export function diamondTask(changes: Readonly<Record<string, StepChange>> = {}, task: Partial<TimedSnapshot> = {}): TimedSnapshot {
  const steps = DIAMOND.map(({ name, parentIds }, place): TimedStep => {
    const { retryIn, ...change } = changes[name] ?? {};
    const readyIn = change.readyIn ?? retryIn ?? null;
    return {
      ...{ stepId: place + 1, namedStepId: place + 101, name, parentIds, state: 'pending', attempts: 0, retryLimit: 3, retryable: true },
      ...{ runningFor: null, ...change, readyIn },
      readyAt: readyIn === null ? null : inSeconds(readyIn),
      nextRetryAt: retryIn === undefined ? null : inSeconds(retryIn),
    };
  });
  const taskId = '0199a3f2-5b1c-7d42-9c1e-8f4b2a6d7e10';
  return { taskId, state: 'in_progress', paused: false, health: 'healthy', concurrent: true, now: NOW, finishedAt: null, steps, ...task };
}

/** Named steps 101 to 104 are those of the diamond, 0 is the whole definition. */
export function measured(
  namedStepId: number,
  figures: readonly [run: number, p95: number, wait: number, p95Wait: number],
): StepDurationRow {
  const [seconds, p95Seconds, waitSeconds, p95WaitSeconds] = figures;
  return { namedStepId, completed: 100, seconds, p95Seconds, waitSeconds, p95WaitSeconds };
}

/** What is known of the diamond. */
export const DURATIONS: readonly StepDurationRow[] = [
  measured(0, [5, 9, 1, 3]),
  measured(101, [2, 3, 0.5, 1]),
  measured(102, [10, 20, 1, 2]),
  measured(103, [4, 30, 1, 4]),
  measured(104, [6, 8, 0.5, 1]),
];
