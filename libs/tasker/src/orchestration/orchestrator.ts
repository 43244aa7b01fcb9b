import { Injectable, type Type } from '@nestjs/common';
import type { StepReference } from '../database/operation.store.js';
import { TaskReader } from '../database/task.reader.js';
import type { ContextOf } from '../definitions/step-types.js';
import { NotFoundError } from '../model/errors.js';
import type { Duration } from '../tasker.options.js';
import {
  refuseAny,
  taskIdIssues,
  type Acting,
  type CompletingActing,
  type ExplainedActing,
  type InputsActing,
  type LimitActing,
  type RetryActing,
  type StepChangeActing,
} from './acting.js';
import type { BulkActing, BulkResult, TaskSelection } from './bulk.contract.js';
import { BulkOperations } from './bulk.operations.js';
import { DeadLetterResolution, type DeadLetterActing } from './dead-letter.resolution.js';
import { DeadLetters, type DeadLetterList, type DeadLetterQuery, type DeadLetterSelection } from './dead.letters.js';
import { onHeldTask } from './held.task.js';
import { RestWait } from './rest.wait.js';
import type { StaleKind } from '../database/staleness.store.js';
import { StaleTasks, type StaleCount, type StaleTaskList, type StaleTaskQuery } from './stale.tasks.js';
import { SharedLimits, type LimitView } from './shared.limits.js';
import { StepOperations } from './step.operations.js';
import type { TaskList, TaskListQuery } from './task-list.js';
import type { ExecutionContext } from './execution.context.js';
import type { TaskExplanation } from './explanation.js';
import type { StepReadiness } from './step.readiness.js';
import type { CreateOptions, NamedTaskRequest, TaskRequest } from './task-request.js';
import type { TaskView } from './task-view.js';
import { taskView } from './task-view.builder.js';
import type { TaskChange } from './task.change.js';
import { TaskExplainer } from './task.explainer.js';
import { TaskArchive, type ArchivedTask } from './task.archive.js';
import { TaskHistory, type History, type HistoryQuery } from './task.history.js';
import { TaskIntake } from './task.intake.js';
import { TaskLists } from './task.lists.js';
import { TaskOperations } from './task.operations.js';
import { TaskProgress, type SystemCircuit } from './task.progress.js';
import { WorkerRoster, type WorkerList, type WorkerQuery } from './worker.roster.js';

/**
 * Creates, reads and waits for tasks, and acts on them.
 *
 * @example
 * const task = await orchestrator.createTask(ProcessOrder, { context: { orderId: 'a-1', amount: 12 } });
 * const done = await orchestrator.waitForTask(task, { timeout: '10s' });
 */
@Injectable()
export class Orchestrator {
  constructor(
    private readonly intake: TaskIntake,
    private readonly rest: RestWait,
    private readonly reader: TaskReader,
    private readonly onTask: TaskOperations,
    private readonly onStep: StepOperations,
    private readonly inBulk: BulkOperations,
    private readonly letters: DeadLetters,
    private readonly resolution: DeadLetterResolution,
    private readonly stale: StaleTasks,
    private readonly archive: TaskArchive,
    private readonly lists: TaskLists,
    private readonly explainer: TaskExplainer,
    private readonly progress: TaskProgress,
    private readonly sharedLimits: SharedLimits,
    private readonly history: TaskHistory,
    private readonly roster: WorkerRoster,
  ) {}

  /**
   * Creates a task of a handler class, or of a definition by name. With `manager` it joins the caller's transaction.
   *
   * @throws InvalidRequestError naming each field that cannot be used; nothing is written then
   * @throws DuplicateTaskError when the task exists and duplicates are refused, or another request has the same idempotency key
   * @example await orchestrator.createTask(ProcessOrder, { context }, { manager });
   */
  createTask<H extends object>(handler: Type<H>, request: TaskRequest<ContextOf<H>>, options?: CreateOptions): Promise<TaskView<H>>;
  createTask(request: NamedTaskRequest, options?: CreateOptions): Promise<TaskView>;
  async createTask(
    first: Type<object> | NamedTaskRequest,
    second?: TaskRequest<unknown> | CreateOptions,
    third?: CreateOptions,
  ): Promise<TaskView> {
    if (typeof first === 'function') return this.intake.ofClass(first, second as TaskRequest, third);
    return this.intake.ofName(first, second as CreateOptions | undefined);
  }

  /**
   * Creates many tasks in one call: all of them, or none when one cannot be used.
   *
   * @throws InvalidRequestError whose paths begin with the place of the request, `3.context.amount`
   */
  async createTasks(requests: readonly NamedTaskRequest[], options?: CreateOptions): Promise<TaskView[]> {
    return this.intake.all(requests, options);
  }

  /** @throws NotFoundError for an unknown id */
  async getTask(taskId: string): Promise<TaskView> {
    checkId(taskId);
    const [tasks, steps] = await Promise.all([this.reader.tasks([taskId]), this.reader.steps([taskId])]);
    if (tasks[0] === undefined) throw unknown(taskId);
    return taskView(tasks[0], steps);
  }

  /**
   * Why a task, and each of its unfinished steps, is not finished: a reason, its data, a sentence, and what would let it go on.
   *
   * @throws NotFoundError for an unknown id
   * @example (await orchestrator.explain(taskId)).message; // 'waits for charge_card, which is ready since …'
   */
  explain(taskId: string): Promise<TaskExplanation> {
    return this.explainer.explain(taskId);
  }

  /**
   * Where a task stands as a whole: its steps counted, what should happen next, and how it fares.
   *
   * @throws NotFoundError for an unknown id
   * @example if ((await orchestrator.executionContext(taskId)).needsIntervention) notifyOperators(taskId);
   */
  executionContext(taskId: string): Promise<ExecutionContext> {
    return this.progress.executionContext(taskId);
  }

  /**
   * Which steps of a task may run and what keeps the others back, in the order of their places.
   *
   * @throws NotFoundError for an unknown id
   * @example (await orchestrator.readiness(taskId)).filter(({ canExecuteNow }) => canExecuteNow);
   */
  readiness(taskId: string): Promise<StepReadiness[]> {
    return this.progress.readiness(taskId);
  }

  /**
   * What happened to a task and its steps, by whom and why, in the order in which it happened. An attempt of a step is one record, at its end.
   *
   * @throws InvalidRequestError
   * @throws NotFoundError for an unknown id
   * @example const { records } = await orchestrator.taskHistory(taskId, { sortOrder: 'desc', limit: 10 });
   */
  taskHistory(taskId: string, query: HistoryQuery = {}): Promise<History> {
    return this.history.ofTask(taskId, query);
  }

  /** The same of one step, by name or place. @throws as `taskHistory`; NotFoundError also for an unknown step */
  stepHistory(taskId: string, step: StepReference, query: HistoryQuery = {}): Promise<History> {
    return this.history.ofStep(taskId, step, query);
  }

  /**
   * The circuit of every dependent system, by name. `within`: of those that definitions of these namespaces use, as their tasks see them.
   *
   * @example (await orchestrator.circuits()).filter(({ circuit }) => circuit === 'open');
   */
  circuits(within?: readonly string[]): Promise<SystemCircuit[]> {
    return this.progress.circuits(within);
  }

  /**
   * One page of tasks without context and steps, in the order of their creation; every condition of the query holds.
   *
   * @throws InvalidRequestError
   * @example
   * const { tasks, nextCursor } = await orchestrator.listTasks({ name: 'process_order', state: 'error', context: { 'order.customer_id': 'c-17' } });
   */
  listTasks(query: TaskListQuery = {}): Promise<TaskList> {
    return this.lists.list(query);
  }

  /**
   * Changes the reason that a task was requested for, its tags, or both, in any state; the history has what they were. Nothing else changes.
   *
   * @throws as `cancelTask`; InvalidRequestError also when nothing is to be changed
   * @example await orchestrator.updateTask(taskId, { tags: ['vip'] }, { actor: 'ann', reason: 'customer called' });
   */
  async updateTask(taskId: string, change: TaskChange, acting: Acting = {}): Promise<TaskView> {
    return this.after(taskId, this.onTask.update(taskId, change, acting));
  }

  /**
   * Stops a task for good: unfinished steps are cancelled, running ones are aborted through their signal and their results refused.
   * Cancelling a cancelled task changes nothing.
   *
   * @throws InvalidRequestError when actor or reason cannot be stored
   * @throws NotFoundError for an unknown id
   * @throws StateTransitionError when the task is complete or resolved
   * @throws TaskBusyError when somebody holds the task for too long; nothing was changed
   * @example await orchestrator.cancelTask(taskId, { actor: 'ann', reason: 'ordered twice' });
   */
  async cancelTask(taskId: string, acting: Acting = {}): Promise<TaskView> {
    return this.after(taskId, this.onTask.cancel(taskId, acting));
  }

  /**
   * Lets every failed step run again, at once, also those that wait for their automatic retry. Each gets as many attempts more as it was
   * declared with, or `attempts`; those that it has used up stay counted. A task that was stopped, by its time limit or as stale,
   * goes on as a whole, with or without a failed step. Otherwise nothing changes without a failed step.
   *
   * @throws as `cancelTask`; StateTransitionError when the task is complete, cancelled or resolved
   * @example await orchestrator.retryTask(taskId, { actor: 'ann', reason: 'the gateway is back' });
   */
  async retryTask(taskId: string, acting: RetryActing = {}): Promise<TaskView> {
    return this.after(taskId, this.onTask.retry(taskId, acting));
  }

  /**
   * Takes a task as done although it is not: failed steps are resolved, all other unfinished ones cancelled, running ones aborted.
   *
   * @throws as `cancelTask`; InvalidRequestError also without a reason; StateTransitionError when the task is complete or cancelled
   * @example await orchestrator.resolveTask(taskId, { actor: 'ann', reason: 'refunded by hand' });
   */
  async resolveTask(taskId: string, acting: ExplainedActing): Promise<TaskView> {
    return this.after(taskId, this.onTask.resolve(taskId, acting));
  }

  /**
   * Holds a task back: nothing of it begins until `resumeTask`; what runs is finished. Its time limit goes on.
   *
   * @throws as `cancelTask`; StateTransitionError when the task rests
   * @example await orchestrator.pauseTask(taskId, { actor: 'ann', reason: 'stock count' });
   */
  async pauseTask(taskId: string, acting: Acting = {}): Promise<TaskView> {
    return this.after(taskId, this.onTask.pause(taskId, acting));
  }

  /**
   * Lets a paused task go on; automatic retries come at their time, or at once when it has passed.
   *
   * @throws as `cancelTask`; StateTransitionError when the task rests and is not paused
   * @example await orchestrator.resumeTask(taskId, { actor: 'ann' });
   */
  async resumeTask(taskId: string, acting: Acting = {}): Promise<TaskView> {
    return this.after(taskId, this.onTask.resume(taskId, acting));
  }

  /**
   * Cancels a step, by name or place, and with it every pending step that can no longer run; a running one is aborted through its
   * signal. The task goes on with what is left, and rests in `cancelled` then, or in `error` if another step has failed for good. A task
   * that was stopped, by its time limit or as stale, goes on with what is held too.
   *
   * @throws as `cancelTask`; NotFoundError also for an unknown step; StateTransitionError when the step is complete or resolved
   * @example await orchestrator.cancelStep(taskId, 'send_receipt', { actor: 'ann', reason: 'no address' });
   */
  async cancelStep(taskId: string, step: StepReference, acting: Acting = {}): Promise<TaskView> {
    return this.after(taskId, this.onStep.cancel(taskId, step, acting));
  }

  /**
   * Lets a failed step run again at once, with as many attempts more as it was declared with, or `attempts`. A step that is pending or
   * runs is left as it is. A task that was stopped goes on with what is held too.
   *
   * @throws as `cancelStep`; StateTransitionError when the step is complete, cancelled or resolved
   * @example await orchestrator.retryStep(taskId, 'charge', { actor: 'ann', attempts: 1 });
   */
  async retryStep(taskId: string, step: StepReference, acting: RetryActing = {}): Promise<TaskView> {
    return this.after(taskId, this.onStep.retry(taskId, step, acting));
  }

  /**
   * Lets the task go on without a step that is pending or has failed: those that depend on it find `{}` as its result. A
   * task that was stopped goes on with what is held too.
   *
   * @throws as `cancelStep`; InvalidRequestError also without a reason; StateTransitionError when the step runs or has ended otherwise
   * @example await orchestrator.resolveStep(taskId, 'send_receipt', { actor: 'ann', reason: 'sent by post' });
   */
  async resolveStep(taskId: string, step: StepReference, acting: ExplainedActing): Promise<TaskView> {
    return this.after(taskId, this.onStep.resolve(taskId, step, acting));
  }

  /**
   * Completes a step that is pending or has failed with a result, which is checked as its handler's would be. A task that was stopped
   * goes on with what is held too.
   *
   * @throws as `resolveStep`; InvalidRequestError names what is wrong with the result under `results`
   * @example await orchestrator.completeStep(taskId, 'charge', { results: { chargeId: 'c-1' }, actor: 'ann', reason: 'charged by phone' });
   */
  async completeStep(taskId: string, step: StepReference, acting: CompletingActing): Promise<TaskView> {
    return this.after(taskId, this.onStep.complete(taskId, step, acting));
  }

  /**
   * Changes how many attempts a step has in total. A step that failed only because they were used up goes on at once when there are
   * more; one that waits for an attempt which it no longer has fails for good. Alone it lets no task go on that was stopped.
   *
   * @throws as `cancelStep`; StateTransitionError unless the step is pending or has failed
   * @example await orchestrator.changeRetryLimit(taskId, 'charge', { retryLimit: 10, actor: 'ann', reason: 'long outage' });
   */
  async changeRetryLimit(taskId: string, step: StepReference, acting: LimitActing): Promise<TaskView> {
    return this.after(taskId, this.onStep.changeRetryLimit(taskId, step, acting));
  }

  /**
   * Gives a step that is pending or has failed other inputs, which its handler reads as `step.inputs` in its next attempt; null: the
   * context of the task. The history has the former ones. Lets nothing go on: for a step that failed for good, `retryStep` does.
   *
   * @throws as `changeRetryLimit`; InvalidRequestError also for inputs that cannot be stored
   * @example await orchestrator.changeInputs(taskId, 'charge', { inputs: { amount: 12 }, actor: 'ann', reason: 'wrong currency' });
   */
  async changeInputs(taskId: string, step: StepReference, acting: InputsActing): Promise<TaskView> {
    return this.after(taskId, this.onStep.changeInputs(taskId, step, acting));
  }

  /** `changeInputs` and `changeRetryLimit` in one transaction, or only what is given of both. @throws as both */
  async updateStep(taskId: string, step: StepReference, acting: StepChangeActing): Promise<TaskView> {
    return this.after(taskId, this.onStep.update(taskId, step, acting));
  }

  /** How many tasks a selection means at this moment. @throws InvalidRequestError */
  countTasks(selection: TaskSelection): Promise<number> {
    return this.inBulk.count(selection);
  }

  /**
   * `cancelTask` for every task that matches and was created before the call, in batches. A task whose state does not allow it is counted
   * as refused, one that somebody holds to the end as busy.
   *
   * @throws InvalidRequestError, with nothing changed, when something cannot be used, the selection is empty without `expected`, or
   *   another number of tasks matches than `expected`
   * @example
   * const selection = { name: 'process_order', state: 'error', createdBefore: '2026-03-01' } as const;
   * const expected = await orchestrator.countTasks(selection);
   * await orchestrator.cancelTasks(selection, { actor: 'ann', reason: 'outdated', expected });
   */
  cancelTasks(selection: TaskSelection, acting: BulkActing): Promise<BulkResult> {
    return this.inBulk.act('cancel', selection, acting);
  }

  /** `retryTask` for every task that matches. @throws as `cancelTasks` */
  retryTasks(selection: TaskSelection, acting: BulkActing): Promise<BulkResult> {
    return this.inBulk.act('retry', selection, acting);
  }

  /** `pauseTask` for every task that matches. @throws as `cancelTasks` */
  pauseTasks(selection: TaskSelection, acting: BulkActing): Promise<BulkResult> {
    return this.inBulk.act('pause', selection, acting);
  }

  /** `resumeTask` for every task that matches. @throws as `cancelTasks` */
  resumeTasks(selection: TaskSelection, acting: BulkActing): Promise<BulkResult> {
    return this.inBulk.act('resume', selection, acting);
  }

  /** `resolveTask` for every task that matches. @throws as `cancelTasks` */
  resolveTasks(selection: TaskSelection, acting: BulkActing): Promise<BulkResult> {
    return this.inBulk.act('resolve', selection, acting);
  }

  /**
   * The tasks that need a person, in the order of their ids: those that rest in error, and unfinished ones with a step that loses its workers.
   * Each with its failed steps, their history, and the actions that would resolve it.
   *
   * @throws InvalidRequestError
   * @example const { entries } = await orchestrator.deadLetters({ name: 'process_order', limit: 50 });
   */
  deadLetters(query: DeadLetterQuery = {}): Promise<DeadLetterList> {
    return this.letters.list(query);
  }

  /** How many tasks need a person. @throws InvalidRequestError */
  deadLetterCount(selection: DeadLetterSelection = {}): Promise<number> {
    return this.letters.count(selection);
  }

  /**
   * Deals with a task that needs a person: `retryTask` or `resolveTask`, for no other tasks than those of the list.
   *
   * @throws as the two; NotFoundError also for a task that needs nobody
   * @example await orchestrator.resolveDeadLetter(taskId, { action: 'retry', actor: 'ann', reason: 'the gateway is back' });
   */
  async resolveDeadLetter(taskId: string, acting: DeadLetterActing): Promise<TaskView> {
    return this.after(taskId, this.resolution.act(taskId, acting));
  }

  /**
   * Warnings about unfinished tasks that do not go on, in the order of their tasks.
   *
   * @throws InvalidRequestError
   * @example await orchestrator.staleTasks({ kind: 'waiting' });
   */
  staleTasks(query: StaleTaskQuery = {}): Promise<StaleTaskList> {
    return this.stale.list(query);
  }

  /** How many warnings of each kind there are, and since when the oldest reason holds. */
  staleCounts(within?: readonly string[]): Promise<Record<StaleKind, StaleCount>> {
    return this.stale.counts(within);
  }

  /**
   * The workers of all processes, the latest start first, also those that have stopped or were lost in the last week.
   *
   * @throws InvalidRequestError
   * @example const { workers } = await orchestrator.workers({ state: 'live', queue: 'payments' });
   */
  workers(query: WorkerQuery = {}): Promise<WorkerList> {
    return this.roster.list(query);
  }

  /**
   * The limits of queues, dependent systems and keys in the whole database, with what runs and waits under each. `within`: those of the keys
   * of definitions of these namespaces, since queues and systems belong to none.
   *
   * @example const [payments] = (await orchestrator.limits()).filter(({ name }) => name === 'payments');
   */
  limits(within?: readonly string[]): Promise<LimitView[]> {
    return this.sharedLimits.list(within);
  }

  /**
   * A task that retention has archived.
   *
   * @throws NotFoundError for a task that was not
   */
  archivedTask(taskId: string): Promise<ArchivedTask> {
    return this.archive.find(taskId);
  }

  /** The task as an action has left it. */
  private async after(taskId: string, action: Promise<void>): Promise<TaskView> {
    await action;
    return onHeldTask(taskId, () => this.getTask(taskId));
  }

  /**
   * Resolves when the task rests: complete, error, cancelled or resolved.
   *
   * @throws NotFoundError for an unknown id
   * @throws WaitTimeoutError when it does not rest in time; the task goes on
   */
  async waitForTask<H = any>(task: string | TaskView<H>, { timeout }: { timeout: Duration }): Promise<TaskView<H>> {
    const taskId = typeof task === 'string' ? task : task.taskId;
    checkId(taskId);
    await this.rest.until(taskId, timeout);
    return (await this.getTask(taskId)) as TaskView<H>;
  }
}

function checkId(taskId: unknown): void {
  refuseAny(taskIdIssues(taskId));
}

function unknown(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}
