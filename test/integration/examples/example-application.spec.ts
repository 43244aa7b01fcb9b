import { Test } from '@nestjs/testing';
import { EventBus, HandlerFactory, InvalidRequestError, Orchestrator, type TaskView } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestingModule } from '@nestjs/testing';
import { AppModule } from '../../../apps/example/src/app.module.js';
import { ServiceConditions, type Conditions } from '../../../apps/example/src/services/service.conditions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { stepOf, stepsOf } from '../../support/workflows/workflow.runs.js';

// Hoisted above the imports: the options of the example's logger are read when they are loaded.
vi.hoisted(() => (process.env.LOG_LEVEL = 'silent'));

/** Services that answer at once and always. */
class ClearConditions extends ServiceConditions {
  protected override conditionsOf(): Conditions {
    return { latency: 0, answer: 'ok' };
  }
}

describe('the workflows of the example application', () => {
  let database: TestDatabase;
  let app: TestingModule;
  beforeAll(async () => {
    database = await createTestDatabase();
    const builder = Test.createTestingModule({ imports: [AppModule.connectedTo(database.url)] });
    app = await builder.overrideProvider(ServiceConditions).useClass(ClearConditions).compile();
    app.useLogger(false);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const run = async (name: string, context: object): Promise<TaskView> => {
    const [namespace, task] = name.split('/') as [string, string];
    const orchestrator = app.get(Orchestrator);
    const created = await orchestrator.createTask({ namespace, name: task, context: context as Record<string, unknown> });
    return orchestrator.waitForTask(created, { timeout: '30s' });
  };

  it('are registered with their versions, steps, attempts and time limits', () => {
    const listed = app.get(HandlerFactory).list().map(({ definition }) => definition); // prettier-ignore
    const steps = (name: string) =>
      listed
        .find((definition) => `${definition.namespace}/${definition.name}` === name)!
        .steps.map((step) => [step.name, step.retryLimit, step.timeout]);
    expect(listed.map(({ namespace, name, version }) => `${namespace}/${name} ${version}`)).toEqual([
      'customer/user_onboarding 1.0.0',
      'ecommerce/order_processing 1.0.0',
      'fulfilment/process_order 1.0.0',
      'inventory/stock_management 1.0.0',
    ]);
    expect(steps('ecommerce/order_processing')).toEqual([
      ['validate_cart', 3, 30_000],
      ['check_inventory', 3, 15_000],
      ['calculate_pricing', 3, undefined],
      ['create_order', 2, 30_000],
    ]);
    expect(steps('inventory/stock_management').map(([name]) => name)).toEqual(['monitor_stock_levels', 'identify_low_stock']);
    expect(steps('customer/user_onboarding').map(([name]) => name)).toEqual([
      'validate_registration_data',
      'check_duplicate_user',
      'create_user',
    ]);
  });

  describe('ecommerce/order_processing', () => {
    it('makes an order of a cart', async () => {
      const task = await run('ecommerce/order_processing', { cart_id: 1, user_id: 1 });
      expect(stepsOf(task).map(([name, state]) => [name, state])).toEqual([
        ['validate_cart', 'complete'],
        ['check_inventory', 'complete'],
        ['calculate_pricing', 'complete'],
        ['create_order', 'complete'],
      ]);
      expect(task.results.calculate_pricing).toEqual({ subtotal: 6_997, tax: 560, shipping: 599, total: 8_156 });
      expect(task.results.create_order).toEqual({ orderNumber: expect.stringMatching(/^ORD-[0-9A-F]{14}$/), pieces: 3, total: 8_156 });
    });

    it('ships a large order for nothing', async () => {
      const { results } = await run('ecommerce/order_processing', { cart_id: 2 });
      expect(results.calculate_pricing).toMatchObject({ subtotal: 57_800, shipping: 0 });
    });

    it.each([
      [{ cart_id: 99 }, 'validate_cart', 'CART_NOT_FOUND'],
      [{ cart_id: 1, user_id: 2 }, 'validate_cart', 'CART_OF_SOMEBODY_ELSE'],
      [{ cart_id: 3 }, 'validate_cart', 'CART_EMPTY'],
      [{ cart_id: 4 }, 'check_inventory', 'OUT_OF_STOCK'],
    ])('refuses %j for good in %s', async (context, step, errorCode) => {
      const task = await run('ecommerce/order_processing', context);
      expect(stepOf(task, step)).toMatchObject({ state: 'error', attempts: 1, error: { errorCode } });
    });
  });

  describe('inventory/stock_management', () => {
    it('finds the articles that run out, the scarcest first, and tells', async () => {
      const told: unknown[] = [];
      const end = app.get(EventBus).subscribe('inventory.low_stock', ({ payload }) => told.push(payload.articles));
      const task = await run('inventory/stock_management', { threshold: 5 });
      expect(task.state).toBe('complete');
      expect(task.results.identify_low_stock).toMatchObject({ low: [{ id: 5 }, { id: 4 }, { id: 2 }], looked_at: 6 });
      await eventually(() => told.length > 0);
      expect(told).toEqual([[5, 4, 2]]);
      end();
    });

    it('looks at one category when it is named', async () => {
      const { results } = await run('inventory/stock_management', { threshold: 5, category: 'furniture' });
      expect(results.identify_low_stock).toMatchObject({ low: [{ id: 4, stock: 2 }], looked_at: 2 });
    });
  });

  describe('customer/user_onboarding', () => {
    const ADA = { email: 'Ada@Shop.example', username: 'ada', firstName: ' Ada ', lastName: 'Lovelace' };

    it('makes a user of a registration, once', async () => {
      const task = await run('customer/user_onboarding', ADA);
      expect(task).toMatchObject({
        state: 'complete',
        results: {
          validate_registration_data: { email: 'ada@shop.example', username: 'ada', displayName: 'Ada Lovelace' },
          create_user: { userId: expect.stringMatching(/^usr_/) },
        },
      });
      const again = await run('customer/user_onboarding', ADA);
      expect(stepOf(again, 'check_duplicate_user')).toMatchObject({
        state: 'error',
        attempts: 1,
        error: { errorCode: 'DUPLICATE_USER', context: { taken: ['email', 'username'] } },
      });
    });

    it('makes one user of two registrations of a name at once', async () => {
      const tasks = await Promise.all(['a', 'b'].map((who) => run('customer/user_onboarding', { email: `${who}@shop.example`, username: 'twin' }))); // prettier-ignore
      expect(tasks.map(({ state }) => state).sort()).toEqual(['complete', 'error']);
    });
  });

  it.each([
    ['ecommerce/order_processing', {}, 'cart_id'],
    ['ecommerce/order_processing', { cart_id: '1' }, 'cart_id'],
    ['inventory/stock_management', {}, 'threshold'],
    ['inventory/stock_management', { threshold: 5, category: 'cars' }, 'category'],
    ['customer/user_onboarding', { username: 'ada' }, 'email'],
    ['customer/user_onboarding', { email: 'a@b.example', username: 'A' }, 'username'],
  ])('%s refuses the context %j', async (name, context, field) => {
    const refused: unknown = await run(name, context).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    expect((refused as InvalidRequestError).issues.map(({ path }) => path)).toEqual([`context.${field}`]);
  });
});
