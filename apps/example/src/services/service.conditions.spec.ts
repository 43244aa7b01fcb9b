import { describe, expect, it } from 'vitest';
import { ServiceConditions } from './service.conditions.js';
import type { Conditions, ServiceCall } from './service.conditions.js';

/** Shows what it decides, and does not wait. */
class OpenConditions extends ServiceConditions {
  of(orderId: string, attempt: number): Conditions {
    return super.conditionsOf('carrier', callOf(orderId, attempt));
  }
  protected override conditionsOf(service: string, call: ServiceCall): Conditions {
    return { ...super.conditionsOf(service, call), latency: 0 };
  }
}

function callOf(orderId: string, attempt: number, signal = new AbortController().signal): ServiceCall {
  return { orderId, attempt, idempotencyKey: 'k', signal };
}

const ORDERS = Array.from({ length: 200 }, (_, index) => `ORD-${1_000 + index}`);
const orderThatMeets = (answer: Conditions['answer']) => ORDERS.find((order) => new OpenConditions().of(order, 1).answer === answer)!;

describe('ServiceConditions', () => {
  it('decides the same for the same call at every run', () => {
    for (const order of ORDERS) expect(new OpenConditions().of(order, 1)).toEqual(new OpenConditions().of(order, 1));
  });

  it('disturbs some first calls in each of its ways, and no later one', () => {
    const conditions = new OpenConditions();
    expect(new Set(ORDERS.map((order) => conditions.of(order, 1).answer))).toEqual(
      new Set(['ok', 'unavailable', 'throttled', 'connection_lost']),
    );
    expect(new Set(ORDERS.map((order) => conditions.of(order, 2).answer))).toEqual(new Set(['ok']));
  });

  it.each([
    ['throttled', { name: 'RetryableError', retryAfter: 1 }],
    ['unavailable', { name: 'RetryableError', retryAfter: undefined }],
    ['connection_lost', { name: 'Error' }],
  ] as const)('throws what a client throws when the service is %s', async (answer, error) => {
    await expect(new OpenConditions().meet('carrier', callOf(orderThatMeets(answer), 1))).rejects.toMatchObject(error);
  });

  it('stops waiting when the attempt is aborted', async () => {
    const aborted = new ServiceConditions().meet('carrier', callOf('ORD-1', 1, AbortSignal.abort()));
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });
});
