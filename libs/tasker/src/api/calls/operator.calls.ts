import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { BulkAction } from '../../database/bulk.store.js';
import type { StaleKind } from '../../database/staleness.store.js';
import type { Acting, ExplainedActing, StepChangeActing } from '../../orchestration/acting.js';
import type { BulkActing, BulkResult, TaskSelection } from '../../orchestration/bulk.contract.js';
import type { DeadLetterActing } from '../../orchestration/dead-letter.resolution.js';
import type { DeadLetterList, DeadLetterQuery, DeadLetterSelection } from '../../orchestration/dead.letters.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import type { LimitView } from '../../orchestration/shared.limits.js';
import type { StaleCount, StaleTaskList, StaleTaskQuery } from '../../orchestration/stale.tasks.js';
import type { TaskChange } from '../../orchestration/task.change.js';
import type { SystemCircuit } from '../../orchestration/task.progress.js';
import type { TaskView } from '../../orchestration/task-view.js';
import type { WorkerList, WorkerQuery } from '../../orchestration/worker.roster.js';
import { AccessScope } from './access.scope.js';
import { requireReason } from './incomplete-request.error.js';
import type { StepTarget } from './step.calls.js';

/** What people do who look after all tasks, on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class OperatorCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
  ) {}

  /** @throws as `Orchestrator.updateTask` */
  async updateTask(caller: Access, { taskId, change }: { taskId: string; change: TaskChange }, acting: Acting = {}): Promise<TaskView> {
    const by = this.scope.acting(caller, acting);
    await this.scope.task(caller, taskId);
    return this.orchestrator.updateTask(taskId, change, by);
  }

  /** Inputs, retry limit or both. @throws as `Orchestrator.updateStep` */
  async updateStep(caller: Access, { taskId, step }: StepTarget, acting: StepChangeActing): Promise<TaskView> {
    const by = this.scope.acting(caller, acting);
    await this.scope.task(caller, taskId);
    return this.orchestrator.updateStep(taskId, step, by);
  }

  /** How many tasks that the caller reaches a selection means. @throws InvalidRequestError */
  count(caller: Access, selection: TaskSelection): Promise<number> {
    return this.orchestrator.countTasks(within(caller, selection));
  }

  /**
   * An action on all tasks that match and that the caller reaches.
   *
   * @throws as `Orchestrator.cancelTasks`; IncompleteRequestError without a reason, unless it is a dry run
   */
  async bulk(
    caller: Access,
    { action, selection }: { action: BulkAction; selection: TaskSelection },
    acting: Partial<BulkActing>,
  ): Promise<BulkResult> {
    if (acting.dryRun !== true) requireReason(acting.reason);
    const by = this.scope.acting(caller, acting) as BulkActing;
    const reached = within(caller, selection);
    switch (action) {
      case 'cancel':
        return this.orchestrator.cancelTasks(reached, by);
      case 'retry':
        return this.orchestrator.retryTasks(reached, by);
      case 'pause':
        return this.orchestrator.pauseTasks(reached, by);
      case 'resume':
        return this.orchestrator.resumeTasks(reached, by);
      case 'resolve':
        return this.orchestrator.resolveTasks(reached, by);
    }
  }

  /** Tasks that need a person, of those that the caller reaches. @throws InvalidRequestError */
  deadLetters(caller: Access, query: DeadLetterQuery): Promise<DeadLetterList> {
    return this.orchestrator.deadLetters(within(caller, query));
  }

  /** @throws InvalidRequestError */
  deadLetterCount(caller: Access, selection: DeadLetterSelection = {}): Promise<number> {
    return this.orchestrator.deadLetterCount(within(caller, selection));
  }

  /** @throws as `Orchestrator.resolveDeadLetter`; IncompleteRequestError for a resolution without a reason */
  async resolveDeadLetter(caller: Access, taskId: string, acting: DeadLetterActing): Promise<TaskView> {
    if (acting.action === 'resolve') requireReason((acting as Partial<ExplainedActing>).reason);
    const by = this.scope.acting(caller, acting);
    await this.scope.task(caller, taskId);
    return this.orchestrator.resolveDeadLetter(taskId, by);
  }

  /** Warnings about tasks that the caller reaches. @throws InvalidRequestError */
  staleTasks(caller: Access, query: StaleTaskQuery): Promise<StaleTaskList> {
    return this.orchestrator.staleTasks(within(caller, query));
  }

  /** How many of each kind. */
  staleCounts(caller: Access): Promise<Record<StaleKind, StaleCount>> {
    return this.orchestrator.staleCounts(caller.namespaces ?? undefined);
  }

  /** Workers; of a confined caller those that know a definition in its namespaces. @throws InvalidRequestError */
  workers(caller: Access, query: WorkerQuery): Promise<WorkerList> {
    return this.orchestrator.workers(within(caller, query));
  }

  /** Limits; of a confined caller those of the keys of definitions in its namespaces. */
  limits(caller: Access): Promise<LimitView[]> {
    return this.orchestrator.limits(caller.namespaces ?? undefined);
  }

  /** Circuits of dependent systems; of a confined caller as tasks in its namespaces see them. */
  circuits(caller: Access): Promise<SystemCircuit[]> {
    return this.orchestrator.circuits(caller.namespaces ?? undefined);
  }
}

function within<Q extends object>({ namespaces }: Access, query: Q): Q & { readonly within?: readonly string[] } {
  return namespaces === null ? query : { ...query, within: namespaces };
}
