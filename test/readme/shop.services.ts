import { Injectable } from '@nestjs/common';

/** Charges cards, for the examples. */
@Injectable()
export class PaymentGateway {
  charge(total: number, idempotencyKey: string): Promise<{ chargeId: string; total: number }> {
    return Promise.resolve({ chargeId: `charge-${idempotencyKey.length}`, total });
  }
}

/** Keeps stock, for the examples. */
@Injectable()
export class Warehouse {
  reserve(orderId: string, { signal }: { signal: AbortSignal }): Promise<{ reserved: string }> {
    return signal.aborted ? Promise.reject(new Error('too late')) : Promise.resolve({ reserved: orderId });
  }
}
