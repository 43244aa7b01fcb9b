import { PermanentError, StepHandler, TaskHandler } from 'nestjs-tasker';
import type { StepExecution } from 'nestjs-tasker';
import { PaymentGateway } from '../services/payment.gateway.js';
import { Warehouse } from '../services/warehouse.js';
import { NotifyCustomer } from './notify-customer.step.js';
import { OrderContext } from './order.context.js';
import { serviceCall } from './service.call.js';
import { ShipOrder } from './ship-order.step.js';

/**
 * From an order to a parcel: validate, then reserve the goods and charge the card side by side, then ship, then tell the
 * customer. Short steps are methods; those with a life of their own are classes.
 */
@TaskHandler({
  namespace: 'fulfilment',
  name: 'process_order',
  version: '1.0.0',
  context: OrderContext,
  steps: [
    { name: 'ship_order', handler: ShipOrder, dependsOn: ['reserve_inventory', 'charge_payment'], retryLimit: 5 },
    { name: 'notify_customer', handler: NotifyCustomer, dependsOn: 'ship_order', retryLimit: 5 },
  ],
})
export class ProcessOrder {
  constructor(
    private readonly warehouse: Warehouse,
    private readonly gateway: PaymentGateway,
  ) {}

  @StepHandler()
  validateOrder({ task }: StepExecution<OrderContext>) {
    const { items, total, currency, orderId } = task.context;
    const sum = items.reduce((amount, item) => amount + item.quantity * item.unitPrice, 0);
    if (sum !== total) {
      throw new PermanentError(`The items of ${orderId} add up to ${sum} ${currency}, the order says ${total}`, {
        errorCode: 'TOTAL_MISMATCH',
        context: { sum, total },
      });
    }
    return { total, currency, pieces: items.reduce((count, item) => count + item.quantity, 0) };
  }

  @StepHandler({ dependsOn: 'validate_order', retryLimit: 5, timeout: '10s' })
  async reserveInventory(execution: StepExecution<OrderContext>) {
    return this.warehouse.reserve(execution.task.context.items, serviceCall(execution));
  }

  @StepHandler({ dependsOn: 'validate_order', retryLimit: 5, timeout: '10s' })
  async chargePayment(execution: StepExecution<OrderContext, ProcessOrder>) {
    const { total, currency } = execution.sequence.results('validate_order');
    const { cardToken } = execution.task.context.payment;
    return this.gateway.charge({ amount: total, currency, cardToken }, serviceCall(execution));
  }
}
