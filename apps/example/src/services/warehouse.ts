import { Injectable } from '@nestjs/common';
import { PermanentError } from 'nestjs-tasker';
import { referenceFor, ServiceConditions } from './service.conditions.js';
import type { ServiceCall } from './service.conditions.js';

/** Goods put aside for an order. */
export interface Reservation {
  readonly reservationId: string;
  readonly pieces: number;
}

/** Articles that are not on the shelf. */
const OUT_OF_STOCK: readonly string[] = ['MCH-0002-RD'];

/** Puts goods aside. */
@Injectable()
export class Warehouse {
  constructor(private readonly conditions: ServiceConditions) {}

  /** Reserves all items or none; a repeated call with the same idempotency key gives the same reservation. */
  async reserve(items: readonly { readonly sku: string; readonly quantity: number }[], call: ServiceCall): Promise<Reservation> {
    await this.conditions.meet('warehouse', call);
    const missing = items.filter((item) => OUT_OF_STOCK.includes(item.sku)).map((item) => item.sku);
    if (missing.length > 0) {
      throw new PermanentError(`Out of stock: ${missing.join(', ')}`, { errorCode: 'OUT_OF_STOCK', context: { missing } });
    }
    const pieces = items.reduce((count, item) => count + item.quantity, 0);
    return { reservationId: referenceFor('res_', call.idempotencyKey), pieces };
  }
}
