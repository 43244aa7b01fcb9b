import { describe, expect, it } from 'vitest';
import { endOf, measure } from './order.progress.js';
import type { TrackedOrder } from './order.progress.js';
import type { DemoOrder } from './orders.file.js';
import { drawProgress, summarize } from './progress.text.js';
import type { RemoteStep } from './tasker.client.js';

const step = (name: string, status: string, more: Partial<RemoteStep> = {}): RemoteStep => ({
  name,
  status,
  attempts: 1,
  ready_at: null,
  error: null,
  ...more,
});

function tracked(status: string, steps: RemoteStep[], expected?: DemoOrder['expected']): TrackedOrder {
  const entry = { order: { orderId: 'ORD-1' }, expected } as unknown as DemoOrder;
  return { entry, task: { task_id: 'id-1', status, workflow_steps: steps } };
}

const DECLINED = { message: 'declined', error_code: 'CARD_DECLINED' };
const EXPECTED = { status: 'error', step: 'charge', errorCode: 'CARD_DECLINED' } as const;

describe('measure', () => {
  it('counts the steps of all orders by name and phase', () => {
    const progress = measure([
      tracked('in_progress', [step('reserve', 'complete'), step('charge', 'in_progress'), step('ship', 'pending')]),
      tracked('in_progress', [
        step('reserve', 'complete'),
        step('charge', 'error', { ready_at: '2026-03-01T10:00:00Z' }),
        step('ship', 'pending'),
      ]),
      tracked('error', [step('reserve', 'complete'), step('charge', 'error', { error: DECLINED }), step('ship', 'pending')]),
    ]);
    expect(progress).toMatchObject({ orders: 3, ordersAtRest: 1, steps: 9, stepsSettled: 5 });
    expect(progress.rows).toMatchObject([
      { name: 'reserve', counts: { done: 3 } },
      { name: 'charge', counts: { running: 1, retry: 1, failed: 1 } },
      { name: 'ship', counts: { waiting: 2, 'not run': 1 } },
    ]);
  });
});

describe('drawProgress', () => {
  it('draws a bar that is full when every step is settled, and a row for each step', () => {
    const lines = drawProgress(measure([tracked('complete', [step('reserve', 'complete')])]));
    expect(lines[0]).toBe(`[${'#'.repeat(40)}] 1/1 steps, 1/1 orders`);
    expect(lines.at(-2)).toMatch(/^reserve +· +· +· +1 +· +·$/);
  });

  it('draws an empty bar before anything is known', () => {
    expect(drawProgress(measure([]))[0]).toBe(`[${'-'.repeat(40)}] 0/0 steps, 0/0 orders`);
  });
});

describe('endOf', () => {
  it.each([
    ['complete, as meant', tracked('complete', [step('charge', 'complete')]), true],
    ['failed, as meant', tracked('error', [step('charge', 'error', { error: DECLINED })], EXPECTED), true],
    ['failed against expectation', tracked('error', [step('charge', 'error', { error: DECLINED })]), false],
    ['complete, though meant to fail', tracked('complete', [step('charge', 'complete')], EXPECTED), false],
    ['failed at another step', tracked('error', [step('reserve', 'error', { error: DECLINED })], EXPECTED), false],
    [
      'failed with another code',
      tracked('error', [step('charge', 'error', { error: { message: 'x', error_code: null } })], EXPECTED),
      false,
    ],
    ['not at rest', tracked('in_progress', [step('charge', 'pending')]), false],
  ])('judges an order that is %s', (_, order, isAsExpected) => {
    expect(endOf(order).isAsExpected).toBe(isAsExpected);
  });
});

describe('summarize', () => {
  it('counts the ends and names every order that was not simply fulfilled', () => {
    const lines = summarize(
      [
        tracked('complete', [step('charge', 'complete', { attempts: 3 })]),
        { ...tracked('error', [step('charge', 'error', { error: DECLINED })], EXPECTED), explanation: 'charge failed for good' },
        tracked('cancelled', [step('charge', 'cancelled', { attempts: 0 })]),
      ],
      12.34,
    );
    expect(lines).toEqual([
      '3 orders in 12.3 s: 1 complete, 1 in error as expected, 1 not as expected',
      '2 attempts were repeats of a failed or lost one',
      '  ORD-1 error at charge: CARD_DECLINED, declined (expected) id-1',
      '    charge failed for good',
      '  ORD-1 cancelled (NOT expected) id-1',
    ]);
  });
});
