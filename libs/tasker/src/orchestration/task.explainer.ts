import { Injectable } from '@nestjs/common';
import { ProgressReader, type ExplanationRow } from '../database/progress.reader.js';
import { NotFoundError } from '../model/errors.js';
import { refuseAny, taskIdIssues } from './acting.js';
import type { Cause, StepExplanation, StepReasons, TaskExplanation, UnblockingAction } from './explanation.js';
import { explanationDetail } from './explanation.detail.js';
import { causesOf } from './failure.causes.js';
import { stepSentence, type ReasonedStep } from './step.sentence.js';
import { taskSentence, type ReasonedTask } from './task.sentence.js';

const RESTED: readonly UnblockingAction[] = [
  'retry_task',
  'retry_step',
  'resolve_step',
  'complete_step',
  'cancel_step',
  'resolve_task',
  'cancel_task',
];

/** What lets a task go on, or ends it, that was stopped: it goes on as a whole. */
const STOPPED: readonly UnblockingAction[] = ['retry_task', 'resolve_task', 'cancel_task'];

type ReadStep = ReasonedStep & Pick<StepExplanation, 'stepId' | 'name' | 'state' | 'circuit'>;

/** Says why a task, and each of its unfinished steps, is not finished, and what would let it go on. */
@Injectable()
export class TaskExplainer {
  constructor(private readonly reader: ProgressReader) {}

  /**
   * @throws InvalidRequestError when the id is no UUID
   * @throws NotFoundError for an unknown id
   */
  async explain(taskId: string): Promise<TaskExplanation> {
    refuseAny(taskIdIssues(taskId));
    const [task, ...rows] = await this.reader.explain(taskId);
    if (task === undefined) throw new NotFoundError(`there is no task ${taskId}`);
    return explanationOf(taskId, task, rows);
  }
}

function explanationOf(taskId: string, task: ExplanationRow, rows: readonly ExplanationRow[]): TaskExplanation {
  const read = rows.map(readStep);
  const causes = causesOf(read);
  const reasoned = { reason: task.reason, detail: explanationDetail(task.detail) } as ReasonedTask;
  const unblock = unblockingTask(reasoned);
  return {
    taskId,
    state: task.state,
    ...reasoned,
    message: taskSentence(reasoned),
    ...(unblock === undefined ? {} : { unblock }),
    steps: read.map((step) => stepExplanation(step, causes.get(step.stepId))),
  };
}

function readStep(row: ExplanationRow): ReadStep {
  const { workflow_step_id: stepId, name, state, circuit, reason } = row;
  return { stepId, name, state, circuit, reason, detail: explanationDetail(row.detail) } as ReadStep;
}

function stepExplanation(step: ReadStep, causes: readonly Cause[] | undefined): StepExplanation {
  const unblock = unblockingStep(step);
  return {
    ...step,
    message: stepSentence(step, causes),
    ...(causes === undefined ? {} : { causes }),
    ...(unblock === undefined ? {} : { unblock }),
  };
}

function unblockingStep(step: ReasonedStep): readonly UnblockingAction[] | undefined {
  switch (step.reason) {
    case 'failed':
      return unblockingFailure(step.detail);
    case 'blocked_by_failure':
      return ['retry_step', 'resolve_step', 'complete_step', 'cancel_step'];
    case 'blocked_by_cancellation':
      return ['resolve_step', 'complete_step', 'cancel_step'];
    case 'held':
      return STOPPED;
    case 'paused':
      return ['resume_task'];
    default:
      return undefined;
  }
}

function unblockingFailure({ exhausted }: StepReasons['failed']): readonly UnblockingAction[] {
  return exhausted
    ? ['retry_step', 'change_retry_limit', 'resolve_step', 'complete_step', 'cancel_step']
    : ['retry_step', 'resolve_step', 'complete_step', 'cancel_step'];
}

function unblockingTask(task: ReasonedTask): readonly UnblockingAction[] | undefined {
  switch (task.reason) {
    case 'paused':
      return ['resume_task'];
    case 'stopped':
      return STOPPED;
    case 'blocked_by_failure':
      return RESTED;
    default:
      return undefined;
  }
}
