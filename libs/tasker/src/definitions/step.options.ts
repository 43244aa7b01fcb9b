import type { Type } from '@nestjs/common';
import type { CustomEventDeclaration } from '../events/custom-event.js';
import type { JsonObject, JsonSchema } from '../model/json.js';
import type { Duration } from './duration.js';
import type { TaskRetention, TaskStaleness } from './lifecycle.settings.js';
import type { StepHandlerClass } from './step-types.js';

/** Waits between the attempts of one step; replaces the profile of the `backoff` options for it. */
export interface StepBackoff {
  /**
   * `exponential`: base, base × multiplier, base × multiplier² …; `linear`: base, 2 × base, 3 × base …;
   * `fixed`: `waits` one after the other, the last one again and again.
   */
  readonly type: 'exponential' | 'linear' | 'fixed';
  /** First wait of `exponential` and `linear`. Default `'2s'`. */
  readonly base?: Duration;
  /** Growth of `exponential`, 1 to 100. Default 2. */
  readonly multiplier?: number;
  /** Waits of `fixed`, at least one. */
  readonly waits?: readonly Duration[];
  /** Longest wait. Default `'30s'`; none for `fixed`. */
  readonly max?: Duration;
  /** Largest variation as a share of the wait, 0 to 1. Default 0.1 (± 10 %); 0 for `fixed`. */
  readonly jitter?: number;
}

/** How one step behaves. `D` is inferred: the step names in `dependsOn`. */
export interface StepOptions<D extends string = string> {
  /** Steps that must be complete or resolved before this one starts. Default: none. */
  dependsOn?: D | readonly D[];
  /** Attempts in total, 1 or more: the first one counts. Default: the task's `defaultRetryLimit`, 3. */
  retryLimit?: number;
  /** False: runs once, whatever `retryLimit` says. Default: the task's `defaultRetryable`, true. */
  retryable?: boolean;
  /** True: may be bypassed when a task is created. Default false. */
  skippable?: boolean;
  /** Queue that a worker must serve to run it. Default `default`. */
  queue?: string;
  /** Replaces the task's priority for this step. Default: the task's. */
  priority?: number;
  /** Time limit of one attempt, 1 ms to 24 days. Default: `execution.defaultStepTimeout`. */
  timeout?: Duration;
  /** Label of the external system that the step talks to. Default: the task's `defaultDependentSystem`, `unknown`. */
  dependentSystem?: string;
  /** For people; at most 255 characters. */
  description?: string;
  /** Waits between attempts. Default: the `backoff` options of the module. */
  backoff?: StepBackoff;
  /** What a result must look like: a class with class-validator decorators, or a JSON Schema. A result that breaks it fails the step for good. */
  result?: Type<object> | JsonSchema;
  /** Events that the step may publish. */
  customEvents?: readonly CustomEventDeclaration[];
  /**
   * Where the context of a task has the key of the step, `customer.id`: steps of this name and definition with the same key share
   * `concurrencyLimit`, in all versions and processes. Nothing there, null, no single value, or more than 256 characters: no limit.
   */
  concurrencyKey?: string;
  /** Most steps with one key that run at once, 1 or more. Required with `concurrencyKey`. */
  concurrencyLimit?: number;
  /**
   * Settings for the handler, read as `step.config`; laid over the task's `handlerConfig`. `${NAME}` in a text stands for the environment
   * variable NAME, read when the step runs and never stored.
   */
  handlerConfig?: JsonObject;
}

/** What `@StepHandler` on a class takes: it holds for every step that the class runs. */
export interface StepClassOptions {
  /** Name for definitions in files. Default: the name of the class. */
  readonly name?: string;
  /** What a result must look like; a step in the list may say otherwise. */
  readonly result?: Type<object> | JsonSchema;
  /** Events that its steps may publish. */
  readonly customEvents?: readonly CustomEventDeclaration[];
}

/** A step that a class runs: its name in this task, the class, and how it behaves. */
export interface ListedStep<N extends string = string, D extends string = string> extends StepOptions<D> {
  /** Unique within the task, at most 128 characters. */
  name: N;
  /**
   * A provider with a `process` method: the class, or (in files) its class name or the name given to `@StepHandler(name)`.
   * Default: the method of the task handler class whose snake_case is the name.
   */
  handler?: Type<StepHandlerClass> | string;
}

/** A whole definition as data: what `@TaskHandler` takes, what its `definition` gives, and what a file holds. */
export interface TaskDefinitionOptions<N extends string = string, D extends string = string, C extends object = any> {
  /** Unique with namespace and version, at most 64 characters. */
  name: string;
  /** Default `default`. */
  namespace?: string;
  /** Semantic version. Versions live side by side. Default `0.1.0`. */
  version?: string;
  /** For people; at most 255 characters. */
  description?: string;
  /** What the context must look like: a class with class-validator decorators, or a JSON Schema. Default: any JSON object. */
  context?: Type<C> | JsonSchema;
  /** False: one step of a task at a time, across all processes. Default true. */
  concurrent?: boolean;
  /** Priority of tasks whose request names none; higher runs first. Default 0. */
  priority?: number;
  /** Limit of a task's life, 1 ms or more: a task that is unfinished then rests in error, and goes on when a person retries it. Default: none. */
  maxExecutionTime?: Duration;
  /** Attempts of steps that do not say. Default 3. */
  defaultRetryLimit?: number;
  /** Whether steps that do not say are tried again. Default true. */
  defaultRetryable?: boolean;
  /** External system of steps that name none. Default `unknown`. */
  defaultDependentSystem?: string;
  /** When given, every step and every dependency must be one of these names. */
  namedSteps?: readonly string[];
  /** As for a step, for all steps of tasks of this definition together. */
  concurrencyKey?: string;
  /** Most steps with one key that run at once, 1 or more. Required with `concurrencyKey`. */
  concurrencyLimit?: number;
  /** Defaults of every step's `handlerConfig`. */
  handlerConfig?: JsonObject;
  /** Events that any step may publish. */
  customEvents?: readonly CustomEventDeclaration[];
  /**
   * Where the contexts have values by which tasks can be found, `['order.customer_id']`: at most 10 paths. Texts, numbers and booleans
   * of tasks that are created from then on; each costs a row. A setting of operation, as `staleness`. Default: none.
   */
  searchable?: readonly string[];
  /** Kept with the definition for people and tools. */
  configuration?: JsonObject;
  /** When a task is stale; false: never. A setting of operation: changing it makes no other definition. Default: the module's `staleness`. */
  staleness?: TaskStaleness | false;
  /**
   * How long finished tasks are kept, `'30d'` or `{ after: '30d', action: 'archive' }`; false: for ever. A setting of operation, as
   * `staleness`. Default: the module's `retention`.
   */
  retention?: TaskRetention | Duration | false;
  /** Steps run by classes of their own, besides the decorated methods. They may depend on methods; a method cannot depend on them. */
  steps?: readonly ListedStep<N, D>[];
}

/** A definition in a YAML file. */
export interface YamlTaskOptions<C extends object = any> {
  /** The file: a URL, or a path relative to `definitions.directory`. */
  yaml: URL | string;
  /** Replaces the `schema` of the file. */
  context?: Type<C> | JsonSchema;
}

/** A definition made by code: an object, or a function that is called once at start-up. */
export interface GeneratedTaskOptions<C extends object = any> {
  definition: TaskDefinitionOptions | (() => TaskDefinitionOptions);
  /** Replaces the `context` of the definition. */
  context?: Type<C> | JsonSchema;
}

/** What `@TaskHandler` takes. */
export type TaskHandlerOptions<N extends string = string, D extends string = string, C extends object = any> =
  TaskDefinitionOptions<N, D, C> | YamlTaskOptions<C> | GeneratedTaskOptions<C>;

/** Every option of a step: refuses a misspelt one and fails to compile when the interface grows. */
export const STEP_OPTIONS = keysOf<StepOptions>({
  dependsOn: true,
  retryLimit: true,
  retryable: true,
  skippable: true,
  queue: true,
  priority: true,
  timeout: true,
  dependentSystem: true,
  description: true,
  backoff: true,
  result: true,
  customEvents: true,
  concurrencyKey: true,
  concurrencyLimit: true,
  handlerConfig: true,
});

/** Every option of `@StepHandler` on a class. */
export const STEP_CLASS_OPTIONS = keysOf<StepClassOptions>({ name: true, result: true, customEvents: true });

/** Every key of an entry of `steps`. */
export const LISTED_STEP_OPTIONS: readonly string[] = ['name', 'handler', ...STEP_OPTIONS];

/** Every key of a `StepBackoff`. */
export const BACKOFF_OPTIONS = keysOf<StepBackoff>({ type: true, base: true, multiplier: true, waits: true, max: true, jitter: true });

/** Every key of a definition. */
export const TASK_OPTIONS = keysOf<TaskDefinitionOptions>({
  name: true,
  namespace: true,
  version: true,
  description: true,
  context: true,
  concurrent: true,
  priority: true,
  maxExecutionTime: true,
  defaultRetryLimit: true,
  defaultRetryable: true,
  defaultDependentSystem: true,
  namedSteps: true,
  concurrencyKey: true,
  concurrencyLimit: true,
  handlerConfig: true,
  customEvents: true,
  searchable: true,
  configuration: true,
  staleness: true,
  retention: true,
  steps: true,
});

function keysOf<T>(keys: Record<keyof T, true>): readonly string[] {
  return Object.keys(keys);
}
