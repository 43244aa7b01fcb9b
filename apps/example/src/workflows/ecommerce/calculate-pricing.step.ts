import { BaseStepHandler, StepHandler, type StepExecution } from 'nestjs-tasker';
import { CheckInventory } from './check-inventory.step.js';
import type { CartOrder } from './order.context.js';

/** What an order costs, in the smallest unit of the currency. */
export interface Pricing {
  readonly subtotal: number;
  readonly tax: number;
  readonly shipping: number;
  readonly total: number;
}

/** The settings that the file gives this step. */
interface PricingConfig {
  readonly tax_percent: number;
  /** Subtotal from which shipping costs nothing. */
  readonly free_shipping_from: number;
  readonly shipping: number;
}

/** Adds up the lines by the settings of the file. */
@StepHandler()
export class CalculatePricing extends BaseStepHandler<CartOrder, Pricing> {
  process({ sequence, step }: StepExecution<CartOrder>): Pricing {
    const config = step.config as unknown as PricingConfig;
    const { lines } = sequence.results(CheckInventory);
    const subtotal = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
    const tax = Math.round((subtotal * config.tax_percent) / 100);
    const shipping = subtotal >= config.free_shipping_from ? 0 : config.shipping;
    return { subtotal, tax, shipping, total: subtotal + tax + shipping };
  }
}
