import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endOf, isAtRest } from '../../apps/example/src/demo/order.progress.js';
import { readOrders } from '../../apps/example/src/demo/orders.file.js';
import { TaskerClient } from '../../apps/example/src/demo/tasker.client.js';
import type { RemoteTask } from '../../apps/example/src/demo/tasker.client.js';
import type { OrderContext } from '../../apps/example/src/fulfilment/order.context.js';
import { ServiceConditions } from '../../apps/example/src/services/service.conditions.js';
import { projectRoot } from '../../apps/example/src/project.root.js';
import { createTestDatabase } from '../support/database.js';
import { eventually, freePort, startExample } from './example.process.js';
import type { ExampleProcess } from './example.process.js';

const ORDERS = readOrders(join(projectRoot(), 'apps/example/orders.json'));
const running: ExampleProcess[] = [];
const leftovers: (() => unknown)[] = [];

function start(program: 'main' | 'demo', options: Parameters<typeof startExample>[1]): ExampleProcess {
  const example = startExample(program, options);
  running.push(example);
  return example;
}

afterEach(async () => {
  for (const example of running.splice(0)) await example.end('SIGTERM');
  for (const remove of leftovers.splice(0)) await remove();
});

async function testDatabase(): Promise<string> {
  const database = await createTestDatabase();
  leftovers.push(() => database.drop());
  return database.url;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tasker-example-'));
  chmodSync(directory, 0o755);
  leftovers.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe('the built example application', () => {
  it('loses nothing when it is killed in the middle of its orders and started again', { timeout: 120_000 }, async () => {
    const environment = { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) };
    const client = new TaskerClient(`http://127.0.0.1:${environment.PORT}`);
    const first = start('main', { environment });
    await first.written('Listening:');
    const created = await Promise.all(ORDERS.map(async (entry) => ({ entry, task: await client.create(entry.order) })));
    const showAll = () => Promise.all(created.map(({ task }) => client.show(task.task_id)));

    const before = await eventually(async () => {
      const tasks = await showAll();
      return countSteps(tasks, 'complete') >= 60 ? tasks : undefined;
    });
    expect(countSteps(before, 'in_progress')).toBeGreaterThan(0);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    await start('main', { environment }).written('Listening:');
    const after = await eventually(async () => {
      const tasks = await showAll();
      return tasks.every(isAtRest) ? tasks : undefined;
    });
    after.forEach((task, index) => {
      expect(endOf({ entry: ORDERS[index]!, task })).toMatchObject({ isAsExpected: true });
      for (const step of before[index]!.workflow_steps.filter(({ status }) => status === 'complete')) {
        expect(task.workflow_steps).toContainEqual(step);
      }
    });
  });

  it('finishes the steps that run when it is told to stop: no attempt is lost', { timeout: 120_000 }, async () => {
    const environment = { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) };
    const client = new TaskerClient(`http://127.0.0.1:${environment.PORT}`);
    const first = start('main', { environment });
    await first.written('Listening:');
    const orders = ORDERS.slice(0, 15);
    const created = await Promise.all(orders.map(({ order }) => client.create(order)));
    const showAll = () => Promise.all(created.map((task) => client.show(task.task_id)));
    await eventually(async () => (countSteps(await showAll(), 'in_progress') >= 5 ? true : undefined));
    expect(await first.end('SIGTERM')).toBe(0);

    await start('main', { environment }).written('Listening:');
    const after = await eventually(async () => {
      const tasks = await showAll();
      return tasks.every(isAtRest) ? tasks : undefined;
    });
    after.forEach((task, index) => {
      const { order } = orders[index]!;
      for (const step of task.workflow_steps)
        expect([order.orderId, step]).toEqual([order.orderId, { ...step, attempts: attemptsOf(step.name, order) }]);
    });
  });

  it('keeps its orders in an embedded database, also when it is killed', { timeout: 120_000 }, async () => {
    const cwd = temporaryDirectory();
    const environment = { PORT: String(await freePort()) };
    const client = new TaskerClient(`http://127.0.0.1:${environment.PORT}`);
    const first = start('main', { cwd, environment });
    await first.written('Listening:');
    expect(first.output()).toContain(join(cwd, '.tasker/postgres'));
    const { task_id: id } = await client.create(ORDERS[0]!.order);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    const second = start('main', { cwd, environment });
    await second.written('Listening:');
    await eventually(async () => ((await client.show(id)).status === 'complete' ? true : undefined));
    expect(await second.end('SIGTERM')).toBe(0);

    const third = start('main', { cwd, environment });
    await third.written('Listening:');
    expect((await client.show(id)).status).toBe('complete');
    expect(await third.end('SIGINT')).toBe(0);
  });

  it('says in its log that nobody is asked who they are', async () => {
    const example = start('main', { environment: { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) } });
    await example.written('Listening:');
    expect(example.output()).toMatch(/auth.{0,20}none/i);
  });

  it.each([
    ['production without a database', { NODE_ENV: 'production' }, 'NODE_ENV is production and DATABASE_URL is not set'],
    ['a port that is none', { PORT: 'http' }, 'PORT is "http"'],
  ])('refuses %s in one line', async (_, environment, message) => {
    const example = start('main', { environment });
    expect(await example.ended()).toBe(1);
    expect(example.output().trim().split('\n')).toEqual([expect.stringContaining(message)]);
  });

  it('refuses a taken port in one line, before it touches a database', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    leftovers.push(() => server.close());
    const { port } = server.address() as { port: number };
    const cwd = temporaryDirectory();
    const example = start('main', { cwd, environment: { PORT: String(port) } });
    expect(await example.ended()).toBe(1);
    expect(example.output().trim().split('\n')).toEqual([expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`)]);
  });
});

describe('the built demo', () => {
  it('says in one line that no application runs', async () => {
    const demo = start('demo', { environment: { PORT: String(await freePort()) } });
    expect(await demo.ended()).toBe(2);
    expect(demo.output().trim().split('\n')).toEqual([expect.stringMatching(/^demo: no application answers at .*ECONNREFUSED.*npm start/)]);
  });

  it.each([
    ['the line of a fault in the JSON', '[\n{"order": {,\n', ', line 2: not JSON at ",'],
    ['the field that is wrong', '[{"order": {"orderId": 7}}]', ', [0].order.orderId: '],
  ])('names %s of the orders file in one line', async (_, text, message) => {
    const file = join(temporaryDirectory(), 'orders.json');
    writeFileSync(file, text);
    const demo = start('demo', { args: ['--file', file], environment: {} });
    expect(await demo.ended()).toBe(2);
    expect(demo.output().trim().split('\n')).toEqual([expect.stringContaining(`${file}${message}`)]);
  });

  it('sends orders to the running application and ends with 0', { timeout: 120_000 }, async () => {
    const environment = { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) };
    await start('main', { environment }).written('Listening:');
    const demo = start('demo', { args: ['--orders', '3'], environment: { PORT: environment.PORT } });
    expect(await demo.ended()).toBe(0);
    expect(demo.output()).toContain('3 complete, 0 in error as expected, 0 not as expected');
  });
});

/** The attempts that a step takes when nobody stops the application: the services disturb first calls only. */
class KnownConditions extends ServiceConditions {
  isDisturbed(service: string, orderId: string): boolean {
    return this.conditionsOf(service, { orderId, attempt: 1, idempotencyKey: '', signal: new AbortController().signal }).answer !== 'ok';
  }
}

const SERVICES: Readonly<Record<string, string>> = {
  reserve_inventory: 'warehouse',
  charge_payment: 'payment gateway',
  ship_order: 'carrier',
  notify_customer: 'mail server',
};

function attemptsOf(step: string, order: OrderContext): number {
  if (step === 'charge_payment' && order.payment.cardToken === 'tok_unavailable_twice') return 3;
  const service = SERVICES[step];
  return service !== undefined && new KnownConditions().isDisturbed(service, order.orderId) ? 2 : 1;
}

function countSteps(tasks: readonly RemoteTask[], status: string): number {
  return tasks.flatMap((task) => task.workflow_steps).filter((step) => step.status === status).length;
}
