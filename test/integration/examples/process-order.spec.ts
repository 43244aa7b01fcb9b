import { InvalidRequestError, type TaskView } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import type { EngineApp } from '../../support/engine.js';
import { useEngine } from '../../support/engine.js';
import { MailService, PaymentService, PROCESS_ORDER_PROVIDERS, Stockroom } from '../../support/workflows/process-order/index.js';
import { endTheWait, runToRest, stepOf, stepsOf, WITHOUT_WAITS } from '../../support/workflows/workflow.runs.js';

const STEPS = ['validate_cart', 'process_payment', 'update_inventory', 'create_order', 'send_confirmation'];

/** 2 × 29.99 + 49.99 = 109.97, tax 8.80, shipping 5.99. */
const ORDER = {
  cart_items: [
    { product_id: 1, quantity: 2, price: 29.99 },
    { product_id: 2, quantity: 1, price: 49.99 },
  ],
  payment_info: { method: 'credit_card', token: 'tok_test', amount: 124.76, currency: 'USD' },
  customer_info: { email: 'ada@example.com', name: 'Ada', tier: 'standard' },
};

describe('the workflow ecommerce/process_order', () => {
  const engine = useEngine();
  const start = () => engine.app(PROCESS_ORDER_PROVIDERS, WITHOUT_WAITS);
  const order = (app: EngineApp, changes: object = {}) =>
    runToRest(app, { namespace: 'ecommerce', name: 'process_order', context: { ...ORDER, ...changes } });

  const completed = (task: TaskView) => task.steps.filter(({ state }) => state === 'complete').map(({ name }) => name);

  it('takes an order through five steps, charges 124.76 and writes to the customer', async () => {
    const app = await start();
    const task = await order(app);
    expect(task).toMatchObject({ state: 'complete', version: '1.0.0', context: { ...ORDER, priority: 'standard' } });
    expect(stepsOf(task)).toEqual(STEPS.map((name) => [name, 'complete', 1]));
    expect(task.results.validate_cart).toMatchObject({ subtotal: 109.97, tax: 8.8, shipping: 5.99, total: 124.76 });
    expect(app.module.get(PaymentService).given('charge')).toEqual([{ amount: 124.76, currency: 'USD', token: 'tok_test' }]);
    expect(app.module.get(Stockroom).given('reserve')).toMatchObject([
      { productId: 1, quantity: 2 },
      { productId: 2, quantity: 1 },
    ]);
    const { order_number: number } = task.results.create_order;
    expect(app.module.get(MailService).sent).toEqual([{ to: 'ada@example.com', subject: `Your order ${number}` }]);
  });

  it('gives the order a number of its day and a delivery a week later', async () => {
    const { create_order: created } = (await order(await start())).results;
    const [, day] = /^ORD-(\d{8})-[0-9A-F]{8}$/.exec(created.order_number)!;
    const date = Date.parse(day!.replace(/(....)(..)(..)/, '$1-$2-$3'));
    expect(Date.parse(created.estimated_delivery) - date).toBe(7 * 86_400_000);
    expect(created).toMatchObject({ total: 124.76, payment_id: 'pay_1', reservations: 2 });
  });

  it.each([
    ['a standard order', {}, { express: false, premium: false }],
    ['a premium customer', { customer_info: { ...ORDER.customer_info, tier: 'premium' } }, { express: false, premium: true }],
    ['an enterprise customer', { customer_info: { ...ORDER.customer_info, tier: 'enterprise' } }, { express: false, premium: true }],
    ['an express order', { priority: 'express' }, { express: true, premium: false }],
    ['an overnight order', { priority: 'overnight' }, { express: true, premium: false }],
  ])('handles %s as such', async (_, changes, handling) => {
    const app = await start();
    const task = await order(app, changes);
    expect(task).toMatchObject({ state: 'complete', results: { create_order: { handling } } });
    const [mail] = app.module.get(MailService).sent;
    expect(mail!.subject.startsWith(handling.premium ? 'Your premium order' : 'Your order')).toBe(true);
  });

  it.each([
    [4, 5.99],
    [5, 9.99],
    [20, 9.99],
    [21, 14.99],
  ])('ships %d pieces for %d', async (quantity, shipping) => {
    const app = await start();
    const total = Math.round((quantity * 10 * 1.08 + shipping) * 100) / 100;
    const task = await order(app, {
      cart_items: [{ product_id: 1, quantity, price: 10 }],
      payment_info: { ...ORDER.payment_info, amount: total },
    });
    expect(task).toMatchObject({ state: 'complete', results: { validate_cart: { shipping, total } } });
  });

  it('charges once when the payment fails once', async () => {
    const app = await start();
    const payments = app.module.get(PaymentService);
    payments.failNext('charge', 'timeout');
    const task = await order(app);
    expect(task.state).toBe('complete');
    expect(stepsOf(task)).toEqual(STEPS.map((name) => [name, 'complete', name === 'process_payment' ? 2 : 1]));
    expect(payments.given('charge')).toHaveLength(2);
    expect(payments.payments.size).toBe(1);
  });

  it('gives up a payment that fails three times', async () => {
    const app = await start();
    app.module.get(PaymentService).failNext('charge', 'unavailable', 'timeout', 'something_else');
    const task = await order(app);
    expect(task.state).toBe('error');
    expect(stepOf(task, 'process_payment')).toMatchObject({
      attempts: 3,
      error: { message: 'The payment service failed: something_else' },
    });
    expect(completed(task)).toEqual(['validate_cart']);
  });

  it('tries goods that are out of stock twice, and keeps what was charged', async () => {
    const app = await start();
    const task = await order(app, {
      cart_items: [{ product_id: 4, quantity: 2, price: 10 }],
      payment_info: { ...ORDER.payment_info, amount: 27.59 },
    });
    expect(task.state).toBe('error');
    expect(stepOf(task, 'update_inventory')).toMatchObject({
      state: 'error',
      attempts: 2,
      error: { errorClass: 'RetryableError', context: { product_id: 4, available: 1, quantity: 2 } },
    });
    expect(completed(task)).toEqual(['validate_cart', 'process_payment']);
    expect(app.module.get(Stockroom).given('reserve')).toEqual([]);
  });

  it('sends one mail when the mail service fails four times', async () => {
    const app = await start();
    const mail = app.module.get(MailService);
    mail.failNext('send', 'timeout', 'unavailable', 'timeout', 'unavailable');
    const task = await order(app);
    expect(task.state).toBe('complete');
    expect(stepOf(task, 'send_confirmation').attempts).toBe(5);
    expect(mail.sent).toHaveLength(1);
  });

  it.each([
    ['an empty cart', { cart_items: [] }, 'validate_cart', 'MISSING_CART_ITEMS'],
    ['an unknown product', { cart_items: [{ product_id: 99, quantity: 1, price: 1 }] }, 'validate_cart', 'PRODUCT_NOT_FOUND'],
    ['a product that is not sold', { cart_items: [{ product_id: 3, quantity: 1, price: 1 }] }, 'validate_cart', 'PRODUCT_INACTIVE'],
    ['no payment method', { payment_info: { ...ORDER.payment_info, method: undefined } }, 'process_payment', 'MISSING_PAYMENT_METHOD'],
    ['no payment token', { payment_info: { ...ORDER.payment_info, token: undefined } }, 'process_payment', 'MISSING_PAYMENT_TOKEN'],
    ['another amount', { payment_info: { ...ORDER.payment_info, amount: 124.75 } }, 'process_payment', 'PAYMENT_AMOUNT_MISMATCH'],
    ['no address', { customer_info: { ...ORDER.customer_info, email: 'ada' } }, 'send_confirmation', 'INVALID_EMAIL'],
  ])('fails an order with %s for good', async (_, changes, step, errorCode) => {
    const task = await order(await start(), changes);
    expect(task.state).toBe('error');
    expect(stepOf(task, step)).toMatchObject({ state: 'error', attempts: 1, error: { errorCode, permanent: true } });
    expect(completed(task)).toEqual(STEPS.slice(0, STEPS.indexOf(step)));
  });

  it('fails a declined payment for good', async () => {
    const app = await start();
    app.module.get(PaymentService).failNext('charge', 'declined');
    const { error, attempts } = stepOf(await order(app), 'process_payment');
    expect([error?.errorCode, attempts]).toEqual(['PAYMENT_DECLINED', 1]);
  });

  it.each([
    ['payment service', PaymentService, 'charge', 'process_payment', 30],
    ['mail service', MailService, 'send', 'send_confirmation', 60],
  ] as const)('waits as long as a %s asks that is called too often', async (_, service, operation, step, seconds) => {
    const app = await start();
    app.module.get<PaymentService | MailService>(service).failNext(operation, 'rate_limited');
    const task = await app.orchestrator.createTask({ namespace: 'ecommerce', name: 'process_order', context: ORDER });
    expect(await endTheWait(engine, app, { task, step })).toMatchObject({ backoffRequestSeconds: seconds, attempts: 1 });
    expect((await app.orchestrator.waitForTask(task, { timeout: '30s' })).state).toBe('complete');
  });

  it.each([
    ['no cart', { cart_items: undefined }, 'cart_items'],
    ['a quantity of nothing', { cart_items: [{ product_id: 1, quantity: 0, price: 1 }] }, 'cart_items.0.quantity'],
    ['an unknown way to pay', { payment_info: { ...ORDER.payment_info, method: 'shells' } }, 'payment_info.method'],
    ['an unknown currency', { payment_info: { ...ORDER.payment_info, currency: 'DEM' } }, 'payment_info.currency'],
    ['an unknown tier', { customer_info: { ...ORDER.customer_info, tier: 'gold' } }, 'customer_info.tier'],
    ['an unknown priority', { priority: 'tomorrow' }, 'priority'],
  ])('creates no task of an order with %s', async (_, changes, path) => {
    const app = await start();
    const refused: unknown = await order(app, changes).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    expect((refused as InvalidRequestError).issues.map((issue) => issue.path)).toEqual([`context.${path}`]);
    expect((await app.orchestrator.listTasks()).tasks).toEqual([]);
  });
});
