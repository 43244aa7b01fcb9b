import { Injectable } from '@nestjs/common';
import { FakeService } from '../fake.service.js';

/** One row of the orders. */
export interface OrderRow {
  readonly order_id: number;
  readonly user_id: number;
  readonly product_id: number;
  readonly quantity: number;
  readonly total: number;
  /** A day, YYYY-MM-DD. */
  readonly placed_on: string;
}

/** One row of the users. */
export interface UserRow {
  readonly user_id: number;
  readonly name: string;
  readonly segment: 'new' | 'regular' | 'vip';
}

/** One row of the products. */
export interface ProductRow {
  readonly product_id: number;
  readonly name: string;
  readonly category: string;
}

/** How rows are read. */
export interface Extraction {
  readonly fresh: boolean;
  readonly mode: string;
}

const ORDERS: readonly OrderRow[] = [
  { order_id: 1, user_id: 1, product_id: 1, quantity: 2, total: 200, placed_on: '2024-01-03' },
  { order_id: 2, user_id: 1, product_id: 2, quantity: 1, total: 50, placed_on: '2024-01-05' },
  { order_id: 3, user_id: 2, product_id: 1, quantity: 1, total: 100, placed_on: '2024-01-09' },
  { order_id: 4, user_id: 3, product_id: 3, quantity: 3, total: 75, placed_on: '2024-01-14' },
  { order_id: 5, user_id: 4, product_id: 4, quantity: 1, total: 300, placed_on: '2024-01-22' },
  { order_id: 6, user_id: 2, product_id: 2, quantity: 2, total: 100, placed_on: '2024-01-31' },
];

const USERS: readonly UserRow[] = [
  { user_id: 1, name: 'Ada', segment: 'vip' },
  { user_id: 2, name: 'Grace', segment: 'regular' },
  { user_id: 3, name: 'Edsger', segment: 'regular' },
  { user_id: 4, name: 'Barbara', segment: 'new' },
  { user_id: 5, name: 'Donald', segment: 'new' },
];

const PRODUCTS: readonly ProductRow[] = [
  { product_id: 1, name: 'Widget A', category: 'widgets' },
  { product_id: 2, name: 'Widget B', category: 'widgets' },
  { product_id: 3, name: 'Gadget A', category: 'gadgets' },
  { product_id: 4, name: 'Gadget B', category: 'gadgets' },
  { product_id: 5, name: 'Gizmo', category: 'gizmos' },
];

/** Where the data of the company lies, is computed, shown and announced. */
@Injectable()
export class DataPlatform extends FakeService {
  orders(from: string, to: string, how: Extraction): readonly OrderRow[] {
    this.received('extract_orders', { from, to, ...how });
    return ORDERS.filter(({ placed_on: day }) => from <= day && day <= to);
  }

  users(how: Extraction): readonly UserRow[] {
    this.received('extract_users', how);
    return USERS;
  }

  products(how: Extraction): readonly ProductRow[] {
    this.received('extract_products', how);
    return PRODUCTS;
  }

  /** Room to compute in. */
  compute<T>(operation: 'transform_customer_metrics' | 'transform_product_metrics', work: () => T): T {
    this.received(operation, {});
    return work();
  }

  /** Shows figures; gives the number of the version that is shown. */
  show(figures: object): number {
    this.received('update_dashboard', figures);
    return this.given('update_dashboard').length;
  }

  announce(channel: string, text: string): void {
    this.received('send_notifications', { channel, text });
  }
}
