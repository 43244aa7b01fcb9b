import type { ClaimedStep } from '../database/claimed.step.js';
import type { StepTemplate } from '../definitions/task-definition.js';
import type { ParameterFilter } from '../events/parameter.filter.js';
import type { IndexedTask } from './indexed.task.js';

/** A claimed step with the code that runs it. */
export interface StepRun {
  readonly claimed: ClaimedStep;
  readonly indexed: IndexedTask;
  readonly stepName: string;
  /** The declared step whose handler runs it. */
  readonly template: StepTemplate;
}

/** What a running step may use besides its rows. */
export interface StepSurroundings {
  /** Environment variables that settings may name. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Masks what a handler logs and publishes. */
  readonly filter: ParameterFilter;
  /** Writes a record that has the ids of its attempt. */
  readonly write: (record: () => void) => void;
  /** Sends an event at once. */
  send(event: StepEvent): void;
}

/** An event that a handler published. */
export interface StepEvent {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
