import { Injectable } from '@nestjs/common';
import { FakeService } from '../fake.service.js';

/** What the gateway says about a payment. */
export type Eligibility = 'eligible' | 'ineligible' | 'processing' | 'insufficient_funds';

/** Money that was given back. */
export interface Refund {
  readonly refund_id: string;
  readonly payment_id: string;
  readonly amount: number;
}

/** The systems of the payments team. */
@Injectable()
export class PaymentSystems extends FakeService {
  readonly refunds = new Map<string, Refund>();
  readonly records: string[] = [];
  private readonly statuses: Eligibility[] = [];

  /** What the gateway says next about a payment; afterwards every payment is eligible. */
  sayNext(...statuses: readonly Eligibility[]): void {
    this.statuses.push(...statuses);
  }

  eligibility(paymentId: string): Eligibility {
    this.received('eligibility', paymentId);
    return this.statuses.shift() ?? 'eligible';
  }

  /** Gives money back, once for each key. */
  refund(paymentId: string, amount: number, key: string): Refund {
    this.received('refund', { paymentId, amount });
    const refund = this.refunds.get(key) ?? { refund_id: `ref_${this.refunds.size + 1}`, payment_id: paymentId, amount };
    this.refunds.set(key, refund);
    return refund;
  }

  record(refundId: string): void {
    this.received('record', refundId);
    this.records.push(refundId);
  }

  notify(refundId: string): void {
    this.received('notify', refundId);
  }
}
