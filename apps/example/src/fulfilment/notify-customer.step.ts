import { StepHandler } from 'nestjs-tasker';
import type { StepExecution } from 'nestjs-tasker';
import { Mailer } from '../services/mailer.js';
import type { SentMail } from '../services/mailer.js';
import type { OrderContext } from './order.context.js';
import { serviceCall } from './service.call.js';
import { ShipOrder } from './ship-order.step.js';

/** Writes to the customer where the parcel is. */
@StepHandler('notify_customer')
export class NotifyCustomer implements StepHandler<OrderContext, SentMail> {
  constructor(private readonly mailer: Mailer) {}

  async process(execution: StepExecution<OrderContext>): Promise<SentMail> {
    const { orderId, customer } = execution.task.context;
    const { trackingNumber } = execution.sequence.results(ShipOrder);
    const mail = { to: customer.email, subject: `Your order ${orderId} is on its way: ${trackingNumber}` };
    return this.mailer.send(mail, serviceCall(execution));
  }
}
