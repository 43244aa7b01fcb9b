import { expect, it } from 'vitest';
import { blueprint, createTasks } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { useFeed } from '../../support/feed.js';
import { completed } from '../../support/worker.session.js';

const TABLES = ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions', 'event_feed', 'event_deliveries'];

const engine = useEngine({ guarded: false });
const feed = useFeed(engine);

it('the functions of the feed, planned while the tables were empty, read no table from end to end', async () => {
  const plan = await blueprint(engine.client, 1);
  const [quick, slow] = [await feed.deliverer('quick', ['task:complete', 'custom:*']), await feed.deliverer('slow', ['*'])];
  const worker = await engine.worker();
  const run = async (count: number) => {
    await createTasks(engine.client, plan, { tasks: Array.from({ length: count }, () => ({})) });
    const claims = await worker.claim(count);
    await worker.advance(claims.map((claim) => completed(claim)));
  };
  const round = async () => {
    await run(1);
    const page = await slow.page(20);
    if (page.page !== null)
      await slow.commit(
        page,
        page.events.slice(0, 10).map(({ position }) => [position, { message: 'broken' }]),
      );
    const { events } = await slow.due(5);
    await slow.settle(events.map(({ position }, place) => [position, place % 2 === 0 ? null : { message: 'broken' }]));
    await slow.store.redeliver('slow', [1]);
    await slow.store.givenUp('slow', 0, 10);
    await quick.drain(20);
    await slow.store.trim({ after: 0, limit: 10 });
    await slow.store.lag(10);
    await engine.rows('select tasker.is_to_be_told(task_id) from tasker.tasks order by task_id limit 1');
  };
  await round();
  await run(2_000);
  const read = async () => {
    await engine.rows('select pg_stat_force_next_flush()');
    return engine.rows(
      'select relname, seq_scan::integer as scans from pg_stat_user_tables where schemaname = $1 and relname = any ($2) order by 1',
      ['tasker', TABLES],
    );
  };
  // Each session reports what it has scanned when it is idle for a while, or told to.
  const flush = async () => {
    const { pool } = (slow.store as unknown as { database: { pool: { query(text: string): Promise<unknown> } } }).database;
    await pool.query('select pg_stat_force_next_flush()');
    await worker.client.query('select pg_stat_force_next_flush()');
  };
  await flush();
  const before = await read();
  for (let count = 0; count < 3; count++) await round();
  await flush();
  expect(await read()).toEqual(before);
  await engine.rows('select count(*) from tasker.event_feed where payload is null');
  expect(await read(), 'a scan shows').not.toEqual(before);
});
