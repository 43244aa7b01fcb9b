import type { TaskFacts } from '../../database/transition.document.js';
import type { ChangedTask, ChangedTaskFacts } from '../../events/committed.change.js';
import type { TaskState } from '../../model/states.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import { executionWords } from '../execution.words.js';
import { summaryOf, type WorkflowSummary } from '../workflow.summary.js';

/** What was read of a task, as events have it; `state`: the one that they tell of. */
export function factsOf(facts: TaskFacts, state: TaskState): ChangedTaskFacts {
  const { paused, priority, initiator, sourceSystem, reason, tags, steps } = facts;
  return {
    ...{ paused, priority, initiator, sourceSystem, reason, tags, steps },
    requestedAt: new Date(facts.requestedAt),
    failedSteps: facts.failedSteps ?? [],
    get workflowSummary(): WorkflowSummary {
      return summaryOf(steps, executionWords({ state, paused }, steps));
    },
  };
}

/** A task whose rows were read. */
export function taskOfFacts(facts: TaskFacts, state: TaskState): ChangedTask {
  const { taskId, namespace, name, version, traceparent, context } = facts;
  const correlationId = facts.correlationId ?? correlationIdOf(taskId);
  return { taskId, namespace, name, version, correlationId, traceparent, context, facts: factsOf(facts, state) };
}
