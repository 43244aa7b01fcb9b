import type { WorkerQuery } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { WorkerRowsJob } from '../../../libs/tasker/src/orchestration/worker-rows.job.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { insertWorker } from '../../support/rows.js';
import { workflow } from '../../support/workflows.js';

describe('the workers that there are', () => {
  const engine = useEngine();

  it('one that lives says what it serves and runs; on its way out it drains, then it has stopped', async () => {
    const gates = new Gates();
    const shop = workflow('order', { pay: { run: () => gates.pass('pay') } }, { namespace: 'shop' });
    const [watching, working] = [
      await engine.app([shop], { worker: false }),
      await engine.app([shop], { worker: { lease: '1s', queues: ['default', 'mail'], concurrency: 3 } }),
    ];
    const only = async () => (await watching.orchestrator.workers()).workers[0]!;
    await watching.orchestrator.createTask({ namespace: 'shop', name: 'order', context: {} });
    await gates.reached('pay');
    expect(
      await eventually(async () => ((await only()).runningSteps === 1 ? only() : null), { what: 'a heartbeat with one step' }),
    ).toEqual({
      workerId: expect.any(String),
      state: 'live',
      host: expect.any(String),
      pid: process.pid,
      version: expect.any(String),
      startedAt: expect.any(Date),
      heartbeatAt: expect.any(Date),
      heartbeatAgeSeconds: expect.any(Number),
      leaseSeconds: 1,
      drainingAt: null,
      stoppedAt: null,
      lostAt: null,
      concurrency: 3,
      runningSteps: 1,
      queues: ['default', 'mail'],
      definitions: ['shop.order@0.1.0'],
    });
    const closing = working.close();
    expect(
      await eventually(async () => ((await only()).state === 'draining' ? only() : null), { what: 'a worker that drains' }),
    ).toMatchObject({
      drainingAt: expect.any(Date),
      stoppedAt: null,
    });
    gates.open('pay');
    await closing;
    expect(await only()).toMatchObject({ state: 'stopped', stoppedAt: expect.any(Date), runningSteps: 0 });
  });

  it('by state, queue and namespace, in pages, the latest start first', async () => {
    const { orchestrator } = await engine.app([workflow('order', { a: {} }, { namespace: 'shop' }), workflow('ship', { a: {} })], {
      worker: false,
    });
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await insertWorker(engine.client));
    ids.sort().reverse();
    const change = (id: string, what: string, values: unknown[] = []) =>
      engine.rows(`update tasker.workers set ${what} where worker_id = $1`, [id, ...values]);
    await change(ids[0]!, "stopped_at = now(), queues = '{mail}'");
    await change(ids[1]!, "heartbeat_at = now() - interval '20 s', running_steps = 4");
    await change(ids[2]!, 'lost_at = now(), reaped_at = now(), running_steps = 4, definitions = $2', [
      { 'shop.order@0.1.0': 'h', 'default.ship@0.1.0': 'h' },
    ]);
    await change(ids[3]!, 'draining_at = now()');
    const list = async (query: WorkerQuery) => (await orchestrator.workers(query)).workers;
    const found = async (query: WorkerQuery) => (await list(query)).map(({ workerId }) => ids.indexOf(workerId));
    expect((await list({})).map(({ state }) => state)).toEqual(['stopped', 'lost', 'lost', 'draining', 'live']);
    expect([await found({ state: 'lost' }), await found({ state: 'live' }), await found({ queue: 'mail' })]).toEqual([[1, 2], [4], [0]]);
    expect((await list({ state: 'lost' })).map(({ runningSteps }) => runningSteps)).toEqual([4, 0]);
    expect(await list({ within: ['shop', 'none'] })).toMatchObject([
      { workerId: ids[2], definitions: ['shop.order@0.1.0'], runningSteps: null },
    ]);
    expect([await found({ within: [] }), await found({ within: ['shop'], state: 'live' })]).toEqual([[], []]);
    const first = await orchestrator.workers({ limit: 3 });
    expect(first.nextCursor).toBe(ids[2]);
    expect(await orchestrator.workers({ limit: 3, cursor: first.nextCursor! })).toMatchObject({
      workers: [{ workerId: ids[3] }, { workerId: ids[4] }],
      nextCursor: null,
    });
  });

  it('bad input is named', async () => {
    const { orchestrator } = await engine.app([], { worker: false });
    const cases: [object, string][] = [
      [{ state: 'dead' }, 'state: must be one of live, draining, stopped, lost'],
      [{ queue: 7 }, 'queue: must be a string'],
      [{ limit: 101 }, 'limit: must be an integer from 1 to 100'],
      [{ cursor: 'x' }, 'cursor: is not a cursor of this list'],
      [{ within: 'shop' }, 'within: must be an array of namespaces'],
    ];
    for (const [query, message] of cases) {
      await expect(orchestrator.workers(query)).rejects.toMatchObject({ name: 'InvalidRequestError', message });
    }
  });

  it('a job takes away what has been done with for a week', async () => {
    const app = await engine.app([], { worker: false });
    for (const age of ['6 days', '8 days']) {
      const id = await insertWorker(engine.client);
      await engine.rows('update tasker.workers set stopped_at = now(), reaped_at = now() - $2::interval where worker_id = $1', [id, age]);
    }
    expect(await app.module.get(WorkerRowsJob, { strict: false }).run()).toEqual({ removed: 1 });
    expect((await app.orchestrator.workers()).workers).toHaveLength(1);
  });
});
