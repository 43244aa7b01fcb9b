import type { TaskFacts } from '../../database/transition.document.js';
import type { RestedTaskFacts } from '../../events/engine.instruments.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { TaskState } from '../../model/states.js';

/** A task at rest, as its span tells of it. */
export function restedFacts(
  facts: TaskFacts,
  rest: { readonly state: TaskState; readonly at: Date; readonly context: unknown },
): RestedTaskFacts {
  const { taskId, namespace, name, version, traceparent, correlationId, steps, failedSteps, requestedAt, startedAt } = facts;
  const error = failedSteps?.[0]?.error;
  // Written out: what is spread into an object gives each one a shape of its own.
  return {
    taskId,
    namespace,
    name,
    version,
    traceparent,
    state: rest.state,
    at: rest.at,
    context: [rest.context, error?.context],
    correlationId: correlationId ?? correlationIdOf(taskId),
    requestedAt: new Date(requestedAt),
    startedAt: startedAt === null ? null : new Date(startedAt),
    totalSteps: steps.total,
    completedSteps: steps.completed,
    failedSteps: steps.failed,
    error: (error?.message as string | undefined) ?? null,
  };
}
