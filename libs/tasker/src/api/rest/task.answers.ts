import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { TaskView } from '../../orchestration/task-view.js';
import { TaskAnnotations } from '../../orchestration/task.annotations.js';
import { AnalyticsCalls } from '../calls/analytics.calls.js';
import { presentTaskAnalysis } from './analysis.presenter.js';
import { presentTask, type TaskJson } from './task.presenter.js';

/** Notes that a task is shown with. */
const MOST_NOTES = 100;

/** One task as every answer has it. */
@Injectable()
export class TaskAnswers {
  constructor(
    private readonly annotations: TaskAnnotations,
    private readonly analytics: AnalyticsCalls,
  ) {}

  /** A task that was just made: it has no notes. */
  fresh(task: TaskView): { task: TaskJson } {
    return { task: presentTask(task, []) };
  }

  /** A task with its notes. */
  async of(task: TaskView): Promise<{ task: TaskJson }> {
    return { task: presentTask(task, await this.annotations.find({ taskId: task.taskId, limit: MOST_NOTES })) };
  }

  /** A task with its notes and the analysis of its graph. */
  async analysed(caller: Access, view: TaskView): Promise<{ task: TaskJson }> {
    const [{ task }, analysis] = await Promise.all([this.of(view), this.analytics.analysis(caller, view.taskId)]);
    return { task: { ...task, dependency_analysis: presentTaskAnalysis(analysis) } };
  }
}
