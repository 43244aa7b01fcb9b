/** The stored states of a task (specification: engine core §3). Richer words are computed, never stored. */
export const TASK_STATES = ['pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'] as const;
/** The stored state of a task. */
export type TaskState = (typeof TASK_STATES)[number];

/** The stored states of a step (specification: engine core §3). */
export const STEP_STATES = TASK_STATES;
/** The stored state of a step. */
export type StepState = (typeof STEP_STATES)[number];

/** States in which a task rests: nothing of it is running, waiting for its time, or claimable. */
export const RESTING_TASK_STATES = ['complete', 'error', 'cancelled', 'resolved_manually'] as const satisfies readonly TaskState[];

/** States of a step that satisfy the steps depending on it. */
export const SATISFYING_STEP_STATES = ['complete', 'resolved_manually'] as const satisfies readonly StepState[];

/** Whether a task in this state rests: it will not move again unless a person acts on it. */
export function isResting(state: TaskState): boolean {
  return (RESTING_TASK_STATES as readonly TaskState[]).includes(state);
}
