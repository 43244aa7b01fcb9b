import { Injectable } from '@nestjs/common';
import { PermanentError, RetryableError, type StepExecution } from 'nestjs-tasker';
import { PaymentSystems } from './payment.services.js';

/** The context of `payments/process_refund`. */
export interface PaymentRefund {
  readonly payment_id: string;
  /** In the smallest unit of the currency. */
  readonly refund_amount: number;
  readonly refund_reason: 'customer_request' | 'fraud' | 'duplicate' | 'defect';
  readonly partial_refund: boolean;
}

/** The steps of the payments team. The file that lies in the directory of definitions names this class, and each step a method. */
@Injectable()
export class PaymentsRefund {
  constructor(private readonly systems: PaymentSystems) {}

  validatePaymentEligibility({ task }: StepExecution<PaymentRefund>) {
    const { payment_id: paymentId } = task.context;
    const status = this.systems.eligibility(paymentId);
    switch (status) {
      case 'eligible':
        return { payment_id: paymentId, status };
      case 'processing':
        throw new RetryableError(`Payment ${paymentId} is still being processed`);
      case 'ineligible':
        throw new PermanentError(`Payment ${paymentId} cannot be refunded`, { errorCode: 'PAYMENT_INELIGIBLE' });
      case 'insufficient_funds':
        throw new PermanentError(`The merchant cannot refund ${paymentId}`, { errorCode: 'INSUFFICIENT_FUNDS' });
    }
  }

  processGatewayRefund({ task, step, publish }: StepExecution<PaymentRefund>) {
    const { payment_id: paymentId, refund_amount: amount } = task.context;
    const refund = this.systems.refund(paymentId, amount, step.idempotencyKey);
    publish('refund.paid', { amount });
    return refund;
  }

  updatePaymentRecords({ sequence }: StepExecution<PaymentRefund, PaymentsRefund>) {
    const { refund_id: refundId } = sequence.results('process_gateway_refund');
    this.systems.record(refundId);
    return { recorded: refundId };
  }

  notifyCustomer({ sequence }: StepExecution<PaymentRefund, PaymentsRefund>) {
    const { refund_id: refundId, amount } = sequence.results('process_gateway_refund');
    this.systems.notify(refundId);
    return { notified: true, amount };
  }
}
