import { Injectable } from '@nestjs/common';
import { PermanentError, RetryableError } from 'nestjs-tasker';
import { referenceFor, ServiceConditions } from './service.conditions.js';
import type { ServiceCall } from './service.conditions.js';

/** What is to be charged, in the smallest unit of the currency. */
export interface ChargeRequest {
  readonly amount: number;
  readonly currency: string;
  readonly cardToken: string;
}

/** A charge that was made. */
export interface Charge {
  readonly chargeId: string;
  readonly amount: number;
  readonly currency: string;
}

/** Charges cards. Tokens with a meaning, as gateways have them for tests: `tok_declined`, `tok_unavailable_twice`. */
@Injectable()
export class PaymentGateway {
  private readonly charges = new Map<string, Charge>();

  constructor(private readonly conditions: ServiceConditions) {}

  /**
   * Charges a card once for each idempotency key; a second call with the same key returns the first charge. The charges
   * are remembered in memory: after a restart a repeated call charges again under the same key, and so under the same
   * id, which a real gateway would answer from its own memory.
   */
  async charge(request: ChargeRequest, call: ServiceCall): Promise<Charge> {
    await this.conditions.meet('payment gateway', call);
    if (request.cardToken === 'tok_declined') {
      throw new PermanentError('The card was declined by its bank', { errorCode: 'CARD_DECLINED' });
    }
    if (request.cardToken === 'tok_unavailable_twice' && call.attempt <= 2) {
      throw new RetryableError('The bank of the card does not answer');
    }
    const made = this.charges.get(call.idempotencyKey);
    if (made !== undefined) return made;
    const charge = { chargeId: referenceFor('ch_', call.idempotencyKey), amount: request.amount, currency: request.currency };
    this.charges.set(call.idempotencyKey, charge);
    return charge;
  }
}
