import { Injectable } from '@nestjs/common';
import type { ClaimKey } from '../database/outcome.js';
import { isResting, type TaskState } from '../model/states.js';
import { RestWatch } from './rest.watch.js';
import { StepRunner } from './step.runner.js';
import { TaskWorker } from './task.worker.js';

/** Tells this process at once what an action has changed; the other ones learn of it by notification, by their heartbeat or by looking. */
@Injectable()
export class AftermathOfActions {
  constructor(
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
    private readonly worker: TaskWorker,
  ) {}

  /** Tasks that an action changed, each with its state now. `stops`: what their running steps are told; without it they go on. */
  of(tasks: readonly { readonly taskId: string; readonly state: TaskState }[], stops?: string): void {
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
