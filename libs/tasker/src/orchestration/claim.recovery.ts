import { Injectable } from '@nestjs/common';
import type { ClaimedStep } from '../database/claimed.step.js';
import { TaskerFunctions } from '../database/tasker.functions.js';
import { claimName } from './running.steps.js';
import { StepRunner } from './step.runner.js';

/**
 * After a call without an answer the process does not know what was committed. The rows do: what they say this worker holds is compared
 * with what it runs. Outcomes whose claim is gone were stored; steps that it holds without knowing were claimed by the lost answer.
 */
@Injectable()
export class ClaimRecovery {
  constructor(
    private readonly functions: TaskerFunctions,
    private readonly runner: StepRunner,
  ) {}

  /**
   * Makes memory agree with the rows; resolves to the steps that this worker holds without running them. No call of it may be in flight.
   * @throws when the database gives no answer
   */
  async reconcile(workerId: string, isCurrent: () => boolean): Promise<readonly ClaimedStep[]> {
    const held = await this.functions.recoverClaims(workerId);
    if (!isCurrent()) return [];
    const { running, outcomes } = this.runner;
    const ours = new Set(held.map(claimName));
    outcomes.keep((claim) => ours.has(claimName(claim)));
    for (const step of running.all()) if (!ours.has(claimName(step.claimed))) step.abandon('the claim is gone');
    const known = new Set([...outcomes.claims(), ...running.claims().map(claimName)]);
    return held.filter((step) => !known.has(claimName(step)));
  }
}
