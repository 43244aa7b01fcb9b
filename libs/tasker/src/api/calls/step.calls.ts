import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { StepReference } from '../../database/operation.store.js';
import { StepReader } from '../../database/step.reader.js';
import { TaskReader } from '../../database/task.reader.js';
import { NotFoundError } from '../../model/errors.js';
import { stepIssues, type Acting, type CompletingActing, type ExplainedActing, type RetryActing } from '../../orchestration/acting.js';
import type { StepState } from '../../model/states.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import type { StepReadiness } from '../../orchestration/step.readiness.js';
import type { StepView, TaskView } from '../../orchestration/task-view.js';
import { stepViews } from '../../orchestration/task-view.builder.js';
import { AccessScope } from './access.scope.js';
import { requireReason } from './incomplete-request.error.js';

/** What a person may do with one step. */
export type StepAction = 'cancel' | 'retry' | 'resolve' | 'complete';

/** Names a step for an action. */
export interface StepTarget {
  readonly taskId: string;
  /** Its place, or its name. */
  readonly step: StepReference;
}

/** Which steps of a task to list. */
export interface StepListQuery {
  readonly taskId: string;
  /** Default: any. */
  readonly state?: StepState | undefined;
  /** Place of the last step of the page before; null: begin with the first page. */
  readonly after: number | null;
  readonly descending: boolean;
  readonly limit: number;
  /** Whether to count all that match. */
  readonly total: boolean;
}

/** A page of steps, and whether there are more behind it. */
export interface StepList {
  readonly steps: readonly StepView[];
  readonly more: boolean;
  readonly total?: number;
}

/** Inputs, results and errors of one page, as JSON. */
const MOST_CONTENT_BYTES = 5_000_000;

/** Calls of the engine about steps on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class StepCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
    private readonly reader: StepReader,
    private readonly tasks: TaskReader,
  ) {}

  /**
   * A page of the steps of a task in the order of their places, with 5 MB of inputs, results and errors at most: one that has more ends
   * earlier, after its first step at the earliest.
   *
   * @throws NotFoundError
   */
  async list(caller: Access, { taskId, state: only, total: counted, ...stretch }: StepListQuery): Promise<StepList> {
    const state = only ?? null;
    await this.existing(caller, taskId);
    const [{ steps, more }, total] = await Promise.all([
      this.reader.steps({ ...stretch, taskId, state, mostBytes: MOST_CONTENT_BYTES }),
      counted ? this.reader.count(taskId, state) : undefined,
    ]);
    const parents = [...new Set(steps.flatMap(({ parent_ids: ids }) => ids.slice(0, 1)))];
    const relatives = parents.length === 0 ? [] : await this.reader.children(taskId, parents);
    return { steps: stepViews(steps, relatives), more, ...(total === undefined ? {} : { total }) };
  }

  /** @throws NotFoundError for an unknown task or step */
  async get(caller: Access, { taskId, step }: StepTarget): Promise<StepView> {
    const row = stepIssues(step).length > 0 ? null : await this.reader.step(taskId, step);
    if (row === null || !caller.reaches(row.namespace)) {
      await this.existing(caller, taskId);
      throw new NotFoundError(`task ${taskId} has no step ${typeof step === 'number' ? step : `'${step}'`}`);
    }
    const { family, ...found } = row;
    return stepViews(
      [found],
      family.map((id) => ({ workflow_step_id: id, parent_ids: found.parent_ids })),
    )[0]!;
  }

  /** Which steps may run and what keeps the others back. @throws NotFoundError */
  async readiness(caller: Access, taskId: string): Promise<readonly StepReadiness[]> {
    await this.scope.task(caller, taskId);
    return this.orchestrator.readiness(taskId);
  }

  /** @throws IncompleteRequestError for a resolution or completion without a reason; else as the method of Orchestrator that the action is */
  async act(
    caller: Access,
    { action, taskId, step }: StepTarget & { action: StepAction },
    acting: Acting & RetryActing & { readonly results?: unknown },
  ): Promise<TaskView> {
    if (action === 'resolve' || action === 'complete') requireReason(acting.reason);
    const by = this.scope.acting(caller, acting);
    await this.scope.task(caller, taskId);
    switch (action) {
      case 'cancel':
        return this.orchestrator.cancelStep(taskId, step, by);
      case 'retry':
        return this.orchestrator.retryStep(taskId, step, by);
      case 'resolve':
        return this.orchestrator.resolveStep(taskId, step, by as ExplainedActing);
      case 'complete':
        return this.orchestrator.completeStep(taskId, step, by as CompletingActing);
    }
  }

  private async existing(caller: Access, taskId: string): Promise<void> {
    const namespace = await this.tasks.namespaceOf(taskId);
    if (namespace === null || !caller.reaches(namespace)) throw new NotFoundError(`there is no task ${taskId}`);
  }
}
