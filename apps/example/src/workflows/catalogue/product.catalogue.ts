import { Injectable } from '@nestjs/common';
import { ServiceConditions, type ServiceCall } from '../../services/service.conditions.js';

/** An article of the shop. */
export interface Product {
  readonly id: number;
  readonly title: string;
  readonly category: string;
  /** In the smallest unit of the currency. */
  readonly price: number;
  readonly stock: number;
}

/** What a customer has put aside. */
export interface Cart {
  readonly id: number;
  readonly userId: number;
  readonly items: readonly { readonly productId: number; readonly quantity: number }[];
}

const PRODUCTS: readonly Product[] = [
  { id: 1, title: 'Mascara', category: 'beauty', price: 999, stock: 99 },
  { id: 2, title: 'Lipstick', category: 'beauty', price: 1_299, stock: 4 },
  { id: 3, title: 'Desk lamp', category: 'furniture', price: 4_999, stock: 31 },
  { id: 4, title: 'Arm chair', category: 'furniture', price: 28_900, stock: 2 },
  { id: 5, title: 'Olive oil', category: 'groceries', price: 1_150, stock: 0 },
  { id: 6, title: 'Green tea', category: 'groceries', price: 450, stock: 58 },
];

const CARTS: readonly Cart[] = [
  { id: 1, userId: 1, items: [{ productId: 1, quantity: 2 }, { productId: 3, quantity: 1 }] }, // prettier-ignore
  { id: 2, userId: 2, items: [{ productId: 4, quantity: 2 }] },
  { id: 3, userId: 3, items: [] },
  { id: 4, userId: 1, items: [{ productId: 5, quantity: 1 }] },
];

/** The articles and carts of the shop. */
@Injectable()
export class ProductCatalogue {
  constructor(private readonly conditions: ServiceConditions) {}

  async cart(id: number, call: ServiceCall): Promise<Cart | undefined> {
    await this.conditions.meet('catalogue', call);
    return CARTS.find((cart) => cart.id === id);
  }

  async product(id: number, call: ServiceCall): Promise<Product | undefined> {
    await this.conditions.meet('catalogue', call);
    return PRODUCTS.find((product) => product.id === id);
  }

  /** At most `limit` articles; of one category when it is named. */
  async products({ limit, category }: { limit: number; category?: string | undefined }, call: ServiceCall): Promise<readonly Product[]> {
    await this.conditions.meet('catalogue', call);
    return PRODUCTS.filter((product) => category === undefined || product.category === category).slice(0, limit);
  }
}
