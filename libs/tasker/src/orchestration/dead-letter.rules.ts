import type { DeadLetterRow, DeadLetterStepRow } from '../database/dead-letter.reader.js';
import type { TaskState } from '../model/states.js';
import type { DeadLetterKind, FailedStep, OpenAction } from './dead-letter.view.js';

const MOST_BLOCKED = 100;
/** Error classes of steps that were stopped because the time of their task was over. */
const TIME_CLASSES: readonly unknown[] = ['TaskTimeoutError', 'StaleTaskError'];
/** Of several kinds the task has the first: what kills workers comes before what only failed. */
const PRECEDENCE: readonly DeadLetterKind[] = ['poison_step', 'time_limit', 'failed_for_good', 'attempts_exhausted'];

/** Whether a step is a reason that its task needs a person. */
export function isFailed({ state, poison }: DeadLetterStepRow): boolean {
  return state === 'error' || (poison && (state === 'pending' || state === 'in_progress'));
}

/** Why a failed step failed. */
export function kindOfStep({ error, poison }: DeadLetterStepRow): DeadLetterKind {
  if (poison || typeof error?.['lostAttempts'] === 'number') return 'poison_step';
  if (TIME_CLASSES.includes(error?.['errorClass'])) return 'time_limit';
  return error?.['exhausted'] === true ? 'attempts_exhausted' : 'failed_for_good';
}

/** Why a task needs a person. */
export function kindOfTask({ reason }: DeadLetterRow, steps: readonly Pick<FailedStep, 'kind'>[]): DeadLetterKind {
  const stopped = reason === 'max_execution_time' || reason?.startsWith('stale: ') === true;
  const kinds = new Set<DeadLetterKind>([...steps.map(({ kind }) => kind), ...(stopped ? (['time_limit'] as const) : [])]);
  return PRECEDENCE.find((kind) => kinds.has(kind)) ?? 'failed_for_good';
}

/** Names of the unfinished steps below a step, in the order of the task. */
export function blockedBy(step: DeadLetterStepRow, steps: ReadonlyMap<number, DeadLetterStepRow>): string[] {
  const below = new Set<number>();
  const open = [...step.child_ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const child = steps.get(id);
    if (child === undefined || below.has(id) || child.state === 'complete' || child.state === 'resolved_manually') continue;
    below.add(id);
    open.push(...child.child_ids);
  }
  const places = [...below].sort((left, right) => left - right).slice(0, MOST_BLOCKED);
  return places.map((id) => steps.get(id)!.name);
}

/** What the state machines allow a person to do about it. */
export function openActions(
  task: { readonly state: TaskState; readonly paused: boolean },
  failed: readonly FailedStep[],
  anyCancelled: boolean,
): OpenAction[] {
  return [...taskActions(task, anyCancelled), ...failed.flatMap(stepActions)];
}

/** A cancelled step does not come back: its task would rest again at once, cancelled. */
function taskActions({ state, paused }: { state: TaskState; paused: boolean }, anyCancelled: boolean): OpenAction[] {
  if (state === 'error')
    return [...(anyCancelled ? [] : [{ action: 'retryTask' as const }]), { action: 'resolveTask' }, { action: 'cancelTask' }];
  return [{ action: paused ? 'resumeTask' : 'pauseTask' }, { action: 'resolveTask' }, { action: 'cancelTask' }];
}

function stepActions({ stepId, name: step, state, exhausted }: FailedStep): OpenAction[] {
  const actions: OpenAction['action'][] =
    state === 'error'
      ? ['retryStep', 'resolveStep', 'completeStep', 'cancelStep']
      : state === 'pending'
        ? ['resolveStep', 'completeStep', 'cancelStep']
        : ['cancelStep'];
  return [...actions, ...(exhausted ? ['changeRetryLimit' as const] : [])].map((action) => ({ action, stepId, step }));
}
