import { describe, expect, it } from 'vitest';
import { PaymentGateway } from './payment.gateway.js';
import { ServiceConditions } from './service.conditions.js';
import type { Conditions, ServiceCall } from './service.conditions.js';

class ClearConditions extends ServiceConditions {
  protected override conditionsOf(): Conditions {
    return { latency: 0, answer: 'ok' };
  }
}

const CHARGE = { amount: 4_200, currency: 'EUR', cardToken: 'tok_1' };
const call = (idempotencyKey: string, attempt = 1): ServiceCall => ({
  orderId: 'ORD-1',
  attempt,
  idempotencyKey,
  signal: new AbortController().signal,
});
const gateway = () => new PaymentGateway(new ClearConditions());

describe('PaymentGateway', () => {
  it('charges once for each idempotency key', async () => {
    const shop = gateway();
    const charge = await shop.charge(CHARGE, call('a'));
    expect(await shop.charge({ ...CHARGE, amount: 9_900 }, call('a', 2))).toBe(charge);
    expect((await shop.charge(CHARGE, call('b'))).chargeId).not.toBe(charge.chargeId);
  });

  it('gives a charge that is repeated after a restart the same id', async () => {
    expect(await gateway().charge(CHARGE, call('a'))).toEqual(await gateway().charge(CHARGE, call('a', 2)));
  });

  it('declines a card for good', async () => {
    const declined = gateway().charge({ ...CHARGE, cardToken: 'tok_declined' }, call('a'));
    await expect(declined).rejects.toMatchObject({ name: 'PermanentError', errorCode: 'CARD_DECLINED' });
  });

  it('is away for two attempts of a certain card', async () => {
    const away = { ...CHARGE, cardToken: 'tok_unavailable_twice' };
    for (const attempt of [1, 2])
      await expect(gateway().charge(away, call('a', attempt))).rejects.toMatchObject({ name: 'RetryableError' });
    await expect(gateway().charge(away, call('a', 3))).resolves.toMatchObject({ amount: 4_200 });
  });
});
