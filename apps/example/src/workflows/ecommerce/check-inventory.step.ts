import { BaseStepHandler, PermanentError, StepHandler, type StepExecution } from 'nestjs-tasker';
import { ProductCatalogue, type Product } from '../catalogue/product.catalogue.js';
import { workflowCall } from '../workflow.call.js';
import type { CartOrder } from './order.context.js';
import { ValidateCart } from './validate-cart.step.js';

/** One line of an order; the price is that of one piece. */
export interface OrderLine extends Pick<Product, 'title' | 'price'> {
  readonly productId: number;
  readonly quantity: number;
}

/** Looks up every article of the cart. */
@StepHandler()
export class CheckInventory extends BaseStepHandler<CartOrder, { lines: OrderLine[] }> {
  constructor(private readonly catalogue: ProductCatalogue) {
    super();
  }

  async process(execution: StepExecution<CartOrder>): Promise<{ lines: OrderLine[] }> {
    const { items } = execution.sequence.results(ValidateCart);
    return { lines: await Promise.all(items.map((item) => this.line(item, execution))) };
  }

  private async line({ productId, quantity }: { productId: number; quantity: number }, execution: StepExecution): Promise<OrderLine> {
    const product = await this.catalogue.product(productId, workflowCall(`product ${productId}`, execution));
    if (product === undefined) throw new PermanentError(`There is no product ${productId}`, { errorCode: 'PRODUCT_NOT_FOUND' });
    const { title, price, stock } = product;
    if (stock >= quantity) return { productId, title, price, quantity };
    throw new PermanentError(`${quantity} × ${title} are wanted, ${stock} are there`, {
      errorCode: 'OUT_OF_STOCK',
      context: { productId, stock, quantity },
    });
  }
}
