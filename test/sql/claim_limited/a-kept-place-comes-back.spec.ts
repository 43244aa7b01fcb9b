import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit, type LimitedOptions } from '../../support/limited.session.js';
import { singleSteps } from '../../support/single.steps.js';
import { completed, type Claim, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const AGE = 30;
const aging = { seconds: AGE, slots: 0, turn: 0, draw: 1 };
const call = (worker: WorkerSession, options: LimitedOptions = {}) => claimLimited(worker, { aging, ...options });
const act = (name: string, task: string, more = '') => engine.rows(`select * from tasker.${name}($1, ${more}'test', 'test')`, [task]);
/** In the order of the steps of the definition. */
const byStep = (claimed: readonly Claim[]) => claimed.toSorted((left, right) => left.named_step_id - right.named_step_id);
/** Long after a promise was made. */
const later = () => engine.rows("update tasker.limit_slots set claimed_at = claimed_at - interval '3 seconds' where worker_id is null");

const definition = {
  concurrency: { key: 'customer', limit: 1 },
  steps: { mail: {}, pay: { concurrency: { key: 'account', limit: 1 } }, queued: { queue: 'slow' } },
};

/** A step keeps the place of its customer while it waits for its account; a younger one waits for the customer. */
async function keeping(age = AGE): Promise<{ worker: WorkerSession; keeper: string; younger: string; running: Claim }> {
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  await add('mail', { context: { customer: 'c' } });
  await add('pay', { context: { customer: 'other', account: 'a' } });
  const { claimed } = await call(worker);
  const [mail, pay] = byStep(claimed);
  const keeper = await add('pay', { context: { customer: 'c', account: 'a' }, age });
  const younger = await add('mail', { context: { customer: 'c' } });
  await call(worker);
  await worker.advance([completed(mail!)]);
  expect((await call(worker, { ended: [mail!] })).claimed).toEqual([]);
  return { worker, keeper, younger, running: pay! };
}

it('not as long as the step waits, however long: it starts when its other place is free', async () => {
  const { worker, keeper, running } = await keeping();
  for (let n = 0; n < 3; n += 1) {
    await later();
    expect((await call(worker, { sweep: [] })).claimed).toEqual([]);
  }
  await worker.advance([completed(running)]);
  expect((await call(worker, { ended: [running] })).claimed).toMatchObject([{ task_id: keeper }]);
});

it('at once when the step has not waited long', async () => {
  const { worker, younger } = await keeping(AGE - 5);
  await later();
  expect((await call(worker, { sweep: [] })).claimed).toMatchObject([{ task_id: younger }]);
});

it.each<[string, (task: string, worker: WorkerSession) => Promise<unknown>]>([
  ['is cancelled', (task) => act('cancel_task', task)],
  ['is paused', (task) => act('pause_task', task)],
  ['is resolved', (task) => act('resolve_task', task)],
  ['is settled by hand', (task) => engine.rows("select * from tasker.settle_step($1, 1, 'complete', '{}', 'test', 'test')", [task])],
  [
    'is cancelled and deleted',
    async (task) => {
      await act('cancel_task', task);
      await engine.rows('select tasker.delete_tasks($1)', [[task]]);
    },
  ],
  [
    'is served by nobody any more',
    (task) =>
      engine.rows(
        `update tasker.workers set lanes = array(select unnest(lanes) except
           select lane from tasker.workflow_steps where task_id = $1)`,
        [task],
      ),
  ],
])('when the step %s', async (_, happen) => {
  const { worker, keeper, younger } = await keeping();
  await happen(keeper, worker);
  await later();
  expect((await call(worker, { sweep: [] })).claimed).toMatchObject([{ task_id: younger }]);
  expect(await engine.rows('select 1 from tasker.limit_slots where worker_id is null')).toEqual([]);
});

it('when the keys are declared anew', async () => {
  const { worker, keeper, younger } = await keeping();
  await singleSteps(engine.client, { ...definition, concurrency: { key: 'customer', limit: 2 } });
  const { claimed } = await call(worker);
  expect(claimed.map(({ task_id }) => task_id)).toEqual([younger]);
  const steps = { mail: {}, pay: {}, queued: { queue: 'slow' } };
  await singleSteps(engine.client, { concurrency: { key: 'customer', limit: 2 }, steps });
  expect((await call(worker)).claimed).toMatchObject([{ task_id: keeper }]);
});

it('at once when an older step waits for the same account: only the first keeps its customer', async () => {
  const { worker } = await keeping();
  const add = await singleSteps(engine.client, definition);
  await add('mail', { context: { customer: 'd' } });
  const [mail] = (await call(worker)).claimed;
  await add('pay', { context: { customer: 'd', account: 'a' }, age: AGE });
  const younger = await add('mail', { context: { customer: 'd' } });
  await call(worker);
  await worker.advance([completed(mail!)]);
  expect((await call(worker, { ended: [mail!] })).claimed).toEqual([]);
  expect(await engine.rows('select 1 from tasker.limit_slots where worker_id is null')).toHaveLength(2);
  await later();
  expect((await call(worker, { sweep: [] })).claimed).toMatchObject([{ task_id: younger }]);
});

it('when the limit of its key is lowered: with as many running as may, it does not start', async () => {
  const roomy = { ...definition, concurrency: { key: 'customer', limit: 2 } };
  const add = await singleSteps(engine.client, roomy);
  const worker = await engine.worker();
  const context = { customer: 'c' };
  await add('mail', { context });
  await add('mail', { context });
  await add('pay', { context: { customer: 'other', account: 'a' } });
  const { claimed } = await call(worker);
  const [mail, , pay] = byStep(claimed);
  const keeper = await add('pay', { context: { ...context, account: 'a' }, age: AGE });
  await call(worker);
  await worker.advance([completed(mail!)]);
  await call(worker, { ended: [mail!] });
  await singleSteps(engine.client, definition);
  await worker.advance([completed(pay!)]);
  expect((await call(worker, { ended: [pay!] })).claimed).toEqual([]);
  const other = claimed.find((claim) => claim !== mail && claim !== pay)!;
  await worker.advance([completed(other)]);
  expect((await call(worker, { ended: [other] })).claimed).toMatchObject([{ task_id: keeper }]);
});

it('from a full queue: a key is kept while the step is the first of its unit, and comes back when that ends', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 1 });
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  await add('mail', { context: { customer: 'c' } });
  await add('queued', { context: { customer: 'other' } });
  const { claimed } = await call(worker);
  const [mail] = byStep(claimed);
  // Parked for its key when its queue has room for a moment: the promise comes later.
  const keeper = await add('queued', { context: { customer: 'c' }, age: AGE });
  const younger = await add('mail', { context: { customer: 'c' } });
  await engine.rows("update tasker.limits set max_running = 2 where name = 'slow'");
  await call(worker);
  await engine.rows("update tasker.limits set max_running = 1 where name = 'slow'");
  await worker.advance([completed(mail!)]);
  for (const options of [{ ended: [mail!] }, { sweep: [] }, { sweep: [] }]) {
    expect((await call(worker, options)).claimed).toEqual([]);
    await later();
  }
  await act('cancel_task', keeper);
  expect((await call(worker, { sweep: [] })).claimed).toMatchObject([{ task_id: younger }]);
});

it('when the step waits for an earlier key: no two wait for each other', async () => {
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  const context = { customer: 'c', account: 'a' };
  await add('pay', { context: { ...context, customer: 'other' } });
  const pay = (await call(worker)).claimed;
  await add('pay', { context, age: AGE + 10 });
  await call(worker);
  await add('mail', { context });
  const mail = (await call(worker)).claimed;
  expect([pay, mail].map(({ length }) => length)).toEqual([1, 1]);
  const better = await add('pay', { context, age: AGE, priority: 5 });
  await call(worker);
  // The first has its account and waits for its customer; then the better one has the customer and waits for its account.
  for (const ended of [pay, mail]) {
    await worker.advance(ended.map((claim) => completed(claim)));
    expect((await call(worker, { ended })).claimed).toEqual([]);
  }
  await later();
  expect((await call(worker, { sweep: [] })).claimed).toMatchObject([{ task_id: better }]);
});
