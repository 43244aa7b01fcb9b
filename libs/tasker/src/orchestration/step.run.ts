import type { ClaimedStep } from '../database/claimed.step.js';
import type { IndexedTask } from './definition.index.js';

/** A claimed step with the code that runs it. */
export interface StepRun {
  readonly claimed: ClaimedStep;
  readonly indexed: IndexedTask;
  readonly stepName: string;
}
