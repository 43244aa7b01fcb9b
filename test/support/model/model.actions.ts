import { carryOn, isAtRest, isFinal, moveStep, moveTask, type By, type ModelStep, type ModelTask } from './model.task.js';

/** How many attempts the definitions of the model declare for each step. */
export const DECLARED_LIMIT = 3;

/** What an action of a person did. */
export type Verdict = 'changed' | 'unchanged' | 'refused';

/** An action of a person on a task as a whole. */
export type TaskAction =
  | { readonly kind: 'cancelTask' | 'resolveTask' | 'pauseTask' | 'resumeTask' }
  | { readonly kind: 'retryTask'; readonly attempts: number | null };

/** An action of a person on a step, given by its place. */
export type StepAction =
  | { readonly kind: 'cancelStep' | 'resolveStep'; readonly step: number }
  | { readonly kind: 'retryStep'; readonly step: number; readonly attempts: number | null }
  | { readonly kind: 'completeStep'; readonly step: number; readonly results: object }
  | { readonly kind: 'changeRetryLimit'; readonly step: number; readonly retryLimit: number };

/** Anything that a person does. */
export type Action = TaskAction | StepAction;

interface Doing {
  readonly task: ModelTask;
  readonly now: number;
  readonly by: By;
}

/** Lets a person act on a task of the model. */
export function act(action: Action, doing: Doing): Verdict {
  return 'step' in action ? actOnStep(action, doing.task.steps[action.step - 1]!, doing) : actOnTask(action, doing);
}

function actOnTask(action: TaskAction, doing: Doing): Verdict {
  switch (action.kind) {
    case 'cancelTask':
      return close('cancelled', doing);
    case 'resolveTask':
      return close('resolved_manually', doing);
    case 'pauseTask':
      return pause(doing);
    case 'resumeTask':
      return resume(doing);
    case 'retryTask':
      return retryTask(action.attempts, doing);
  }
}

function actOnStep(action: StepAction, step: ModelStep, doing: Doing): Verdict {
  switch (action.kind) {
    case 'cancelStep':
      return cancelStep(step, doing);
    case 'resolveStep':
      return settleStep(step, null, doing);
    case 'completeStep':
      return settleStep(step, action.results, doing);
    case 'retryStep':
      return hasEnded(step) ? 'refused' : retry([step], action.attempts, doing);
    case 'changeRetryLimit':
      return changeRetryLimit(step, action.retryLimit, doing);
  }
}

const hasEnded = ({ state }: ModelStep) => state === 'complete' || state === 'cancelled' || state === 'resolved_manually';

/** Everything unfinished is cancelled; of a task that is resolved, what failed is resolved with it. */
function close(to: 'cancelled' | 'resolved_manually', { task, by }: Doing): Verdict {
  if (isFinal(task)) return task.state === to ? 'unchanged' : 'refused';
  for (const step of task.steps.filter((one) => !hasEnded(one))) {
    step.readyAt = null;
    step.wait = null;
    moveStep(step, step.state === 'error' ? to : 'cancelled', { by });
  }
  task.deadline = false;
  moveTask(task, to, by);
  return 'changed';
}

function note(task: ModelTask, action: string, by: By): Verdict {
  task.moves.push({ from: task.state, to: task.state, ...by, action });
  return 'changed';
}

function pause({ task, by }: Doing): Verdict {
  if (isAtRest(task)) return 'refused';
  if (task.paused) return 'unchanged';
  task.paused = true;
  for (const step of task.steps) if (step.readyAt !== null) step.readyAt = Infinity;
  return note(task, 'pause', by);
}

function resume({ task, now, by }: Doing): Verdict {
  if (!task.paused) return isAtRest(task) ? 'refused' : 'unchanged';
  task.paused = false;
  for (const step of task.steps) {
    if (step.readyAt === Infinity) step.readyAt = step.state === 'error' ? Math.max(now, step.failedAt + (step.wait ?? 0)) : now;
  }
  return note(task, 'resume', by);
}

/** The task goes on with what it has now. */
function goOn({ task, now, by }: Doing): Verdict {
  carryOn(task, now, by);
  return 'changed';
}

/** A task that was stopped without a failed step has something to go on with, too. */
function retryTask(attempts: number | null, doing: Doing): Verdict {
  if (isFinal(doing.task)) return 'refused';
  const verdict = retry(doing.task.steps, attempts, doing);
  return verdict === 'unchanged' && doing.task.state === 'error' ? goOn(doing) : verdict;
}

function retry(steps: readonly ModelStep[], attempts: number | null, { task, now, by }: Doing): Verdict {
  const failed = steps.filter(({ state }) => state === 'error');
  for (const step of failed) {
    step.retryLimit = Math.max(step.retryLimit, step.attempts + (attempts ?? DECLARED_LIMIT));
    step.discounted = step.attempts;
    step.readyAt = null;
    step.wait = null;
    moveStep(step, 'pending', { by, action: 'retry' });
  }
  return failed.length > 0 ? goOn({ task, now, by }) : 'unchanged';
}

/** With it goes every pending step below it that can no longer run. */
function cancelStep(step: ModelStep, doing: Doing): Verdict {
  const { task, by } = doing;
  if (hasEnded(step)) return step.state === 'cancelled' ? 'unchanged' : 'refused';
  const lost: ModelStep[] = [step];
  for (const one of lost) {
    one.readyAt = null;
    one.wait = null;
    moveStep(one, 'cancelled', { by });
    lost.push(...task.steps.filter((child) => child.state === 'pending' && child.parents.includes(one.place) && !lost.includes(child)));
  }
  return goOn(doing);
}

function settleStep(step: ModelStep, results: object | null, doing: Doing): Verdict {
  const to = results === null ? 'resolved_manually' : 'complete';
  const given = results === null ? null : JSON.stringify(results);
  if (step.state === 'in_progress') return 'refused';
  if (hasEnded(step)) return step.state === to && (given === null || step.results === given) ? 'unchanged' : 'refused';
  step.results = given;
  step.readyAt = null;
  step.wait = null;
  moveStep(step, to, { by: doing.by });
  return goOn(doing);
}

function changeRetryLimit(step: ModelStep, retryLimit: number, doing: Doing): Verdict {
  const failed = step.state === 'error';
  if (step.state !== 'pending' && !failed) return 'refused';
  if (step.retryLimit === retryLimit) return 'unchanged';
  step.retryLimit = retryLimit;
  const how = { by: doing.by, action: 'change_retry_limit' };
  if (failed && step.readyAt === null && step.failure === 'exhausted' && step.attempts < retryLimit) {
    moveStep(step, 'pending', how);
    return goOn(doing);
  }
  moveStep(step, step.state, how);
  if (!failed || step.readyAt === null || step.attempts < retryLimit) return 'changed';
  step.failure = 'exhausted';
  step.readyAt = null;
  step.wait = null;
  return goOn(doing);
}
