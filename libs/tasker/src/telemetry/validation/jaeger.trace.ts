import type { JaegerSpan } from './jaeger.query.js';
import type { RunWorkflow } from './validation.engine.js';

/** The span around the creation of a task, as that of a request would be. */
export const CALLER_SPAN = 'jaeger_validation';
export const CREATION_SPAN = 'tasker.task.initialize';
export const STEP_SPAN = 'tasker.step.execution';
export const TASK_SPAN = 'tasker.task.execution';

/** A workflow that was run, with what Jaeger shows of it. */
export class JaegerTrace {
  constructor(
    readonly run: RunWorkflow,
    readonly traceId: string,
    readonly spans: readonly JaegerSpan[],
  ) {}

  named(name: string): readonly JaegerSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The only span of a name. @throws Error when there is another number of them */
  only(name: string): JaegerSpan {
    const [span, ...others] = this.named(name);
    if (span === undefined || others.length > 0) throw new Error(`${this.named(name).length} spans ${name} instead of one`);
    return span;
  }

  /** The attempt of a step. @throws Error when there is not exactly one */
  step(step: string): JaegerSpan {
    const [span, ...others] = this.named(STEP_SPAN).filter(({ tags }) => tags['tasker.step_name'] === step);
    if (span === undefined || others.length > 0) throw new Error(`step ${step} does not have exactly one span`);
    return span;
  }

  /** Those that the engine has made. */
  get own(): readonly JaegerSpan[] {
    return this.spans.filter(({ name }) => name.startsWith('tasker.'));
  }

  /** Names of what has not arrived, each with its number; '' when everything has. */
  get missing(): string {
    const wanted = { [CALLER_SPAN]: 1, [CREATION_SPAN]: 1, [STEP_SPAN]: this.run.workflow.steps.length, [TASK_SPAN]: 1 };
    return Object.entries(wanted)
      .map(([name, count]) => ({ name, left: count - this.named(name).length }))
      .filter(({ left }) => left > 0)
      .map(({ name, left }) => `${left} ${name}`)
      .join(', ');
  }
}
