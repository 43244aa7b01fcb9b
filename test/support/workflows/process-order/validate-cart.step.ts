import { BaseStepHandler, PermanentError, StepHandler, type StepExecution } from 'nestjs-tasker';
import type { CartItem, OrderContext } from './order.context.js';
import { orderTotals, type OrderTotals } from './order.totals.js';
import { Stockroom } from './shop.services.js';

/** One line of the cart with the name of its article. */
export interface ValidatedItem extends CartItem {
  readonly name: string;
}

/** A cart that can be ordered. */
export interface ValidatedCart extends OrderTotals {
  readonly items: readonly ValidatedItem[];
}

/** Looks up the articles and adds up the cart. */
@StepHandler()
export class ValidateCart extends BaseStepHandler<OrderContext, ValidatedCart> {
  constructor(private readonly stockroom: Stockroom) {
    super();
  }

  process({ task }: StepExecution<OrderContext>): ValidatedCart {
    const { cart_items: cart } = task.context;
    if (cart.length === 0) throw new PermanentError('The cart is empty', { errorCode: 'MISSING_CART_ITEMS' });
    return { items: cart.map((item) => this.validated(item)), ...orderTotals(cart) };
  }

  private validated(item: CartItem): ValidatedItem {
    const { product_id: id } = item;
    const product = this.stockroom.product(id);
    if (product === undefined) throw new PermanentError(`There is no product ${id}`, { errorCode: 'PRODUCT_NOT_FOUND', context: { id } });
    if (!product.active) throw new PermanentError(`Product ${id} is not sold any more`, { errorCode: 'PRODUCT_INACTIVE', context: { id } });
    return { ...item, name: product.name };
  }
}
