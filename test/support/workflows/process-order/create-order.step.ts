import { createHash } from 'node:crypto';
import { BaseStepHandler, StepHandler, type StepExecution } from 'nestjs-tasker';
import type { HandledOrder, OrderContext } from './order.context.js';
import { ProcessPayment } from './process-payment.step.js';
import { UpdateInventory } from './update-inventory.step.js';
import { ValidateCart } from './validate-cart.step.js';

const DELIVERY_DAYS = 7;

/** The order as it was written. */
export interface CreatedOrder {
  readonly order_number: string;
  readonly total: number;
  readonly payment_id: string;
  readonly reservations: number;
  readonly handling: { readonly express: boolean; readonly premium: boolean };
  /** A day, YYYY-MM-DD. */
  readonly estimated_delivery: string;
}

/** Gives the order its number: the same one whenever the step is repeated on one day. */
@StepHandler()
export class CreateOrder extends BaseStepHandler<OrderContext, CreatedOrder> {
  process({ sequence, step }: StepExecution<OrderContext>): CreatedOrder {
    const order = step.inputs as HandledOrder;
    const today = new Date();
    return {
      order_number: `ORD-${day(today).replaceAll('-', '')}-${suffix(step.idempotencyKey)}`,
      total: sequence.results(ValidateCart).total,
      payment_id: sequence.results(ProcessPayment).paymentId,
      reservations: sequence.results(UpdateInventory).reservations.length,
      handling: { express: order.express_processing, premium: order.premium_processing },
      estimated_delivery: day(new Date(today.getTime() + DELIVERY_DAYS * 86_400_000)),
    };
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function suffix(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8).toUpperCase();
}
