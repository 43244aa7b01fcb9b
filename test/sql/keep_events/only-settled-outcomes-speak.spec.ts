import { expect, it } from 'vitest';
import type { FedEvent } from '../../../libs/tasker/src/database/event-feed.store.js';
import { useEngine } from '../../support/engine.js';
import { useFeed } from '../../support/feed.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { completed, failed, outcomeParameters, type Claim, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const feed = useFeed(engine);

/** Sends outcomes with the custom events of their handlers. */
async function advance(worker: WorkerSession, outcomes: object[], events: [Claim, string, unknown][], wait = true): Promise<void> {
  const rows = events.map(([claim, name, payload]) => [claim.task_id, claim.workflow_step_id, claim.attempt, name, payload]);
  await worker.client.query("select * from tasker.advance($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '{1}', '[]', false, null, $10, null)", [
    worker.id,
    ...outcomeParameters(outcomes),
    wait,
    JSON.stringify(rows),
  ]);
}

async function claims(...steps: StepRow[]): Promise<[WorkerSession, Claim[]]> {
  for (const step of steps) await insertTask(engine.client, [step]);
  const worker = await engine.worker();
  return [worker, await worker.claim()];
}

const told = (events: readonly FedEvent[]) => events.map((event) => (event.kind === 'custom' ? [event.name, event.payload] : event.kind));

it('an event comes with the outcome of its attempt, whichever it was, and says which attempt it was', async () => {
  const deliverer = await feed.deliverer('billing', ['custom:*']);
  const [worker, [first, second]] = await claims({}, {});
  await advance(
    worker,
    [completed(first!), failed(second!)],
    [
      [first!, 'order.shipped', { id: 1 }],
      [first!, 'order.shipped', { id: 2 }],
      [second!, 'order.refused', null],
    ],
  );
  const page = await deliverer.page();
  expect(told(page.events)).toEqual([
    ['order.shipped', { id: 1 }],
    ['order.shipped', { id: 2 }],
    ['order.refused', null],
  ]);
  expect(page.events[2]).toMatchObject({ taskId: second!.task_id, stepId: 1, attempt: 1, at: expect.any(String) });
  expect(page.tasks.map(({ taskId }) => taskId).sort()).toEqual([first!.task_id, second!.task_id].sort());
});

it('the events of an outcome that is rejected are dropped, those of its neighbours kept', async () => {
  const deliverer = await feed.deliverer('billing', ['custom:*']);
  const [worker, [kept, lost]] = await claims({}, {});
  await engine.rows('select from tasker.cancel_task($1, $$ann$$, $$test$$)', [lost!.task_id]);
  const stale = { ...kept!, attempt: 2 };
  await advance(
    worker,
    [completed(lost!), completed(stale)],
    [
      [lost!, 'order.lost', {}],
      [stale, 'order.stale', {}],
    ],
  );
  await advance(worker, [completed(kept!)], [[kept!, 'order.kept', {}]]);
  expect(told(await deliverer.drain())).toEqual([['order.kept', {}]]);
});

it('the events of an outcome whose task is held wait for the call that settles it', async () => {
  const deliverer = await feed.deliverer('billing', ['custom:*', 'step:complete']);
  const [worker, [free, held]] = await claims({}, {});
  const other = await engine.session();
  await other.query('begin');
  await other.query('select from tasker.tasks where task_id = $1 for update', [held!.task_id]);
  const events: [Claim, string, unknown][] = [
    [free!, 'order.free', {}],
    [held!, 'order.held', {}],
  ];
  await advance(worker, [completed(free!), completed(held!)], events, false);
  expect(told(await deliverer.drain())).toEqual(['step', ['order.free', {}]]);
  await other.query('commit');
  await advance(worker, [completed(held!)], [events[1]!], false);
  expect(told(await deliverer.drain())).toEqual(['step', ['order.held', {}]]);
});

it('a call that fails keeps none', async () => {
  const deliverer = await feed.deliverer('billing', ['custom:*']);
  const [worker, [claim]] = await claims({});
  await worker.client.query('begin');
  await advance(worker, [completed(claim!)], [[claim!, 'order.shipped', {}]]);
  await worker.client.query('rollback');
  expect(await deliverer.drain()).toEqual([]);
});

it.each([
  ['custom:*', ['order.shipped', 'order.item.added', 'invoice.paid']],
  ['custom:order.*', ['order.shipped', 'order.item.added']],
  ['custom:order.item.*', ['order.item.added']],
  ['custom:order.shipped', ['order.shipped']],
  ['custom:ord.*', []],
  ['custom:order', []],
  ['task:complete', ['task']],
])('who wants %s is given %j', async (want, expected) => {
  const deliverer = await feed.deliverer('billing', [want]);
  const [worker, [claim]] = await claims({});
  await advance(
    worker,
    [completed(claim!)],
    ['order.shipped', 'order.item.added', 'invoice.paid'].map((name) => [claim!, name, {}]),
  );
  expect((await engine.rows('select from tasker.event_feed')).length).toBe(expected.length);
  expect((await deliverer.drain()).map((event) => (event.kind === 'custom' ? event.name : event.kind))).toEqual(expected);
});

it('without a consumer nothing is kept', async () => {
  const [worker, [claim]] = await claims({});
  await advance(worker, [completed(claim!)], [[claim!, 'order.shipped', {}]]);
  expect(await engine.rows('select from tasker.event_feed')).toEqual([]);
});
