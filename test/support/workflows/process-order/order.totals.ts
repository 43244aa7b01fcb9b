import type { CartItem } from './order.context.js';

const TAX_RATE = 0.08;
/** Weight of one piece. */
const WEIGHT = 0.5;

/** What an order costs, in units of the currency. */
export interface OrderTotals {
  readonly subtotal: number;
  readonly tax: number;
  readonly shipping: number;
  readonly total: number;
}

/** Adds up a cart. Every amount is rounded to cents before it is added to another one. */
export function orderTotals(items: readonly CartItem[]): OrderTotals {
  const subtotal = cents(items.reduce((sum, item) => sum + item.price * item.quantity, 0));
  const tax = cents(subtotal * TAX_RATE);
  const shipping = shippingFor(items.reduce((weight, item) => weight + item.quantity * WEIGHT, 0));
  return { subtotal, tax, shipping, total: cents(subtotal + tax + shipping) };
}

function shippingFor(weight: number): number {
  if (weight <= 2) return 5.99;
  return weight <= 10 ? 9.99 : 14.99;
}

/** The nearest amount in whole cents: sums of binary fractions are never quite exact. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
