import { PermanentError } from 'nestjs-tasker';
import type { DateRange, QualityThresholds } from './analytics.context.js';
import type { OrderRow, ProductRow, UserRow } from './data.platform.js';

/** What one customer brought in. */
export interface CustomerMetrics {
  readonly user_id: number;
  readonly name: string;
  readonly segment: string;
  readonly orders: number;
  readonly revenue: number;
}

/** What one product brought in. */
export interface ProductMetrics {
  readonly product_id: number;
  readonly name: string;
  readonly category: string;
  readonly sold: number;
  readonly revenue: number;
}

/** @throws PermanentError INVALID_DATE_RANGE for what is no range of days */
export function checkRange({ start_date: start, end_date: end }: DateRange): void {
  const wrong = [start, end].find((date) => !isDay(date));
  if (wrong !== undefined) throw new PermanentError(`'${wrong}' is no day, YYYY-MM-DD`, { errorCode: 'INVALID_DATE_RANGE' });
  if (start > end) throw new PermanentError(`The range ends on ${end}, before it begins on ${start}`, { errorCode: 'INVALID_DATE_RANGE' });
}

/** @throws PermanentError INSUFFICIENT_DATA when a figure made of the rows would say nothing */
export function checkQuality(orders: readonly OrderRow[], users: readonly UserRow[], thresholds: QualityThresholds): void {
  const { min_orders: minOrders, min_users: minUsers } = thresholds;
  if (orders.length >= minOrders && users.length >= minUsers) return;
  throw new PermanentError(`${orders.length} orders and ${users.length} users: at least ${minOrders} and ${minUsers} are needed`, {
    errorCode: 'INSUFFICIENT_DATA',
    context: { orders: orders.length, users: users.length },
  });
}

/** Every customer who has ordered, the best first. */
export function customerMetrics(orders: readonly OrderRow[], users: readonly UserRow[]): CustomerMetrics[] {
  const metrics = users.map(({ user_id, name, segment }) => {
    const own = orders.filter((order) => order.user_id === user_id);
    return { user_id, name, segment, orders: own.length, revenue: sum(own.map(({ total }) => total)) };
  });
  return metrics.filter((customer) => customer.orders > 0).sort((left, right) => right.revenue - left.revenue);
}

/** Every product that was ordered, the best first. */
export function productMetrics(orders: readonly OrderRow[], products: readonly ProductRow[]): ProductMetrics[] {
  const metrics = products.map(({ product_id, name, category }) => {
    const own = orders.filter((order) => order.product_id === product_id);
    const [sold, revenue] = [sum(own.map(({ quantity }) => quantity)), sum(own.map(({ total }) => total))];
    return { product_id, name, category, sold, revenue };
  });
  return metrics.filter(({ sold }) => sold > 0).sort((left, right) => right.revenue - left.revenue);
}

/** Adds up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function isDay(date: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
