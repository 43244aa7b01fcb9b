import { connectionOf } from './connection.js';
import { id, is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';
import { TaskerStepError } from './step.type.js';
import { TaskerTask } from './task.type.js';
import { TaskerStatus, words } from './words.js';

const TaskerDeadLetterKind = words(
  'TaskerDeadLetterKind',
  ['failed_for_good', 'attempts_exhausted', 'poison_step', 'time_limit'],
  'Why a task needs a person.',
);

/** Kinds of warnings. */
export const TaskerStaleKind = words('TaskerStaleKind', ['waiting', 'lifetime', 'lost_attempts'], 'Why a task is stale.');

/** States of a worker. */
export const TaskerWorkerState = words('TaskerWorkerState', ['live', 'draining', 'stopped', 'lost'], 'How a worker stands.');

const OpenAction = objectOf('TaskerOpenAction', 'An action that is open to a person.', {
  action: text('A mutation; changeRetryLimit is updateStep.'),
  stepId: maybe(id()),
  step: maybe(text()),
});

const Attempt = objectOf('TaskerAttempt', 'One row of the history of a failed step.', {
  attempt: whole(),
  startedAt: maybe(moment('Null for a move that was no attempt.')),
  at: moment(),
  workerId: maybe(text()),
  fromStatus: is(() => TaskerStatus),
  toStatus: is(() => TaskerStatus),
  actor: maybe(text()),
  reason: maybe(text()),
  error: maybe(json()),
});

const FailedStep = objectOf('TaskerFailedStep', 'A step that keeps its task from going on.', {
  stepId: id(),
  name: text(),
  status: is(() => TaskerStatus),
  kind: is(() => TaskerDeadLetterKind),
  error: maybe(is(() => TaskerStepError)),
  attempts: whole(),
  retryLimit: whole(),
  exhausted: truth('Only the attempts were used up.'),
  lostAttempts: whole('Attempts that were lost with the workers that ran them.'),
  blocks: many(text('Steps that cannot run without it; at most 100.')),
  history: many(is(() => Attempt, 'Its latest rows, at most 10, the oldest first.')),
});

/** A task that needs a person. */
export const TaskerDeadLetter = objectOf('TaskerDeadLetter', 'A task that needs a person, with what is needed to decide.', {
  task: is(() => TaskerTask),
  kind: is(() => TaskerDeadLetterKind),
  failedAt: maybe(moment('When it came to rest in error.')),
  failedSteps: many(is(() => FailedStep, 'At most 50.')),
  moreFailedSteps: whole(),
  actions: many(is(() => OpenAction, 'What would resolve it.')),
});

/** A page of tasks that need a person. */
export const TaskerDeadLetterConnection = connectionOf(TaskerDeadLetter);

/** A warning about an unfinished task. */
export const TaskerStaleTask = objectOf('TaskerStaleTask', 'A warning about an unfinished task.', {
  taskId: id(),
  namespace: text(),
  name: text(),
  version: text(),
  kind: is(() => TaskerStaleKind),
  stepId: maybe(id()),
  step: maybe(text()),
  since: moment(),
  noticedAt: moment(),
  limitSeconds: maybe(number('The limit that was passed.')),
  lostAttempts: maybe(whole()),
});

/** A page of warnings. */
export const TaskerStaleTaskConnection = connectionOf(TaskerStaleTask);

/** Warnings of one kind. */
export const TaskerStaleCount = objectOf('TaskerStaleCount', 'Warnings of one kind.', {
  kind: is(() => TaskerStaleKind),
  count: whole(),
  oldest: maybe(moment('Since when the oldest reason holds.')),
});

/** A process that works on steps. */
export const TaskerWorker = objectOf('TaskerWorker', 'A process that works on steps.', {
  workerId: id(),
  state: is(() => TaskerWorkerState),
  host: text(),
  pid: whole(),
  version: text('Of the package.'),
  startedAt: moment(),
  heartbeatAt: moment(),
  heartbeatAgeSeconds: number(),
  leaseSeconds: number('How long it may be silent.'),
  drainingAt: maybe(moment()),
  stoppedAt: maybe(moment()),
  lostAt: maybe(moment()),
  concurrency: whole('Steps that it runs at once at most.'),
  runningSteps: maybe(whole('At its latest sign of life; null for a caller that is confined to namespaces.')),
  queues: many(text()),
  definitions: many(text('Full names of the definitions that it has code for.')),
});

/** A page of workers. */
export const TaskerWorkerConnection = connectionOf(TaskerWorker);

const Rate = objectOf('TaskerRate', 'How often something may start.', { limit: number(), per: number('Milliseconds.'), burst: number() });

/** A limit, and what goes on under it. */
export const TaskerLimit = objectOf('TaskerLimit', 'A limit, and what goes on under it in all processes.', {
  kind: text('queue, system or key.'),
  name: text(),
  concurrency: maybe(whole('Most steps at once.')),
  rate: maybe(is(() => Rate)),
  tokens: maybe(whole('Starts that the rate allows at once, now.')),
  running: whole(),
  waiting: whole(),
  keyless: whole('Attempts without a key: they ran without a limit.'),
});

const CircuitSteps = objectOf('TaskerCircuitSteps', 'Steps of a dependent system by their circuit.', {
  closed: whole(),
  open: whole(),
  halfOpen: whole(),
});

/** The circuit of a dependent system. */
export const TaskerCircuit = objectOf('TaskerCircuit', 'The circuit of a dependent system.', {
  dependentSystemId: id(),
  name: text(),
  circuit: text('closed, open or half_open.'),
  steps: is(() => CircuitSteps),
  nextRetryAt: maybe(moment('When the first open one is tried again.')),
  sampled: truth('There were more than 100,000 steps to count.'),
});

/** What a bulk action did. */
export const TaskerBulkResult = objectOf('TaskerBulkResult', 'What a bulk action did.', {
  matched: whole('Tasks that matched when it began.'),
  changed: whole(),
  unchanged: whole('Were so already.'),
  refused: whole('Their state does not allow it.'),
  busy: whole('Held by somebody to the end.'),
});
