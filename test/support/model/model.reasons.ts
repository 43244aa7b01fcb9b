import { isActive, isAtRest, isFinal, openParents, type ModelStep, type ModelTask } from './model.task.js';

/** What a reason depends on beside the task. */
export interface Circumstances {
  readonly now: number;
  /** Workers that nobody hears of any more, or whose steps take longer than they may. */
  readonly silent: ReadonlyMap<string, 'crash' | 'hang'>;
  /** Whether a live worker has code for anything. */
  readonly served: boolean;
}

/** Why an unfinished step is not finished; null for one that is. */
export function stepReason(task: ModelTask, step: ModelStep, circumstances: Circumstances): string | null {
  switch (step.state) {
    case 'in_progress':
      return runningReason(step, circumstances);
    case 'error':
      return step.readyAt === null ? 'failed' : readyReason(step, circumstances);
    case 'pending':
      return step.readyAt === null ? waitingReason(task, step) : readyReason(step, circumstances);
    default:
      return null;
  }
}

function runningReason({ worker, timed }: ModelStep, { silent }: Circumstances): string {
  const how = silent.get(worker!);
  if (how === 'crash') return 'lease_expired';
  return how === 'hang' && timed ? 'timed_out' : 'running';
}

function readyReason({ readyAt, state }: ModelStep, { now, served }: Circumstances): string {
  if (readyAt === Infinity) return 'paused';
  if (readyAt! > now) return state === 'error' ? 'backing_off' : 'deferred';
  return served ? 'queued' : 'no_worker';
}

function waitingReason(task: ModelTask, step: ModelStep): string {
  const above = new Set(openParents(task, step));
  for (const parent of above) if (parent.state === 'pending') openParents(task, parent).forEach((one) => above.add(one));
  const stands = [...above];
  if (stands.some(({ state, readyAt }) => state === 'error' && readyAt === null)) return 'blocked_by_failure';
  if (stands.some(({ state }) => state === 'cancelled')) return 'blocked_by_cancellation';
  if (stands.length > 0) return 'waiting_for_parents';
  return isAtRest(task) ? 'held' : 'waiting_for_turn';
}

/** The reasons that may be given for a task: of one that is not at rest, those of steps that will move by themselves. */
export function taskReasons(task: ModelTask, circumstances: Circumstances): (string | null)[] {
  if (isFinal(task)) return [task.state];
  if (isAtRest(task)) return [task.steps.some(({ state }) => state === 'error') ? 'blocked_by_failure' : 'stopped'];
  if (task.paused) return ['paused'];
  return [...new Set(task.steps.filter(isActive).map((step) => stepReason(task, step, circumstances)))];
}
