import { NotFoundError } from '../../model/errors.js';
import type { TaskView } from '../../orchestration/task-view.js';
import type { StepTarget } from '../calls/step.calls.js';
import { presentStep, type StepJson } from './step.presenter.js';
import { presentTaskSummary, type TaskSummaryJson } from './task.presenter.js';

/** A step and its task as an action has left them. */
export interface StepActionJson {
  readonly workflow_step: StepJson;
  readonly task: TaskSummaryJson;
}

/** The step that was acted on, out of its task. */
export function stepAnswer(task: TaskView, { taskId, step }: StepTarget): StepActionJson {
  const found = task.steps.find(({ stepId, name }) => stepId === step || name === step);
  if (found === undefined) throw new NotFoundError(`task ${taskId} has no step '${step}'`);
  return { workflow_step: presentStep(taskId, found), task: presentTaskSummary(task) };
}
