import type { Type } from '@nestjs/common';
import type { BackoffProfile } from '../database/outcome.js';
import type { CustomEventDeclaration } from '../events/custom-event.js';
import type { JsonObject, JsonSchema } from '../model/json.js';
import type { ContentCheck } from './content.check.js';
import type { StoredRetention, StoredStaleness } from './lifecycle.settings.js';
import type { StepExecution } from './step-execution.js';
import type { TaskHooks } from './task-hooks.js';

/** One step of a definition, as declared; every default is already applied. */
export interface StepTemplate {
  /** Unique within the task. */
  readonly name: string;
  readonly description?: string | undefined;
  /** Names of the steps that must be complete or resolved before this one may start; no duplicates. */
  readonly dependsOn: readonly string[];
  /** Attempts in total: the first one counts. Default 3. */
  readonly retryLimit: number;
  /** False: runs once, whatever `retryLimit` says. Default true. */
  readonly retryable: boolean;
  /** May be bypassed at creation. Default false. */
  readonly skippable: boolean;
  /** Queue that a worker must serve to claim it. Default `default`. */
  readonly queue: string;
  /** Added to nothing: replaces the priority of the task for this step when set. */
  readonly priority?: number | undefined;
  /** Time limit of one attempt, in milliseconds; undefined = none. */
  readonly timeout?: number | undefined;
  /** Label of the external system that the step talks to. Default `unknown`. */
  readonly dependentSystem: string;
  /** Waits between attempts; undefined = the module's. */
  readonly backoff?: BackoffProfile | undefined;
  /** What a result must look like, as JSON Schema. */
  readonly resultSchema?: JsonSchema | undefined;
  readonly customEvents?: readonly CustomEventDeclaration[] | undefined;
  /** Path of a key in the context; steps of this name with the same key share `concurrencyLimit`. */
  readonly concurrencyKey?: string | undefined;
  readonly concurrencyLimit?: number | undefined;
  /** Settings of the handler, the task's included; placeholders are not filled in. */
  readonly handlerConfig?: JsonObject | undefined;
  /** Class and method (or class) that runs it, for messages: `ProcessOrder.chargePayment` or `ShipOrder`. */
  readonly handledBy: string;
}

/** A workflow definition: what `@TaskHandler` or a file declares, checked and complete. Steps stand in topological order. */
export interface TaskDefinition {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly description?: string | undefined;
  /** False: one step of a task at a time. Default true. */
  readonly concurrent: boolean;
  /** Priority of tasks whose request names none. */
  readonly priority?: number | undefined;
  /** Limit of a task's life, in milliseconds; undefined = none. */
  readonly maxExecutionTime?: number | undefined;
  /** Path of a key in the context; all steps of the definition with the same key share `concurrencyLimit`. */
  readonly concurrencyKey?: string | undefined;
  readonly concurrencyLimit?: number | undefined;
  /** What a context must look like, as JSON Schema. */
  readonly schema?: JsonSchema | undefined;
  readonly customEvents?: readonly CustomEventDeclaration[] | undefined;
  /** Paths of the context by whose values tasks can be found; undefined = none. Not part of the hash. */
  readonly searchable?: readonly string[] | undefined;
  readonly configuration?: JsonObject | undefined;
  /** When a task is stale, durations in milliseconds; what is left out is as the module says. Not part of the hash. */
  readonly staleness?: StoredStaleness | undefined;
  /** How long finished tasks are kept, in milliseconds; undefined = as the module says. Not part of the hash. */
  readonly retention?: StoredRetention | undefined;
  readonly steps: readonly StepTemplate[];
  /** Class or file that declared it, for messages. */
  readonly declaredBy: string;
}

/** Calls the user's handler of one step. It may throw or reject; the step executor turns that into an outcome. */
export type StepInvoker = (execution: StepExecution) => unknown;

/** A definition with the code that runs it, as the HandlerFactory holds it. */
export interface RegisteredTask {
  readonly definition: TaskDefinition;
  /** SHA-256 (hex) of the canonical JSON of the definition's graph and step options; independent of class names. */
  readonly hash: string;
  /** One for each step, by step name. */
  readonly invokers: ReadonlyMap<string, StepInvoker>;
  /** Names of the steps that each step class runs. */
  readonly stepsOfClass: ReadonlyMap<Type<unknown>, readonly string[]>;
  /** The task handler class; undefined for a file that names none. */
  readonly handler?: Type<unknown> | undefined;
  /** DTO class of the context, when declared. */
  readonly contextType?: Type<object> | undefined;
  /** Checks a context and applies its defaults; undefined when anything is allowed. */
  readonly checkContext?: ContentCheck | undefined;
  /** Checks of results by step name. */
  readonly resultChecks: ReadonlyMap<string, ContentCheck>;
  readonly hooks: TaskHooks;
}
