import type { Orchestrator } from 'nestjs-tasker';

export async function operated(orchestrator: Orchestrator, taskId: string) {
  // #region operate
  const { message } = await orchestrator.explain(taskId); // one sentence: why it is where it is, and what would let it go on
  await orchestrator.retryStep(taskId, 'charge_payment', { actor: 'ada', reason: 'the gateway is back' });

  const failed = { namespace: 'shop', name: 'process_order', state: 'error' } as const;
  const count = await orchestrator.countTasks(failed);
  await orchestrator.retryTasks(failed, { actor: 'ada', reason: 'the gateway is back', expected: count });
  // #endregion
  return message;
}
