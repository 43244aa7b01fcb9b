import type { AttemptFacts } from '../../events/engine.instruments.js';
import { correlationIdOf } from '../../model/correlation.id.js';
import type { StepRun } from '../step.run.js';

/** An attempt as instruments see it; read through, since most attempts are looked at by few. */
export class RunFacts implements AttemptFacts {
  constructor(readonly run: StepRun) {}

  get taskId(): string {
    return this.run.claimed.taskId;
  }

  get namespace(): string {
    return this.run.indexed.task.definition.namespace;
  }

  get name(): string {
    return this.run.indexed.task.definition.name;
  }

  get version(): string {
    return this.run.indexed.task.definition.version;
  }

  get stepId(): number {
    return this.run.claimed.stepId;
  }

  get step(): string {
    return this.run.stepName;
  }

  get declaredStep(): string {
    return this.run.template.name;
  }

  get queue(): string {
    return this.run.template.queue;
  }

  get attempt(): number {
    return this.run.claimed.attempt;
  }

  get retryLimit(): number {
    return this.run.claimed.retryLimit;
  }

  get correlationId(): string {
    return this.run.claimed.correlationId ?? correlationIdOf(this.taskId);
  }

  get context(): unknown {
    return this.run.claimed.context;
  }

  get given(): readonly unknown[] {
    const { context, inputs, parents } = this.run.claimed;
    return [context, inputs, parents];
  }

  get traceparent(): string | null {
    return this.run.claimed.traceparent;
  }

  get retryOf(): string | null {
    return this.run.claimed.retryOf;
  }

  get waitMs(): number | null {
    return this.run.claimed.waitMs;
  }
}
