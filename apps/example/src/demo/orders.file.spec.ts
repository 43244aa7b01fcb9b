import 'reflect-metadata';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project.root.js';
import { parseOrders, readOrders, takeOrders } from './orders.file.js';
import type { DemoOrder } from './orders.file.js';

const FILE = join(projectRoot(), 'apps/example/orders.json');
const orders = readOrders(FILE);

/** The text of a file whose first order was changed. */
function changed(change: (entry: any) => void): string {
  const entries = JSON.parse(JSON.stringify(orders.slice(0, 2))) as DemoOrder[];
  change(entries[0]);
  return JSON.stringify(entries);
}

describe('the orders file of the example', () => {
  it('is sound, and every total is the sum of its items', () => {
    expect(orders).toHaveLength(40);
    expect(new Set(orders.map(({ order }) => order.orderId)).size).toBe(40);
    for (const { order } of orders) {
      expect(order.items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0)).toBe(order.total);
    }
  });

  it('holds a declined card, an article that is out of stock and a bank that is away twice', () => {
    expect(orders.flatMap(({ expected }) => (expected ? [expected.errorCode] : []))).toEqual(['CARD_DECLINED', 'OUT_OF_STOCK']);
    expect(orders.filter(({ order }) => order.payment.cardToken === 'tok_unavailable_twice')).toHaveLength(1);
  });
});

describe('parseOrders', () => {
  it.each([
    [
      'a quantity of 0',
      (entry: any) => (entry.order.items[1].quantity = 0),
      'o.json, [0].order.items[1].quantity: quantity must not be less than 1',
    ],
    ['no items', (entry: any) => (entry.order.items = []), 'o.json, [0].order.items: items should not be empty'],
    ['no customer', (entry: any) => delete entry.order.customer, 'o.json, [0].order.customer: '],
    [
      'an address that is no mail address',
      (entry: any) => (entry.order.customer.email = 'x'),
      '[0].order.customer.email: email must be an email',
    ],
    ['an unknown field', (entry: any) => (entry.order.coupon = 'x'), '[0].order.coupon: property coupon should not exist'],
    ['an expectation of another kind', (entry: any) => (entry.expected = { status: 'done' }), '[0].expected.'],
    ['no order', (entry: any) => delete entry.order, '[0].order: '],
  ])('names the field when there is %s', (_, change, message) => {
    expect(() => parseOrders(changed(change), 'o.json')).toThrow(message);
  });

  it('names the line when the file is no JSON', () => {
    expect(() => parseOrders('[\n  {\n    "order": oops\n', 'o.json')).toThrow('o.json, line 3: not JSON at "oops"');
  });

  it.each(['{}', '[]', '7'])('refuses %s', (text) => {
    expect(() => parseOrders(text, 'o.json')).toThrow('o.json: must be a list of at least one order');
  });

  it.each(['[7]', '[null]', '[[]]'])('refuses an entry that is no object: %s', (text) => {
    expect(() => parseOrders(text, 'o.json')).toThrow('o.json, [0]: must be an object');
  });
});

describe('readOrders', () => {
  it('says that there is no such file', () => {
    expect(() => readOrders('/nowhere/orders.json')).toThrow('/nowhere/orders.json: there is no such file');
  });
});

describe('takeOrders', () => {
  it('takes the first ones, and begins again under new numbers', () => {
    expect(takeOrders(orders, 2).map(({ order }) => order.orderId)).toEqual(['ORD-1001', 'ORD-1002']);
    const many = takeOrders(orders, 82).map(({ order }) => order.orderId);
    expect([many[40], many[81]]).toEqual(['ORD-1001-2', 'ORD-1002-3']);
    expect(new Set(many).size).toBe(82);
  });
});
