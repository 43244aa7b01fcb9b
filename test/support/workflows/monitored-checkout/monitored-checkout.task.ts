import { PermanentError, TaskHandler, type StepExecution, type TaskDefinitionOptions } from 'nestjs-tasker';
import { ServiceFault } from '../fake.service.js';
import { cents } from '../process-order/order.totals.js';
import { CheckoutBackend } from './checkout.backend.js';
import { CHECKOUT_SCHEMA, type Checkout } from './checkout.context.js';
import { CHECKOUT_EVENTS } from './checkout.events.js';

type CheckoutExecution = StepExecution<Checkout, MonitoredCheckout>;

/** Steps with their attempts, one after the other. */
const LINE: readonly (readonly [string, number])[] = [
  ['validate_cart', 2],
  ['process_payment', 3],
  ['update_inventory', 2],
  ['create_order', 2],
  ['send_confirmation', 3],
];

/** The definition is made by code: each step depends on all before it, whose results it may read. */
function definition(): TaskDefinitionOptions {
  const names = LINE.map(([name]) => name);
  return {
    namespace: 'blog_examples',
    name: 'monitored_checkout',
    version: '1.0.0',
    context: CHECKOUT_SCHEMA,
    customEvents: CHECKOUT_EVENTS,
    steps: LINE.map(([name, retryLimit], place) => ({ name, retryLimit, dependsOn: names.slice(0, place) })),
  };
}

/** A checkout that tells how it goes. */
@TaskHandler({ definition })
export class MonitoredCheckout {
  constructor(private readonly backend: CheckoutBackend) {}

  validateCart(execution: CheckoutExecution) {
    const { cart_items: items } = execution.task.context;
    if (execution.step.attempt === 1) execution.publish('checkout.started', { items: items.length });
    return this.monitored(execution, { total: cents(items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)) });
  }

  processPayment(execution: CheckoutExecution) {
    const { total } = execution.sequence.results('validate_cart');
    return this.monitored(execution, { paid: total }, { amount: total, ...execution.task.context.payment });
  }

  updateInventory(execution: CheckoutExecution) {
    const { cart_items: items } = execution.task.context;
    return this.monitored(execution, { pieces: items.reduce((sum, { quantity }) => sum + quantity, 0) });
  }

  createOrder(execution: CheckoutExecution) {
    return this.monitored(execution, { order_id: `order_${execution.task.taskId}` });
  }

  sendConfirmation(execution: CheckoutExecution) {
    const result = this.monitored(execution, { recipient: execution.task.context.customer.email });
    execution.publish('checkout.completed', { revenue: execution.sequence.results('process_payment').paid });
    return result;
  }

  /** Lets the backend do what the step is called; tells how long it took, or that it failed. `given` is for the backend alone. */
  private monitored<R extends object>({ step, publish }: CheckoutExecution, result: R, given: object = result): R {
    try {
      publish('checkout.step_completed', { took_ms: this.backend.perform(step.name, given) });
      return result;
    } catch (thrown) {
      const error = checkoutError(thrown);
      const isLast = error instanceof PermanentError || step.attempt >= step.retryLimit;
      publish('checkout.step_failed', { error: String((error as Error).message), last: isLast });
      throw error;
    }
  }
}

function checkoutError(thrown: unknown): unknown {
  if (!(thrown instanceof ServiceFault) || thrown.code !== 'declined') return thrown;
  return new PermanentError('The payment was declined', { errorCode: 'PAYMENT_DECLINED', cause: thrown });
}
