import type { StepState, TaskState } from '../../../libs/tasker/src/model/states.js';
import type { TaskPlan } from './task.plan.js';

/** Who does something to a task: a person has an actor and a reason, the engine at most a reason. */
export interface By {
  readonly actor: string | null;
  readonly reason: string | null;
}

/** The engine itself. */
export const ENGINE: By = { actor: null, reason: null };

/** One row of a step's history, as far as the rules say what stands in it. */
export interface StepMove extends By {
  readonly from: StepState;
  readonly to: StepState;
  readonly attempt: number;
  /** Whose attempt ended with it. */
  readonly worker: string | null;
  readonly action: string | null;
}

/** One row of a task's history. */
export interface TaskMove extends By {
  readonly from: TaskState;
  readonly to: TaskState;
  readonly action: string | null;
}

/** A step of the model. Moments are seconds of the model's own clock. */
export interface ModelStep {
  readonly place: number;
  readonly parents: readonly number[];
  readonly priority: number;
  readonly retryable: boolean;
  readonly timed: boolean;
  state: StepState;
  attempts: number;
  /** Attempts that do not make the back-off longer: handed back unused, or before a person's retry. */
  discounted: number;
  retryLimit: number;
  /** From when it may be claimed; Infinity = it waits for its task to be resumed; null = it may not. */
  readyAt: number | null;
  /** Who runs it. */
  worker: string | null;
  /** How the last failure ended it: not at all, because attempts were used up, or by itself. */
  failure: 'none' | 'passing' | 'exhausted' | 'final';
  failedAt: number;
  /** The back-off of the last failure, in seconds. */
  wait: number | null;
  /** As JSON; null without one. */
  results: string | null;
  readonly moves: StepMove[];
}

/** A task of the model. */
export interface ModelTask {
  readonly id: string;
  readonly serial: boolean;
  readonly limited: boolean;
  readonly steps: readonly ModelStep[];
  state: TaskState;
  paused: boolean;
  /** Whether a moment is set at which it is stopped. */
  deadline: boolean;
  readonly moves: TaskMove[];
}

const isDone = ({ state }: ModelStep) => state === 'complete' || state === 'resolved_manually';

/** Whether a step runs, or has a time or waits for one. */
export const isActive = ({ state, readyAt }: ModelStep): boolean => state === 'in_progress' || readyAt !== null;

/** Whether a task is over for good. */
export const isFinal = ({ state }: ModelTask): boolean => state === 'complete' || state === 'cancelled' || state === 'resolved_manually';

/** Whether nothing of a task will happen unless a person acts. */
export const isAtRest = (task: ModelTask): boolean => isFinal(task) || task.state === 'error';

/** Parents that a step still waits for. */
export function openParents(task: ModelTask, step: ModelStep): ModelStep[] {
  return step.parents.map((place) => task.steps[place - 1]!).filter((parent) => !isDone(parent));
}

/** What the counters of a task must say. */
export function countersOf({ steps }: ModelTask): { incomplete: number; active: number } {
  return { incomplete: steps.filter((step) => !isDone(step)).length, active: steps.filter(isActive).length };
}

/** Changes a step's state and writes its history. */
export function moveStep(step: ModelStep, to: StepState, { by = ENGINE, action = null }: { by?: By; action?: string | null } = {}): void {
  step.moves.push({ from: step.state, to, attempt: step.attempts, worker: step.worker, actor: by.actor, reason: by.reason, action });
  step.state = to;
  step.worker = null;
}

/** Changes a task's state, if it is another one, and writes its history. */
export function moveTask(task: ModelTask, to: TaskState, by: By & { readonly action?: string } = ENGINE): void {
  if (task.state === to) return;
  task.moves.push({ from: task.state, to, actor: by.actor, reason: by.reason, action: by.action ?? null });
  task.state = to;
  // What is over for good is not paused any more; what failed may be, for the day that it is retried.
  if (isFinal(task)) task.paused = false;
}

/** Makes claimable what waits for nothing any more: in a serial task one step, the best one, when no other is active. */
function free(task: ModelTask, now: number): void {
  const waiting = task.steps.filter((step) => step.state === 'pending' && step.readyAt === null && openParents(task, step).length === 0);
  const best = waiting.toSorted((one, other) => other.priority - one.priority || one.place - other.place).slice(0, 1);
  for (const step of !task.serial ? waiting : task.steps.some(isActive) ? [] : best) step.readyAt = task.paused ? Infinity : now;
}

/** The state in which a task without active steps rests. */
function restOf({ steps }: ModelTask): TaskState {
  if (steps.every(isDone)) return 'complete';
  return steps.some(({ state }) => state === 'error') ? 'error' : 'cancelled';
}

/** After the engine has changed steps: the task runs, and rests when nothing of it is active. */
export function settle(task: ModelTask, now: number): void {
  free(task, now);
  moveTask(task, 'in_progress');
  if (!task.steps.some(isActive)) moveTask(task, restOf(task));
}

/** After a person has changed steps: a task at rest is pending again when something of it is active or all of it is done. */
export function carryOn(task: ModelTask, now: number, by: By): void {
  free(task, now);
  const active = task.steps.some(isActive);
  const rest = restOf(task);
  if (task.state === 'error' && (active || rest === 'complete')) {
    moveTask(task, 'pending', by);
    if (active) task.deadline = task.limited;
  }
  if (!active) moveTask(task, rest, by);
}

/** A new task. */
export function createModelTask(id: string, plan: TaskPlan, now: number): ModelTask {
  const task: ModelTask = {
    id,
    serial: plan.serial,
    limited: plan.limited,
    state: 'pending',
    paused: false,
    deadline: plan.limited,
    moves: [],
    steps: plan.steps.map(({ parents, priority, retryable, retryLimit, timed }, index) => ({
      place: index + 1,
      parents,
      priority: priority ?? plan.priority,
      retryable,
      retryLimit,
      timed,
      state: 'pending',
      attempts: 0,
      discounted: 0,
      readyAt: null,
      worker: null,
      failure: 'none',
      failedAt: 0,
      wait: null,
      results: null,
      moves: [],
    })),
  };
  plan.steps.forEach(({ bypassed }, index) => bypassed && moveStep(task.steps[index]!, 'resolved_manually', { action: 'bypassed' }));
  free(task, now);
  if (!task.steps.some(isActive)) moveTask(task, 'complete');
  return task;
}
