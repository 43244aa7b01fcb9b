import { BaseStepHandler, StepHandler, type StepExecution } from 'nestjs-tasker';
import { workflowCall } from '../workflow.call.js';
import { CalculatePricing } from './calculate-pricing.step.js';
import { CheckInventory } from './check-inventory.step.js';
import { OrderBook } from './order.book.js';
import type { CartOrder } from './order.context.js';

/** The order as it stands in the books. */
export interface BookedOrder {
  readonly orderNumber: string;
  readonly pieces: number;
  readonly total: number;
}

/** Writes the order into the books. */
@StepHandler()
export class CreateOrder extends BaseStepHandler<CartOrder, BookedOrder> {
  constructor(private readonly book: OrderBook) {
    super();
  }

  async process(execution: StepExecution<CartOrder>): Promise<BookedOrder> {
    const pieces = execution.sequence.results(CheckInventory).lines.reduce((count, line) => count + line.quantity, 0);
    const { total } = execution.sequence.results(CalculatePricing);
    const { cart_id: cartId } = execution.task.context;
    const orderNumber = await this.book.add({ cartId, pieces, total }, workflowCall(`cart ${cartId}`, execution));
    return { orderNumber, pieces, total };
  }
}
