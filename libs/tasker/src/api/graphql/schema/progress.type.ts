import { id, is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';
import { TaskerStatus } from './words.js';

const StepExplanation = objectOf('TaskerStepExplanation', 'Why a step is not finished.', {
  stepId: id(),
  name: text(),
  status: is(() => TaskerStatus),
  circuit: text(),
  reason: text('A word.'),
  detail: json('The data of the reason.'),
  message: text('One sentence for a person.'),
  causes: many(json('Steps that stand in the way, at most five.')),
  unblock: many(text('Actions that let it go on.')),
});

/** Why a task is not finished. */
export const TaskerExplanation = objectOf('TaskerExplanation', 'Why a task, and each of its unfinished steps, is not finished.', {
  taskId: id(),
  status: is(() => TaskerStatus),
  reason: text('A word.'),
  detail: json('The data of the reason.'),
  message: text('One sentence for a person.'),
  unblock: many(text('Actions that let it go on or end it.')),
  steps: many(is(() => StepExplanation, 'Unfinished steps in the order of their places.')),
});

const NextAction = objectOf('TaskerNextAction', 'What to do with a task next.', {
  action: text(),
  description: text(),
  urgency: text('low, medium, high or critical.'),
  canProceed: truth('The engine goes on by itself now.'),
});

/** Where a task stands as a whole. */
export const TaskerExecutionContext = objectOf(
  'TaskerExecutionContext',
  'Where a task stands: its steps counted, and what follows from that.',
  {
    totalSteps: whole(),
    pendingSteps: whole(),
    inProgressSteps: whole(),
    completedSteps: whole(),
    failedSteps: whole(),
    readySteps: whole(),
    executionStatus: text(),
    recommendedAction: text(),
    completionPercentage: number('From 0 to 100.'),
    healthStatus: text(),
    reason: maybe(text()),
    reenqueueReason: maybe(text()),
    delaySeconds: maybe(number('Until another look is worth while.')),
    hasWorkToDo: truth(),
    isBlocked: truth(),
    isComplete: truth(),
    isHealthy: truth(),
    needsIntervention: truth('A person has to act.'),
    canMakeProgress: truth(),
    shouldReenqueue: truth('It goes on by itself later.'),
    needsImmediateAction: truth(),
    nextAction: is(() => NextAction),
  },
);

/** Whether a step may run. */
export const TaskerStepReadiness = objectOf('TaskerStepReadiness', 'Whether a step may run, and what keeps it back.', {
  stepId: id(),
  name: text(),
  currentStatus: is(() => TaskerStatus),
  dependenciesSatisfied: truth(),
  retryEligible: truth(),
  readyForExecution: truth(),
  lastFailureAt: maybe(moment()),
  nextRetryAt: maybe(moment()),
  totalParents: whole(),
  completedParents: whole(),
  attempts: whole(),
  retryLimit: whole(),
  backoffRequestSeconds: maybe(whole()),
  lastAttemptedAt: maybe(moment()),
  circuit: text(),
  canExecuteNow: truth(),
  blockingReason: maybe(text()),
  timeUntilReady: maybe(number('Seconds; null when no time is known.')),
  dependencyStatus: text(),
  retryStatus: text(),
  backoffType: text(),
  effectiveBackoffSeconds: number(),
});
