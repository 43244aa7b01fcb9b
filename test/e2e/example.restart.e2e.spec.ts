import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endOf, isAtRest } from '../../apps/example/src/demo/order.progress.js';
import { readOrders } from '../../apps/example/src/demo/orders.file.js';
import { TaskerClient } from '../../apps/example/src/demo/tasker.client.js';
import type { RemoteTask } from '../../apps/example/src/demo/tasker.client.js';
import type { OrderContext } from '../../apps/example/src/fulfilment/order.context.js';
import { projectRoot } from '../../apps/example/src/project.root.js';
import { ServiceConditions } from '../../apps/example/src/services/service.conditions.js';
import { eventually, freePort } from './example.process.js';
import { useExample } from './example.runs.js';

const ORDERS = readOrders(join(projectRoot(), 'apps/example/orders.json'));
const { start, testDatabase } = useExample({ atOnce: true });

// At once: for most of the time both wait for services that are slow on purpose.
describe.concurrent('the built example application, started again', () => {
  it('loses nothing when it is killed in the middle of its orders', { timeout: 120_000 }, async () => {
    const environment = { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) };
    const client = new TaskerClient(`http://127.0.0.1:${environment.PORT}`);
    const first = start('main', { environment });
    await first.written('Listening:');
    const created = await Promise.all(ORDERS.map(async (entry) => ({ entry, task: await client.create(entry.order) })));
    const orders = created.map(({ task }) => task);
    const showAll = watching(client, orders);

    const before = await eventually(async () => {
      const tasks = await showAll();
      return countSteps(tasks, 'complete') >= 60 ? tasks : undefined;
    });
    expect(countSteps(before, 'in_progress')).toBeGreaterThan(0);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    await start('main', { environment }).written('Listening:');
    const after = await allAtRest(client, orders);
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
    const showAll = watching(client, created);
    await eventually(async () => (countSteps(await showAll(), 'in_progress') >= 5 ? true : undefined));
    expect(await first.end('SIGTERM')).toBe(0);

    await start('main', { environment }).written('Listening:');
    const after = await allAtRest(client, created);
    after.forEach((task, index) => {
      const { order } = orders[index]!;
      for (const step of task.workflow_steps)
        expect([order.orderId, step]).toEqual([order.orderId, { ...step, attempts: attemptsOf(step.name, order) }]);
    });
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

/** Shows all of these tasks; those that were at rest the last time are not asked for again. */
function watching(client: TaskerClient, tasks: readonly Pick<RemoteTask, 'task_id'>[]): () => Promise<RemoteTask[]> {
  const rested = new Map<string, RemoteTask>();
  return () =>
    Promise.all(
      tasks.map(async ({ task_id: id }) => {
        const task = rested.get(id) ?? (await client.show(id));
        if (isAtRest(task)) rested.set(id, task);
        return task;
      }),
    );
}

/** Waits for the end of all of these tasks; nothing that was seen before is believed. */
function allAtRest(client: TaskerClient, tasks: Parameters<typeof watching>[1]): Promise<RemoteTask[]> {
  const showAll = watching(client, tasks);
  return eventually(async () => {
    const shown = await showAll();
    return shown.every(isAtRest) ? shown : undefined;
  });
}

function countSteps(tasks: readonly RemoteTask[], status: string): number {
  return tasks.flatMap((task) => task.workflow_steps).filter((step) => step.status === status).length;
}
