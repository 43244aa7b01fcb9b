import type { JsonObject, JsonSchema } from '../model/json.js';
import type { Duration } from './duration.js';

/** A task that is about to be created, as `establishStepDependenciesAndDefaults` sees it. */
export interface NewTask<C = any> {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Checked, with defaults applied. An instance of the DTO class when there is one; changes to it are not stored. */
  readonly context: C;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly priority: number;
  readonly bypassSteps: readonly string[];
}

/** One step of a task that is about to be created. Everything but its name may be changed for this one task. */
export interface PlannedStep {
  readonly name: string;
  /** The declared step whose handler runs it; its own name for a declared step. */
  readonly like: string;
  dependsOn: readonly string[];
  retryLimit: number;
  retryable: boolean;
  skippable: boolean;
  queue: string;
  priority: number | undefined;
  timeout: Duration | undefined;
  /** What the handler reads as `step.inputs`. Default: the task's context. */
  inputs: unknown;
}

/** A step to add: a name, the declared step whose handler runs it, and what differs from that one. Dependencies are not inherited. */
export type AddedStep = Pick<PlannedStep, 'name' | 'like'> & Partial<Omit<PlannedStep, 'name' | 'like'>>;

/** The steps of a task that is about to be created. */
export interface StepList extends Iterable<PlannedStep> {
  readonly size: number;
  find(name: string): PlannedStep | undefined;
  /** Adds a step and returns it. */
  add(step: AddedStep): PlannedStep;
  /** Removes a step, and its name from what others depend on. */
  remove(name: string): void;
}

/** A note on a task: its type and its content. */
export interface TaskAnnotation {
  /** At most 64 characters; created on first use. */
  readonly type: string;
  readonly annotation: JsonObject;
}

/** A step of a task that has come to rest. */
export interface RestedStep {
  readonly stepId: number;
  readonly name: string;
  readonly state: string;
  readonly attempts: number;
  readonly results: unknown;
  readonly error: unknown;
}

/** A task that has come to rest, as `updateAnnotations` sees it. */
export interface RestedTaskView<C = any> {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly context: C;
  readonly tags: readonly string[];
}

/** Every step of a task that has come to rest. */
export interface RestedSequence {
  readonly steps: readonly RestedStep[];
  find(name: string): RestedStep | undefined;
  /** Result of a step by name; undefined when there is no such step. */
  results(name: string): unknown;
}

/** What a task handler class may offer besides its steps. */
export interface TaskHandlerHooks<C = any> {
  /** JSON Schema of the context; replaces the one in `@TaskHandler` or the file. Read once at start-up. */
  schema?: JsonSchema | (() => JsonSchema | undefined);
  /**
   * Called for each task before it is created: changes defaults, dependencies and inputs, adds and removes steps for this one task.
   * The list it leaves is checked like a declared one. When it throws, no task is created.
   */
  establishStepDependenciesAndDefaults?(task: NewTask<C>, steps: StepList): void | Promise<void>;
  /**
   * Called when the task has come to rest, outside any transaction, at least once across crashes; again when a task in error comes to
   * another rest later. Returned notes are written together
   * with the fact that the hook has run.
   */
  updateAnnotations?(
    task: RestedTaskView<C>,
    sequence: RestedSequence,
    steps: readonly RestedStep[],
  ): void | readonly TaskAnnotation[] | Promise<void | readonly TaskAnnotation[]>;
}

/** The hooks of a definition, bound to the provider that offers them. */
export interface TaskHooks {
  readonly establishSteps?: ((task: NewTask, steps: StepList) => void | Promise<void>) | undefined;
  readonly annotate?:
    | ((
        task: RestedTaskView,
        sequence: RestedSequence,
        steps: readonly RestedStep[],
      ) => void | readonly TaskAnnotation[] | Promise<void | readonly TaskAnnotation[]>)
    | undefined;
}
