import { BaseStepHandler, RetryableError, StepHandler, type StepExecution } from 'nestjs-tasker';
import type { OrderContext } from './order.context.js';
import { Stockroom } from './shop.services.js';
import { ValidateCart } from './validate-cart.step.js';

/** Puts the goods aside: looks whether all of them are there before it reserves the first one. */
@StepHandler()
export class UpdateInventory extends BaseStepHandler<OrderContext> {
  constructor(private readonly stockroom: Stockroom) {
    super();
  }

  process({ sequence, step }: StepExecution<OrderContext>) {
    const { items } = sequence.results(ValidateCart);
    for (const { product_id: id, quantity } of items) {
      const available = this.stockroom.available(id);
      if (available >= quantity) continue;
      const context = { product_id: id, available, quantity };
      throw new RetryableError(`Only ${available} of product ${id} are there, ${quantity} are wanted`, { context });
    }
    return {
      reservations: items.map(({ product_id: id, quantity }) => ({
        product_id: id,
        quantity,
        reservation_id: this.stockroom.reserve(id, quantity, `${step.idempotencyKey}:${id}`),
      })),
    };
  }
}
