import type { Type } from '@nestjs/common';
import type { Duration } from './duration.js';
import type { StepHandlerClass } from './step-types.js';

/** How one step behaves. `D` is inferred: the step names in `dependsOn`. */
export interface StepOptions<D extends string = string> {
  /** Steps that must be complete or resolved before this one starts. Default: none. */
  dependsOn?: D | readonly D[];
  /** Attempts in total, 1 or more: the first one counts. Default 3. */
  retryLimit?: number;
  /** False: runs once, whatever `retryLimit` says. Default true. */
  retryable?: boolean;
  /** True: may be bypassed when a task is created. Default false. */
  skippable?: boolean;
  /** Queue that a worker must serve to run it. Default `default`. */
  queue?: string;
  /** Replaces the task's priority for this step. Default: the task's. */
  priority?: number;
  /** Time limit of one attempt, 1 ms to 24 days. Default: `execution.defaultStepTimeout`. */
  timeout?: Duration;
  /** Label of the external system that the step talks to. Default `unknown`. */
  dependentSystem?: string;
  /** For people; at most 255 characters. */
  description?: string;
}

/** A step that a class runs: its name in this task, the class, and how it behaves. */
export interface ListedStep<N extends string = string, D extends string = string> extends StepOptions<D> {
  /** Unique within the task, at most 128 characters. */
  name: N;
  /** A provider with a `process` method. */
  handler: Type<StepHandlerClass>;
}

/** What `@TaskHandler` takes. */
export interface TaskHandlerOptions<N extends string = string, D extends string = string, C extends object = any> {
  /** Unique with namespace and version, at most 64 characters. */
  name: string;
  /** Default `default`. */
  namespace?: string;
  /** Semantic version. Versions live side by side. Default `0.1.0`. */
  version?: string;
  /** For people; at most 255 characters. */
  description?: string;
  /** DTO class of the context. Default: any JSON object. */
  context?: Type<C>;
  /** Steps run by classes of their own, besides the decorated methods. They may depend on methods; a method cannot depend on them. */
  steps?: readonly ListedStep<N, D>[];
}

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
});

/** Every key of an entry of `steps`. */
export const LISTED_STEP_OPTIONS: readonly string[] = ['name', 'handler', ...STEP_OPTIONS];

/** Every option of `@TaskHandler`. */
export const TASK_OPTIONS = keysOf<TaskHandlerOptions>({
  name: true,
  namespace: true,
  version: true,
  description: true,
  context: true,
  steps: true,
});

function keysOf<T>(keys: Record<keyof T, true>): readonly string[] {
  return Object.keys(keys);
}
