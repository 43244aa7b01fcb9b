/** The stored states of a task (specification: engine core §3). Richer words are computed, never stored. */
export const TASK_STATES = ['pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'] as const;
/** The stored state of a task. */
export type TaskState = (typeof TASK_STATES)[number];

/** The stored states of a step (specification: engine core §3). */
export const STEP_STATES = TASK_STATES;
/** The stored state of a step. */
export type StepState = (typeof STEP_STATES)[number];

/** Every change of a task's state that there is (specification: engine core §3, completed); SQL `allowed_moves` says the same. */
export const TASK_MOVES: Readonly<Record<TaskState, readonly TaskState[]>> = {
  pending: ['in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'],
  in_progress: ['complete', 'error', 'cancelled', 'resolved_manually'],
  error: ['pending', 'cancelled', 'resolved_manually'],
  complete: [],
  cancelled: [],
  resolved_manually: [],
};

/** Every change of a step's state that there is; SQL `allowed_moves` says the same. */
export const STEP_MOVES: Readonly<Record<StepState, readonly StepState[]>> = {
  pending: ['in_progress', 'cancelled', 'resolved_manually', 'complete'],
  in_progress: ['complete', 'error', 'cancelled', 'pending'],
  error: ['in_progress', 'pending', 'cancelled', 'resolved_manually', 'complete'],
  complete: [],
  cancelled: [],
  resolved_manually: [],
};

/** States in which a task rests: nothing of it is running, waiting for its time, or claimable. */
export const RESTING_TASK_STATES = ['complete', 'error', 'cancelled', 'resolved_manually'] as const satisfies readonly TaskState[];

/** States of a step that satisfy the steps depending on it. */
export const SATISFYING_STEP_STATES = ['complete', 'resolved_manually'] as const satisfies readonly StepState[];

/** Whether a task in this state rests: it will not move again unless a person acts on it. */
export function isResting(state: TaskState): boolean {
  return (RESTING_TASK_STATES as readonly TaskState[]).includes(state);
}
