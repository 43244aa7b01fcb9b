import { BaseStepHandler, PermanentError, StepHandler, type StepExecution } from 'nestjs-tasker';
import { ProductCatalogue, type Cart } from '../catalogue/product.catalogue.js';
import { workflowCall } from '../workflow.call.js';
import type { CartOrder } from './order.context.js';

/** A cart that can be ordered, and who orders it. */
export interface ValidCart {
  readonly cartId: number;
  readonly userId: number;
  readonly items: Cart['items'];
}

/** Reads the cart; refuses one that is empty or somebody else's. */
@StepHandler()
export class ValidateCart extends BaseStepHandler<CartOrder, ValidCart> {
  constructor(private readonly catalogue: ProductCatalogue) {
    super();
  }

  async process(execution: StepExecution<CartOrder>): Promise<ValidCart> {
    const { cart_id: cartId, user_id: userId } = execution.task.context;
    const cart = await this.catalogue.cart(cartId, workflowCall(`cart ${cartId}`, execution));
    if (cart === undefined) throw new PermanentError(`There is no cart ${cartId}`, { errorCode: 'CART_NOT_FOUND' });
    if (userId !== undefined && userId !== cart.userId) {
      throw new PermanentError(`Cart ${cartId} does not belong to user ${userId}`, { errorCode: 'CART_OF_SOMEBODY_ELSE' });
    }
    if (cart.items.length === 0) throw new PermanentError(`Cart ${cartId} is empty`, { errorCode: 'CART_EMPTY' });
    return { cartId, userId: cart.userId, items: cart.items };
  }
}
