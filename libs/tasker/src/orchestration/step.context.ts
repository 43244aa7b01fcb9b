import { Logger, type Type } from '@nestjs/common';
import { namedStepIdOf, parentKey, type ParentKey } from '../database/claimed.step.js';
import { secretValues } from '../definitions/config.variables.js';
import { stepNameOf } from '../definitions/step.reference.js';
import type { ExecutedTask, PriorStep, Sequence, StepExecution, StepLogger } from '../definitions/step-execution.js';
import { suggestion } from '../model/near-names.js';
import { checkedFields } from '../events/event.payload.js';
import { LogRecord } from '../events/log.record.js';
import { maskedFields, secretsOfSettings, type ContentFilter } from '../events/secret.filter.js';
import { correlationIdOf } from '../model/correlation.id.js';
import { ConfigurationError, PermanentError } from '../model/errors.js';
import type { JsonObject } from '../model/json.js';
import { contextInstance } from './context.instance.js';
import { StepAttempt } from './step.attempt.js';
import { boundLogger } from './step.logger.js';
import type { StepEvent, StepRun, StepSurroundings } from './step.run.js';

const logger = new Logger('TaskerSteps');
/** They are held in memory until the outcome is committed. */
const MOST_EVENTS = 1_000;
/** Characters from which a context is parsed when it is first read: that takes longer than to prepare for it, and most steps read none. */
const LARGE_CONTEXT = 1_000;

/** What a handler receives for one attempt. The signal, the logger and a DTO context are made when they are first read: most steps read none. */
export class StepContext implements StepExecution {
  readonly task: ExecutedTask;
  readonly step: StepAttempt;
  readonly sequence: Sequence;
  private kept: StepEvent[] | undefined;
  private ended = false;
  private controller: AbortController | undefined;
  private abortReason: Error | undefined;
  private bound: StepLogger | undefined;
  private masking: ContentFilter | undefined;
  private publisher: StepExecution['publish'] | undefined;

  constructor(
    private readonly run: StepRun,
    private readonly surroundings: StepSurroundings,
    traceparent: string | null,
  ) {
    const { claimed, indexed } = run;
    const { contextType } = indexed.task;
    const isLarge = (claimed.contextLength ?? 0) > LARGE_CONTEXT;
    const context = isLarge ? undefined : claimed.context;
    this.task = new ClaimedTask(run, traceparent, context);
    this.step = new StepAttempt(run, context, surroundings);
    this.sequence = new StepSequence(run);
    if (isLarge) this.readLater(run);
    else if (contextType !== undefined) defineLazily(this.task, 'context', () => contextInstance(contextType, context));
  }

  /** As with a small context, a step without inputs of its own has the very content of the task. */
  private readLater({ claimed, indexed }: StepRun): void {
    const { contextType } = indexed.task;
    const content = madeOnce(() => claimed.context);
    if (this.step.inputs === undefined) defineLazily(this.step, 'inputs', content);
    defineLazily(this.task, 'context', contextType === undefined ? content : () => contextInstance(contextType, content()));
  }

  /** Ends the attempt; gives what was published and waits for the outcome to be committed, undefined when nothing was. */
  end(): readonly StepEvent[] | undefined {
    this.ended = true;
    return this.kept;
  }

  /** Whether it was told to stop. */
  get isAborted(): boolean {
    return this.abortReason !== undefined;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  get logger(): StepLogger {
    return (this.bound ??= this.makeLogger());
  }

  /** Bound, so that a handler may take it out of its execution; made when it is first read. */
  get publish(): StepExecution['publish'] {
    return (this.publisher ??= (name, payload, options) => this.publishEvent(name, payload, options));
  }

  abort(reason: Error): void {
    this.abortReason ??= reason;
    this.controller?.abort(reason);
  }

  private makeLogger(): StepLogger {
    const { taskId, name: task, correlationId } = this.task;
    const { stepId, name: step, attempt } = this.step;
    const bound = { task_id: taskId, task, step_id: stepId, step, attempt, correlation_id: correlationId };
    return boundLogger({ bound, filter: this.filter, write: this.surroundings.write });
  }

  /** Knows what the handler was given: its words may repeat it. */
  private get filter(): ContentFilter {
    return (this.masking ??= this.makeFilter());
  }

  private makeFilter(): ContentFilter {
    const { handlerConfig } = this.run.template;
    const { context, inputs, parents } = this.run.claimed;
    const secrets = handlerConfig === undefined ? [] : secretValues(handlerConfig, this.surroundings.variables);
    return this.surroundings.filter.textFilter([context, inputs, parents], secretsOfSettings(secrets));
  }

  private publishEvent(name: string, payload: JsonObject = {}, { now = false }: { readonly now?: boolean } = {}): void {
    this.checkDeclared(name);
    // Thrown from a timer or a listener, an error would end the process.
    if (this.ended && !now) return this.mentionDropped(name);
    const publisher = `step '${this.step.name}' of ${this.run.indexed.task.definition.declaredBy} publishes`;
    const fields = checkedFields(publisher, name, payload);
    const { taskId, namespace, name: taskName, correlationId } = this.task;
    const { stepId, name: stepName, attempt } = this.step;
    const ids = { taskId, namespace, taskName, stepId, stepName, attempt, correlationId };
    const event = { name, payload: { ...maskedFields(fields, this.filter), ...ids } };
    if (now) return this.surroundings.send(event);
    if (this.kept?.length === MOST_EVENTS)
      throw new ConfigurationError(`step '${stepName}' publishes more than ${MOST_EVENTS} events in one attempt`);
    (this.kept ??= []).push(event);
  }

  private checkDeclared(name: string): void {
    const { template, indexed } = this.run;
    const { customEvents = [], declaredBy } = indexed.task.definition;
    const declared = [...(template.customEvents ?? []), ...customEvents].map((event) => event.name);
    if (declared.includes(name)) return;
    throw new ConfigurationError(
      `step '${this.step.name}' of ${declaredBy} publishes '${name}', which neither it nor its task declares in customEvents` +
        suggestion(name, declared),
    );
  }

  private mentionDropped(event: string): void {
    const { taskId, correlationId } = this.task;
    const { stepId, name: step, attempt } = this.step;
    const ids = { task_id: taskId, step_id: stepId, step, attempt, correlation_id: correlationId };
    this.surroundings.write(() => logger.warn(new LogRecord('Event dropped: its attempt has ended', { event, ...ids })));
  }
}

/** Made when it is read: most steps do not ask. One getter for all of them: each object with a getter of its own would have a shape of its own. */
const CORRELATION: PropertyDescriptor & ThisType<ClaimedTask> = {
  configurable: true,
  enumerable: true,
  get() {
    return correlationIdOf(this.taskId);
  },
};

/** The task of a claim, for its handler. */
class ClaimedTask implements ExecutedTask {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  declare readonly correlationId: string;
  readonly tags: readonly string[];

  constructor(
    { claimed, indexed }: StepRun,
    readonly traceparent: string | null,
    readonly context: unknown,
  ) {
    const { namespace, name, version } = indexed.task.definition;
    this.taskId = claimed.taskId;
    this.namespace = namespace;
    this.name = name;
    this.version = version;
    this.tags = claimed.tags;
    if (claimed.correlationId === null) Object.defineProperty(this, 'correlationId', CORRELATION);
    else this.correlationId = claimed.correlationId;
  }
}

function defineLazily(target: object, key: string, make: () => unknown): void {
  Object.defineProperty(target, key, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(target, key, { value, enumerable: true, writable: true });
      return value;
    },
    // As a plain property takes it: what a handler may do must not depend on the size of its context.
    set(value: unknown) {
      Object.defineProperty(target, key, { value, enumerable: true, writable: true });
    },
  });
}

function madeOnce(make: () => unknown): () => unknown {
  let made: { readonly value: unknown } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A class, not a literal with functions: it is made for every step. */
class StepSequence implements Sequence {
  constructor(private readonly run: StepRun) {}

  results(step: string | Type<unknown>): any {
    return resultOf(step, this.run);
  }

  find(name: string): PriorStep | undefined {
    const key = keyOf(name, this.run);
    return key === undefined ? undefined : { name, results: this.run.claimed.parents![key] };
  }

  get steps(): readonly PriorStep[] {
    const { claimed, indexed } = this.run;
    return Object.entries(claimed.parents ?? {}).map(([key, results]) => {
      const id = namedStepIdOf(key);
      return { name: indexed.stepNames.get(id) ?? String(id), results };
    });
  }
}

/** Of the parent of that name. A name has several ids when hooks chose it like steps of different external systems. */
function keyOf(name: string, { claimed: { parents }, indexed }: StepRun): ParentKey | undefined {
  if (parents === null) return undefined;
  const id = indexed.stepIds.get(name);
  if (id !== undefined && Object.hasOwn(parents, parentKey(id))) return parentKey(id);
  return (Object.keys(parents) as ParentKey[]).find((key) => indexed.stepNames.get(namedStepIdOf(key)) === name);
}

function resultOf(reference: string | Type<unknown>, run: StepRun): unknown {
  const { indexed, claimed, stepName: reader } = run;
  const added = typeof reference === 'string' && indexed.stepIds.has(reference);
  const name = added ? reference : stepNameOf(indexed.task, reference);
  const key = keyOf(name, run);
  if (key !== undefined) return claimed.parents![key];
  throw new PermanentError(`step '${reader}' reads the result of '${name}' but does not depend on it: add '${name}' to its dependsOn`, {
    errorCode: 'NOT_A_DEPENDENCY',
  });
}
