import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppModule } from '../../apps/example/src/app.module.js';
import { runDemo } from '../../apps/example/src/demo/demo.run.js';
import { readOrders } from '../../apps/example/src/demo/orders.file.js';
import type { DemoOrder } from '../../apps/example/src/demo/orders.file.js';
import { applyHttpSettings } from '../../apps/example/src/http.settings.js';
import { projectRoot } from '../../apps/example/src/project.root.js';
import { ServiceConditions } from '../../apps/example/src/services/service.conditions.js';
import type { Conditions, ServiceCall } from '../../apps/example/src/services/service.conditions.js';
import { createTestDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

// Hoisted above the imports: the options of the example's logger are read when they are loaded.
vi.hoisted(() => (process.env.LOG_LEVEL = 'silent'));

/** The same disturbances as in the example, without the waiting. */
class FastConditions extends ServiceConditions {
  protected override conditionsOf(service: string, call: ServiceCall): Conditions {
    return { ...super.conditionsOf(service, call), latency: 0 };
  }
}

const ORDERS = readOrders(join(projectRoot(), 'apps/example/orders.json'));

describe('the example application', () => {
  let database: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const builder = Test.createTestingModule({ imports: [AppModule.connectedTo(database.url)] });
    const module = await builder.overrideProvider(ServiceConditions).useClass(FastConditions).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false });
    applyHttpSettings(app);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const demo = async (orders: DemoOrder[]) => {
    const written: string[] = [];
    const code = await runDemo({ url, orders, interval: 25, output: { write: (text) => written.push(text) } });
    return { code, text: written.join('') };
  };
  const tasks = async () => (await supertest(url).get('/tasker/tasks?limit=100').expect(200)).body.tasks;
  const steps = async (id: string) => {
    const { body } = await supertest(url).get(`/tasker/tasks/${id}`).expect(200);
    return Object.fromEntries(body.task.workflow_steps.map((step: any) => [step.name, step]));
  };

  it('takes every order of the file to the end that is expected of it', async () => {
    const { code, text } = await demo(ORDERS);
    expect(text).toContain('38 complete, 2 in error as expected, 0 not as expected');
    expect(text).toMatch(/ORD-1017 error at charge_payment: CARD_DECLINED, .* \(expected\)/);
    expect(text).toMatch(/ORD-1028 error at reserve_inventory: OUT_OF_STOCK, .* \(expected\)/);
    expect(code).toBe(0);

    const [first] = await tasks();
    const done = await steps(first.task_id);
    expect(done.ship_order.results.trackingNumber).toMatch(/^TRK[0-9A-F]{14}$/);
    expect(done.charge_payment.results).toMatchObject({
      chargeId: expect.stringMatching(/^ch_/),
      amount: done.validate_order.results.total,
    });
    expect(done.ship_order.parents_ids.toSorted()).toEqual(
      [done.reserve_inventory.workflow_step_id, done.charge_payment.workflow_step_id].toSorted(),
    );
  });

  it('repeats a charge until the bank answers, and charges once', async () => {
    const awayTwice = ORDERS.filter(({ order }) => order.payment.cardToken === 'tok_unavailable_twice');
    expect((await demo(awayTwice)).code).toBe(0);
    const { charge_payment: charge } = await steps((await tasks()).at(-1).task_id);
    expect(charge).toMatchObject({ status: 'complete', attempts: 3 });
  });

  it('ends the demo with 1 when an order does not end as expected', async () => {
    const declined = ORDERS.find(({ expected }) => expected?.errorCode === 'CARD_DECLINED')!;
    const { code, text } = await demo([{ order: declined.order }]);
    expect(text).toContain('1 not as expected');
    expect(code).toBe(1);
  });

  it.each([
    ['a body that is no JSON', 400, (http: ReturnType<typeof supertest>) => http.post('/tasker/tasks').type('json').send('{"name":')],
    [
      'a body that is too large',
      413,
      (http: ReturnType<typeof supertest>) => http.post('/tasker/tasks').send({ context: { x: 'x'.repeat(1_300_000) } }),
    ],
    ['a path that does not exist', 404, (http: ReturnType<typeof supertest>) => http.get('/nowhere')],
  ])('answers %s with %i in the one envelope', async (_, status, request) => {
    const { body } = await request(supertest(url)).expect(status);
    expect(body).toEqual({ error: expect.any(String), message: expect.any(String), details: [] });
  });
});
