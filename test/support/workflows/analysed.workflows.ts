import { PermanentError, RetryableError, type StepExecution } from 'nestjs-tasker';
import { workflow } from '../workflows.js';

class CardDeclinedError extends PermanentError {
  override readonly name: any = 'CardDeclinedError';
}

function pay({ task, step }: StepExecution): object {
  const { card, busy = 0 } = task.context as { card?: string; busy?: number };
  if (card === 'bad') throw new CardDeclinedError('declined: password=hunter2');
  if (step.attempt <= busy) throw new RetryableError('gateway is busy', { retryAfter: 0 });
  return {};
}

/** Steps that complete, fail for good, fail for a while and wait for others; one name in two namespaces. */
export const ANALYSED = {
  order: workflow(
    'order',
    { cart: {}, pay: { dependsOn: 'cart', retryLimit: 3, run: pay }, ship: { dependsOn: 'pay' } },
    { namespace: 'shop', version: '1.0.0' },
  ),
  refund: workflow('refund', { book: {} }, { namespace: 'shop', version: '2.1.0' }),
  bankOrder: workflow('order', { transfer: {} }, { namespace: 'bank', version: '1.0.0' }),
  audit: workflow(
    'audit',
    { collect: { queue: 'nobody_serves' }, check: { dependsOn: 'collect' }, sign: { dependsOn: ['collect', 'check'] } },
    { namespace: 'bank', version: '1.0.0' },
  ),
} as const;
