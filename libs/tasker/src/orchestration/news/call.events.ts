import type { ClaimedStep } from '../../database/claimed.step.js';
import type { TaskerEvents } from '../../events/catalog/tasker.events.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { IndexedTask } from '../indexed.task.js';

/** Steps of one task that one call has claimed, or whose outcomes it has stored. */
export interface TaskBatch {
  readonly claimed: ClaimedStep;
  readonly indexed: IndexedTask;
  readonly steps: readonly ClaimedStep[];
}

/** Claims by task, in the order of the call; those of definitions that this process does not know are left out. */
export function batchesOf(claims: readonly ClaimedStep[], find: (namedTaskId: number) => IndexedTask | undefined): TaskBatch[] {
  const tasks = new Map<string, ClaimedStep[]>();
  for (const claim of claims) {
    const known = tasks.get(claim.taskId);
    if (known === undefined) tasks.set(claim.taskId, [claim]);
    else known.push(claim);
  }
  return [...tasks.values()].flatMap((steps) => {
    const [claimed] = steps;
    const indexed = find(claimed!.namedTaskId);
    return indexed === undefined ? [] : [{ claimed: claimed!, indexed, steps }];
  });
}

function base({ claimed, indexed }: Omit<TaskBatch, 'steps'>, at: Date) {
  const { namespace, name: taskName, version, concurrent } = indexed.task.definition;
  const { taskId, correlationId } = claimed;
  return {
    ...{ taskId, namespace, taskName, version, timestamp: at },
    correlationId: correlationId ?? correlationIdOf(taskId),
    processingMode: concurrent ? 'concurrent' : 'sequential',
  } as const;
}

/** Steps of a task were ready, and are claimed. */
export function discovered(batch: TaskBatch, at: Date): TaskerEvents['workflow.viable_steps_discovered'] {
  const { steps, indexed } = batch;
  return {
    ...base(batch, at),
    stepIds: steps.map(({ stepId }) => stepId),
    stepNames: steps.flatMap(({ namedStepId }) => indexed.stepNames.get(namedStepId) ?? []),
    stepCount: steps.length,
    viableCount: steps.length,
  };
}

/** They begin. */
export function executionStarted(batch: TaskBatch, at: Date): TaskerEvents['workflow.steps_execution_started'] {
  return { ...base(batch, at), stepCount: batch.steps.length };
}

/** Outcomes of a task were stored. */
export function executionCompleted(
  batch: Omit<TaskBatch, 'steps'>,
  { at, processed, successful }: { readonly at: Date; readonly processed: number; readonly successful: number },
): TaskerEvents['workflow.steps_execution_completed'] {
  return { ...base(batch, at), processedCount: processed, successfulCount: successful };
}
