import { BaseStepHandler, PermanentError, RetryableError, StepHandler, type StepExecution } from 'nestjs-tasker';
import { ServiceFault } from '../fake.service.js';
import type { OrderContext } from './order.context.js';
import { cents } from './order.totals.js';
import { PaymentService } from './shop.services.js';
import { ValidateCart } from './validate-cart.step.js';

/** Seconds that the payment service wants to be left alone for when it is called too often. */
const RATE_LIMIT_WAIT = 30;

/** Charges what the cart costs, once for all attempts. */
@StepHandler()
export class ProcessPayment extends BaseStepHandler<OrderContext> {
  constructor(private readonly payments: PaymentService) {
    super();
  }

  process({ task, sequence, step }: StepExecution<OrderContext>) {
    const { method, token, amount, currency } = task.context.payment_info;
    if (method === undefined) throw new PermanentError('The order names no payment method', { errorCode: 'MISSING_PAYMENT_METHOD' });
    if (token === undefined || token === '')
      throw new PermanentError('The order has no payment token', { errorCode: 'MISSING_PAYMENT_TOKEN' });
    const { total } = sequence.results(ValidateCart);
    if (cents(amount) !== total) {
      const message = `The cart costs ${total} ${currency}, the payment says ${amount}`;
      throw new PermanentError(message, { errorCode: 'PAYMENT_AMOUNT_MISMATCH', context: { total, amount } });
    }
    try {
      return { ...this.payments.charge({ amount: total, currency, token }, step.idempotencyKey), method, currency };
    } catch (error) {
      throw paymentError(error);
    }
  }
}

function paymentError(error: unknown): unknown {
  if (!(error instanceof ServiceFault)) return error;
  switch (error.code) {
    case 'declined':
      return new PermanentError('The payment was declined', { errorCode: 'PAYMENT_DECLINED', cause: error });
    case 'rate_limited':
      return new RetryableError('The payment service is called too often', { retryAfter: RATE_LIMIT_WAIT, cause: error });
    default:
      return new RetryableError(`The payment service failed: ${error.code}`, { cause: error });
  }
}
