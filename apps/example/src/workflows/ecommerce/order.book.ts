import { Injectable } from '@nestjs/common';
import { referenceFor, ServiceConditions, type ServiceCall } from '../../services/service.conditions.js';

/** What is written down of an order. */
export interface BookEntry {
  readonly cartId: number;
  readonly pieces: number;
  /** In the smallest unit of the currency. */
  readonly total: number;
}

/** Where the orders are written down; in memory, as the charges of the payment gateway are. */
@Injectable()
export class OrderBook {
  private readonly entries = new Map<string, BookEntry>();

  constructor(private readonly conditions: ServiceConditions) {}

  /** Writes an order down, once for each idempotency key; gives its number. */
  async add(entry: BookEntry, call: ServiceCall): Promise<string> {
    await this.conditions.meet('order book', call);
    const number = referenceFor('ORD-', call.idempotencyKey).toUpperCase();
    if (!this.entries.has(number)) this.entries.set(number, entry);
    return number;
  }
}
