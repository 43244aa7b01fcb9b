import { CustomEventCatalog, HandlerFactory, InvalidRequestError } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { CheckoutBackend } from '../../support/workflows/monitored-checkout/checkout.backend.js';
import { CheckoutMonitor } from '../../support/workflows/monitored-checkout/checkout.monitor.js';
import { MonitoredCheckout } from '../../support/workflows/monitored-checkout/monitored-checkout.task.js';
import { stepOf, stepsOf, WITHOUT_WAITS } from '../../support/workflows/workflow.runs.js';

const STEPS = ['validate_cart', 'process_payment', 'update_inventory', 'create_order', 'send_confirmation'];

/** 2 × 49.99 + 29.99 = 129.97. */
const CHECKOUT = {
  cart_items: [
    { product_id: 1, quantity: 2, price: 49.99 },
    { product_id: 2, quantity: 1, price: 29.99 },
  ],
  customer: { email: 'ada@example.com' },
  payment: { token: 'tok_test' },
};

describe('the workflow blog_examples/monitored_checkout', () => {
  const engine = useEngine();
  const start = () => engine.app([MonitoredCheckout, CheckoutBackend, CheckoutMonitor], WITHOUT_WAITS);
  const checkout = (app: EngineApp, changes: object = {}) => app.run(MonitoredCheckout, { ...CHECKOUT, ...changes });
  const of = (app: EngineApp) => ({ monitor: app.module.get(CheckoutMonitor), backend: app.module.get(CheckoutBackend) });
  const failures = ({ failures: counted }: CheckoutMonitor) => Object.fromEntries(counted);

  it('is a line of five steps made by code', async () => {
    const { definition } = (await start()).module.get(HandlerFactory).get('monitored_checkout', { namespace: 'blog_examples' });
    expect(definition.steps.map(({ name, retryLimit }) => [name, retryLimit])).toEqual([
      ['validate_cart', 2],
      ['process_payment', 3],
      ['update_inventory', 2],
      ['create_order', 2],
      ['send_confirmation', 3],
    ]);
    expect(definition.steps.map(({ dependsOn }) => dependsOn.at(-1))).toEqual([undefined, ...STEPS.slice(0, 4)]);
  });

  it('takes 129.97, and the monitor counts it', async () => {
    const app = await start();
    const task = await checkout(app);
    expect(task.state).toBe('complete');
    expect(stepsOf(task)).toEqual(STEPS.map((name) => [name, 'complete', 1]));
    expect(task.results).toMatchObject({
      validate_cart: { total: 129.97 },
      process_payment: { paid: 129.97 },
      update_inventory: { pieces: 3 },
    });
    const { monitor, backend } = of(app);
    expect(backend.given('process_payment')).toEqual([{ amount: 129.97, token: 'tok_test' }]);
    await eventually(() => monitor.revenue > 0, { what: 'the monitor has heard of the revenue' });
    expect([monitor.revenue, monitor.conversion, monitor.bottlenecks, monitor.alerts]).toEqual([129.97, 1, [], []]);
  });

  it('adds up the revenue of the checkouts that were completed, and what share they are', async () => {
    const app = await start();
    const { backend, monitor } = of(app);
    for (let paid = 1; paid <= 3; paid += 1) await checkout(app);
    backend.failNext('process_payment', 'declined');
    const declined = await checkout(app);
    expect(stepOf(declined, 'process_payment')).toMatchObject({ attempts: 1, error: { errorCode: 'PAYMENT_DECLINED' } });
    await eventually(() => monitor.alerts.length > 0 && monitor.revenue > 300, { what: 'the monitor has heard of four checkouts' });
    expect([monitor.revenue, monitor.conversion]).toEqual([389.91, 0.75]);
    expect(monitor.alerts).toEqual([{ taskId: declined.taskId, step: 'process_payment', error: 'The payment was declined' }]);
  });

  it('counts attempts that failed, and raises no alarm about a checkout that goes on', async () => {
    const app = await start();
    const { backend, monitor } = of(app);
    backend.failNext('validate_cart', 'timeout');
    backend.failNext('process_payment', 'timeout', 'unavailable');
    const task = await checkout(app);
    expect(stepsOf(task).map(([, , attempts]) => attempts)).toEqual([2, 3, 1, 1, 1]);
    await eventually(() => monitor.revenue > 0);
    expect(failures(monitor)).toEqual({ validate_cart: 1, process_payment: 2 });
    expect([monitor.alerts, monitor.conversion]).toEqual([[], 1]);
  });

  it.each([
    ['validate_cart', 2],
    ['process_payment', 3],
    ['update_inventory', 2],
    ['create_order', 2],
    ['send_confirmation', 3],
  ])('raises one alarm when %s has failed %d times', async (step, limit) => {
    const app = await start();
    const { backend, monitor } = of(app);
    backend.failNext(step, ...Array<string>(limit).fill('unavailable'));
    const task = await checkout(app);
    expect(stepsOf(task)).toEqual(
      STEPS.map((name, place) => {
        const failed = STEPS.indexOf(step);
        if (place < failed) return [name, 'complete', 1];
        return place === failed ? [name, 'error', limit] : [name, 'pending', 0];
      }),
    );
    await eventually(() => monitor.alerts.length > 0);
    expect(monitor.alerts).toEqual([{ taskId: task.taskId, step, error: 'the service answered unavailable' }]);
    expect([failures(monitor), monitor.revenue, monitor.conversion]).toEqual([{ [step]: limit }, 0, 0]);
  });

  it('names the steps that hold checkouts up, the slowest first', async () => {
    const app = await start();
    const { backend, monitor } = of(app);
    backend.take('process_payment', 2_001);
    backend.take('update_inventory', 2_000);
    backend.take('send_confirmation', 5_000);
    await checkout(app);
    await eventually(() => monitor.revenue > 0);
    expect(monitor.bottlenecks).toEqual(['send_confirmation', 'process_payment']);
  });

  it('declares what it publishes', async () => {
    const catalog = (await start()).module.get(CustomEventCatalog).list();
    expect(catalog.filter(({ name }) => name.startsWith('checkout.')).map(({ name, description }) => [name, description])).toEqual([
      ['checkout.completed', 'The customer has paid and knows it'],
      ['checkout.started', 'A customer wants to pay'],
      ['checkout.step_completed', 'A step is done'],
      ['checkout.step_failed', 'An attempt has failed'],
    ]);
  });

  it.each([
    ['an empty cart', { cart_items: [] }, 'cart_items'],
    ['no token', { payment: {} }, 'payment.token'],
    ['a text for an address', { customer: { email: 'ada' } }, 'customer.email'],
  ])('creates no task of a checkout with %s', async (_, changes, path) => {
    const app = await start();
    const refused: unknown = await checkout(app, changes).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    expect((refused as InvalidRequestError).issues.map((issue) => issue.path)).toEqual([`context.${path}`]);
    expect(of(app).monitor.conversion).toBe(0);
  });
});
