import { Injectable } from '@nestjs/common';
import { OperationStore, type StoredActing, type TaskOutcome } from '../database/operation.store.js';
import { NotFoundError, StateTransitionError } from '../model/errors.js';
import type { TaskState } from '../model/states.js';
import {
  actingIssues,
  refuseAny,
  retryIssues,
  stored,
  taskIdIssues,
  type Acting,
  type ExplainedActing,
  type RetryActing,
} from './acting.js';
import { AftermathOfActions } from './action.aftermath.js';
import { onHeldTask } from './held.task.js';
import { taskChangeIssues, type TaskChange } from './task.change.js';

/** An action on a task, without what only some of them need. */
interface TaskAction {
  readonly run: (acting: StoredActing) => Promise<TaskOutcome | null>;
  /** Why a task in this state is left alone. */
  readonly refusal: (state: TaskState) => string;
  /** What running steps are told. Undefined: they go on. */
  readonly stops?: string;
}

/**
 * Actions of people on whole tasks. Each is one transaction in which the task also goes on, and may be repeated: a second one changes
 * nothing. All of them throw `InvalidRequestError`, `NotFoundError`, `StateTransitionError` when the state does not allow it, and
 * `TaskBusyError`.
 */
@Injectable()
export class TaskOperations {
  constructor(
    private readonly store: OperationStore,
    private readonly aftermath: AftermathOfActions,
  ) {}

  async cancel(taskId: string, acting: Acting): Promise<void> {
    refuseAny(taskIdIssues(taskId), actingIssues(acting));
    await this.act(taskId, acting, {
      run: (by) => this.store.cancelTask(taskId, by),
      refusal: () => 'it can no longer be cancelled',
      stops: 'the task was cancelled',
    });
  }

  async resolve(taskId: string, acting: ExplainedActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), actingIssues(acting, { reasonRequired: true }));
    await this.act(taskId, acting, {
      run: (by) => this.store.resolveTask(taskId, by),
      refusal: () => 'it can no longer be resolved',
      stops: 'the task was resolved',
    });
  }

  async retry(taskId: string, acting: RetryActing): Promise<void> {
    refuseAny(taskIdIssues(taskId), retryIssues(acting));
    await this.act(taskId, acting, {
      run: (by) => this.store.retryTask(taskId, acting.attempts ?? null, by),
      refusal: () => 'a finished task is never run again',
    });
  }

  async pause(taskId: string, acting: Acting): Promise<void> {
    refuseAny(taskIdIssues(taskId), actingIssues(acting));
    await this.act(taskId, acting, {
      run: (by) => this.store.pauseTask(taskId, by),
      refusal: () => 'only a task that is pending or in progress can be paused',
    });
  }

  async resume(taskId: string, acting: Acting): Promise<void> {
    refuseAny(taskIdIssues(taskId), actingIssues(acting));
    await this.act(taskId, acting, {
      run: (by) => this.store.resumeTask(taskId, by),
      refusal: (state) => (state === 'error' ? 'it is not paused; retryTask lets its failed steps run again' : 'it is not paused'),
    });
  }

  /** Reason and tags, in any state. */
  async update(taskId: string, change: TaskChange, acting: Acting): Promise<void> {
    refuseAny(taskIdIssues(taskId), taskChangeIssues(change), actingIssues(acting));
    const { reason = null, tags = null } = change;
    await this.act(taskId, acting, {
      run: (by) => this.store.updateTask(taskId, { reason, tags }, by),
      refusal: () => 'it cannot be changed',
    });
  }

  private async act(taskId: string, acting: Acting, { run, refusal, stops }: TaskAction): Promise<void> {
    const outcome = await onHeldTask(taskId, () => run({ ...stored(acting), tell: this.aftermath.tells }));
    if (outcome === null) throw new NotFoundError(`there is no task ${taskId}`);
    const { state, refused, changed, told } = outcome;
    if (refused) throw new StateTransitionError(`task ${taskId} is ${state}: ${refusal(state)}`);
    if (changed) this.aftermath.of([{ taskId, state, told }], stops);
  }
}
