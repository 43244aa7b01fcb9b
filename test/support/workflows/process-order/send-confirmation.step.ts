import { BaseStepHandler, PermanentError, RetryableError, StepHandler, type StepExecution } from 'nestjs-tasker';
import { ServiceFault } from '../fake.service.js';
import { CreateOrder } from './create-order.step.js';
import type { HandledOrder, OrderContext } from './order.context.js';
import { MailService } from './shop.services.js';
import { ValidateCart } from './validate-cart.step.js';

/** Seconds that the mail service wants to be left alone for when it is called too often. */
const RATE_LIMIT_WAIT = 60;

/** Writes to the customer. */
@StepHandler()
export class SendConfirmation extends BaseStepHandler<OrderContext> {
  constructor(private readonly mail: MailService) {
    super();
  }

  process({ sequence, step }: StepExecution<OrderContext>) {
    const { customer_info: customer, premium_processing: isPremium } = step.inputs as HandledOrder;
    const order = sequence.results(CreateOrder);
    const lines = sequence.results(ValidateCart).items.map(({ quantity, name }) => `${quantity} × ${name}`);
    const subject = `${isPremium ? 'Your premium order' : 'Your order'} ${order.order_number}`;
    try {
      const text = [`Dear ${customer.name},`, ...lines, `Total: ${order.total}`].join('\n');
      return { message_id: this.mail.send({ to: customer.email, subject, text }), recipient: customer.email };
    } catch (error) {
      throw mailError(error, customer.email);
    }
  }
}

function mailError(error: unknown, email: string): unknown {
  if (!(error instanceof ServiceFault)) return error;
  switch (error.code) {
    case 'invalid_address':
      return new PermanentError(`'${email}' is no address`, { errorCode: 'INVALID_EMAIL', cause: error });
    case 'rate_limited':
      return new RetryableError('The mail service is called too often', { retryAfter: RATE_LIMIT_WAIT, cause: error });
    default:
      return new RetryableError(`The mail service failed: ${error.code}`, { cause: error });
  }
}
