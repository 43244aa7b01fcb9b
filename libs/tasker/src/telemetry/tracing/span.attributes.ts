import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { AttemptFacts, RestedTaskFacts } from '../../events/engine.instruments.js';
import type { ParameterFilter } from '../../events/parameter.filter.js';

/** First word of every attribute, whatever the service is called. */
const PREFIX = 'tasker.';

type Fields = Readonly<Record<string, AttributeValue | undefined>>;

/** What the spans of a task have in common. */
export type TracedTask = Pick<AttemptFacts, 'taskId' | 'namespace' | 'name' | 'version' | 'correlationId'>;

interface KnownName {
  readonly full: string;
  readonly isSensitive: boolean;
}

/** Writes attributes; those with a sensitive name are masked, as the same name is in a log. */
export class SpanAttributes {
  /** There are few: the filter is asked once for each, and no name is put together twice. */
  private readonly names = new Map<string, KnownName>();

  constructor(private readonly filter: ParameterFilter) {}

  task(task: TracedTask): Attributes {
    return this.of(commonOf(task));
  }

  /** An attempt that begins. */
  attempt(facts: AttemptFacts): Attributes {
    const { stepId, step, queue, attempt, retryLimit, waitMs } = facts;
    const own = { step_id: stepId, step_name: step, queue, attempt_number: attempt, retry_limit: retryLimit };
    return this.of({ ...commonOf(facts), ...own, queue_time: waitMs === null ? undefined : waitMs / 1000 });
  }

  /** A task that rests. */
  rested(task: RestedTaskFacts): Attributes {
    const { state, totalSteps, completedSteps, failedSteps, at, requestedAt } = task;
    const steps = { total_steps: totalSteps, completed_steps: completedSteps, failed_steps: failedSteps };
    const seconds = (at.getTime() - requestedAt.getTime()) / 1000;
    return this.of({ ...commonOf(task), task_state: state, ...steps, total_execution_duration: seconds });
  }

  /** Fields under their full names; what is undefined is left out, numbers stay numbers. */
  of(fields: Fields): Attributes {
    const attributes: Attributes = {};
    for (const name in fields) {
      const value = fields[name];
      if (value === undefined) continue;
      const { full, isSensitive } = this.names.get(name) ?? this.meet(name);
      attributes[full] = isSensitive ? this.filter.mask : value;
    }
    return attributes;
  }

  private meet(name: string): KnownName {
    const probe = { [name]: 'shown' };
    const known = { full: PREFIX + name, isSensitive: this.filter.content(probe) !== probe };
    this.names.set(name, known);
    return known;
  }
}

function commonOf({ taskId, namespace, name, version, correlationId }: TracedTask): Record<string, AttributeValue> {
  return { task_id: taskId, task_name: name, namespace, version, correlation_id: correlationId };
}
