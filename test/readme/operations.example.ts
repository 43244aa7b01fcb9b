import type { Logger } from '@nestjs/common';
import type { Orchestrator } from 'nestjs-tasker';

/** Ends a failed step by hand. */
export async function endedByHand(orchestrator: Orchestrator, taskId: string) {
  // #region actions
  const { steps } = await orchestrator.getTask(taskId);
  const failed = steps.find(({ state }) => state === 'error')?.name; // 'validate_order'
  const acting = { actor: 'ann', reason: 'paid with a voucher' };
  await orchestrator.completeStep(taskId, 'validate_order', { ...acting, results: { total: 12 } });
  const done = await orchestrator.waitForTask(taskId, { timeout: '30s' });
  // #endregion
  return { failed, done };
}

/** Retries every failed task of the shop. */
export async function retriedTogether(orchestrator: Orchestrator, logger: Pick<Logger, 'log'>) {
  // #region bulk
  const selection = { namespace: 'shop', state: 'error', createdBefore: new Date() } as const;
  const expected = await orchestrator.countTasks(selection); // look at the number before you go on
  const { changed, busy } = await orchestrator.retryTasks(selection, {
    actor: 'ann',
    reason: 'the price list is mended',
    expected,
    onProgress: ({ done, matched }) => logger.log(`${done} of ${matched}`),
  });
  // #endregion
  return { changed, busy };
}
