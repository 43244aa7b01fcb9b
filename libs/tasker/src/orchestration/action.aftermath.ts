import { Injectable } from '@nestjs/common';
import type { ClaimKey } from '../database/outcome.js';
import type { ToldTransitions } from '../database/transition.document.js';
import { isResting, type TaskState } from '../model/states.js';
import { HistoryNews } from './news/history.news.js';
import { RestWatch } from './rest.watch.js';
import { StepRunner } from './step.runner.js';
import { TaskWorker } from './task.worker.js';

/** A task that an action changed. */
interface ActedTask {
  readonly taskId: string;
  /** Its state now. */
  readonly state: TaskState;
  readonly told: ToldTransitions | null;
}

/** Tells this process at once what an action has changed; the other ones learn of it by notification, by their heartbeat or by looking. */
@Injectable()
export class AftermathOfActions {
  constructor(
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
    private readonly worker: TaskWorker,
    private readonly news: HistoryNews,
  ) {}

  /** Whether an action should also give back what it writes to the history. */
  get tells(): boolean {
    return this.news.isWanted;
  }

  /** Tasks that an action changed. `stops`: what their running steps are told; without it they go on. */
  of(tasks: readonly ActedTask[], stops?: string): void {
    for (const { told } of tasks) this.news.told(told);
    if (stops !== undefined) for (const { taskId } of tasks) this.runner.abandonTask(taskId, stops);
    const rested = tasks.filter(({ state }) => isResting(state));
    this.watch.rested(rested);
    if (rested.length < tasks.length) this.worker.wake();
  }

  /** An attempt that an action stopped. */
  ofAttempt(claim: ClaimKey, reason: string): void {
    this.runner.abandonStep(claim, reason);
  }
}
