import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { StepReference } from '../../database/operation.store.js';
import { NotFoundError } from '../../model/errors.js';
import type { Acting, CompletingActing, ExplainedActing, RetryActing } from '../../orchestration/acting.js';
import { Orchestrator } from '../../orchestration/orchestrator.js';
import type { StepView, TaskView } from '../../orchestration/task-view.js';
import { AccessScope } from './access.scope.js';

/** What a person may do with one step. */
export type StepAction = 'cancel' | 'retry' | 'resolve' | 'complete';

/** Names a step for an action. */
export interface StepTarget {
  readonly taskId: string;
  /** Its place, or its name. */
  readonly step: StepReference;
}

/** Calls of the engine about steps on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class StepCalls {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly scope: AccessScope,
  ) {}

  /** The steps of a task in the order of their places. @throws NotFoundError */
  async list(caller: Access, taskId: string): Promise<readonly StepView[]> {
    await this.scope.task(caller, taskId);
    return (await this.orchestrator.getTask(taskId)).steps;
  }

  /** @throws NotFoundError for an unknown task or step */
  async get(caller: Access, { taskId, step }: StepTarget): Promise<StepView> {
    const found = (await this.list(caller, taskId)).find(({ stepId, name }) => stepId === step || name === step);
    if (found === undefined) throw new NotFoundError(`task ${taskId} has no step ${typeof step === 'number' ? step : `'${step}'`}`);
    return found;
  }

  /** @throws as the method of Orchestrator that the action is */
  async act(
    caller: Access,
    { action, taskId, step }: StepTarget & { action: StepAction },
    acting: Acting & RetryActing & { readonly results?: unknown },
  ): Promise<TaskView> {
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
}
