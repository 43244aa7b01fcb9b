import { Logger } from '@nestjs/common';
import type { SettledOutcome } from '../database/tasker.functions.js';

const logger = new Logger('TaskerWorker');

/** A warning for each outcome that was refused because its claim is gone. */
export function logLostClaims(settled: readonly SettledOutcome[]): void {
  for (const { taskId, stepId, attempt, state } of settled) {
    if (state !== 'rejected') continue;
    logger.warn(`step.claim_lost: attempt ${attempt} of step ${stepId} of task ${taskId} ended too late, its outcome was refused`);
  }
}
