import type { Orchestrator } from 'nestjs-tasker';

/** Says why a task is not finished, and lets a step that failed only because its attempts were used up run again. */
export async function explained(orchestrator: Orchestrator, taskId: string) {
  // #region explain
  const { reason, message, steps } = await orchestrator.explain(taskId);
  for (const step of steps) {
    // `reason` decides the type of `detail`.
    if (step.reason === 'failed' && step.detail.exhausted) {
      await orchestrator.retryStep(taskId, step.stepId, { actor: 'ann', reason: 'the bank answers again' });
    }
  }
  // #endregion
  return { reason, message };
}

/** Tasks and systems that need somebody. */
export async function inTrouble(orchestrator: Orchestrator, taskId: string) {
  // #region words
  const { needsIntervention, nextAction, workflowSummary } = await orchestrator.executionContext(taskId);
  const blocked = (await orchestrator.readiness(taskId)).filter(({ blockingReason }) => blockingReason === 'retry_not_eligible');
  const open = (await orchestrator.circuits()).filter(({ circuit }) => circuit === 'open');
  // #endregion
  return { needsIntervention, nextAction, workflowSummary, blocked, open };
}
