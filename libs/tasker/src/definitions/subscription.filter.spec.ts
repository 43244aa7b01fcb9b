import { describe, expect, it } from 'vitest';
import { subscriptionFilter } from './subscription.filter.js';

const AT = new Date('2026-03-01T09:30:00.000Z');
const payload = {
  taskName: 'process_order',
  priority: 2,
  isRetryable: false,
  reason: null,
  startedAt: AT,
  tags: ['vip', 'eu'],
  taskContext: { region: 'eu', order_id: 7, items: [{ sku: 'a' }] },
  workflowSummary: { totalSteps: 3 },
};
const fits = (filter: Parameters<typeof subscriptionFilter>[0]) => subscriptionFilter(filter)({ name: 'task.completed', payload, at: AT });

describe('the filter of a subscription', () => {
  it.each<[Parameters<typeof subscriptionFilter>[0], boolean]>([
    [{}, true],
    [{ task_name: 'process_order' }, true],
    [{ task_name: 'other' }, false],
    [{ task_name: ['other', 'process_order'] }, true],
    [{ task_name: 'process_order', priority: 2 }, true],
    [{ task_name: 'process_order', priority: 3 }, false],
    [{ priority: '2' }, false],
    [{ is_retryable: false }, true],
    [{ is_retryable: true }, false],
    [{ reason: null }, true],
    [{ nothing: null }, true],
    [{ task_name: null }, false],
    [{ tags: 'vip' }, true],
    [{ tags: ['gold', 'eu'] }, true],
    [{ tags: 'gold' }, false],
    [{ started_at: '2026-03-01T09:30:00.000Z' }, true],
    [{ 'task_context.region': 'eu' }, true],
    [{ 'task_context.order_id': 7 }, true],
    [{ 'task_context.order_id.x': 7 }, false],
    [{ 'task_context.constructor': 7 }, false],
    [{ 'workflow_summary.total_steps': 3 }, true],
  ])('%j lets an event through: %s', (filter, through) => {
    expect(fits(filter)).toBe(through);
  });
});
