import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { costOf, define, load, type Definition } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';

/** Pages of a call with a bound of 100: walking all that is ready would read thousands. */
const FEW_PAGES = 600;

describe('queue_figures', () => {
  const engine = useEngine({ guarded: false });
  const read = async (bound = 5_000) => (await engine.rows('select tasker.queue_figures($1) as figures', [bound]))[0]!.figures;
  const sum = (ready: unknown[][]) => ready.reduce((steps, [, , , , more]) => steps + Number(more), 0);

  it('counts what is ready of each definition and queue, whatever lanes and priorities hold it', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    const upTo = (most: number) => Math.floor(next() * most);
    const definitions = [...(await define(engine.client, ['one', 'two', 'three'])), ...(await define(engine.client, ['one'], 'second'))];
    for (let round = 0; round < 25; round += 1) {
      const kind = (['ready', 'ready', 'retry', 'finished'] as const)[upTo(4)]!;
      await load(engine.client, definitions[upTo(4)]!, { kind, count: 1 + upTo(30), priority: upTo(4) - 2 });
    }
    const expected = await engine.rows(
      `select l.queue, d.name, count(*)::integer as steps from tasker.workflow_steps s join tasker.lanes l using (lane)
       join tasker.named_tasks d on d.named_task_id = l.named_task_id where s.ready_at <= now() group by 1, 2 order by 2`,
    );
    const states = await engine.rows('select state, count(*)::integer as n from tasker.tasks where finished_at is null group by 1');
    const { ready, tasks, capped } = await read();
    expect(ready.map(([queue, , name, , steps]: unknown[]) => ({ queue, name, steps }))).toEqual(expect.arrayContaining(expected));
    expect(ready).toHaveLength(expected.length);
    expect(tasks).toEqual(Object.fromEntries(states.map(({ state, n }) => [state, n])));
    expect(capped).toBe(false);
  });

  it('tells since when the first of them is ready, whatever its priority', async () => {
    const [one] = await define(engine.client, ['one']);
    await load(engine.client, one!, { kind: 'ready', count: 2, priority: 9 });
    await load(engine.client, one!, { kind: 'ready', count: 1 });
    await engine.rows("update tasker.workflow_steps set ready_at = now() - interval '2 hours' where priority = 0");
    const { ready } = await read();
    expect(ready).toEqual([['default', 'company', 'one', '1.0.0', 3, expect.closeTo(7_200, -2)]]);
  });

  it('gives what short stretches of the queue leave over to the long ones, and says that it stopped counting', async () => {
    const [long, short] = await define(engine.client, ['long', 'short']);
    await load(engine.client, long!, { kind: 'ready', count: 200 });
    await load(engine.client, short!, { kind: 'ready', count: 3 });
    const stepsOf = ({ ready }: { ready: unknown[][] }) => Object.fromEntries(ready.map((row) => [row[2], row[4]]));
    const bounded = await read(100);
    expect([stepsOf(bounded), bounded.capped]).toEqual([{ long: 97, short: 3 }, true]);
    const whole = await read(1_000);
    expect([stepsOf(whole), whole.capped]).toEqual([{ long: 200, short: 3 }, false]);
  });

  it('counts dead letters, warnings of unfinished tasks and workers whose lease runs', async () => {
    const [one] = await define(engine.client, ['one']);
    await load(engine.client, one!, { kind: 'ready', count: 3 });
    await load(engine.client, one!, { kind: 'finished', count: 1 });
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, since, noticed_at, detail) select task_id, 'lifetime', now(), now(), '{}' from tasker.tasks",
    );
    await engine.rows('insert into tasker.dead_letters select $1, named_task_id, now() from tasker.named_tasks', [randomUUID()]);
    await engine.worker();
    const lost = await engine.worker();
    await engine.rows("update tasker.workers set heartbeat_at = now() - interval '1 day' where worker_id = $1", [lost.id]);
    expect(await read()).toMatchObject({ deadLetters: 1, warnings: { lifetime: 3 }, workers: 1, tasks: { pending: 3 } });
    await engine.rows('delete from tasker.dead_letters');
  });

  it('says nothing of an empty queue', async () => {
    expect(await read()).toEqual({
      ready: [],
      tasks: {},
      deadLetters: 0,
      warnings: {},
      bottlenecks: {},
      analyticsAge: null,
      workers: 0,
      capped: false,
    });
  });

  it('says when more tasks do not move than are counted', async () => {
    await engine.rows(
      `insert into tasker.task_bottlenecks (task_id, severity, workflow_step_id, impact_score, found_at, told)
       select gen_random_uuid(), null, 1, 60, now(), '{High}' from generate_series(1, 10)`,
    );
    expect([(await read(100)).capped, (await read(110)).capped]).toEqual([true, false]);
    await engine.rows('delete from tasker.task_bottlenecks');
  });

  it('tells how old the figures of analytics are, while a process has the job that counts', async () => {
    await engine.rows("update tasker.analytics_marks set as_of = now() - interval '2 hours'");
    expect((await read()).analyticsAge).toBeNull();
    const lease = (until: string) =>
      engine.rows(
        `insert into tasker.job_leases (name, holder, until) values ('tasker.analytics', gen_random_uuid(), now() + $1::interval)
         on conflict (name) do update set until = excluded.until`,
        [until],
      );
    await lease('1 minute');
    expect((await read()).analyticsAge).toEqual(expect.closeTo(7_200, -2));
    await lease('-1 second');
    expect((await read()).analyticsAge).toBeNull();
  });

  it('leaves out what waits for a retry, a resume or a key', async () => {
    const [one] = await define(engine.client, ['one']);
    await load(engine.client, one!, { kind: 'retry', count: 2 });
    await load(engine.client, one!, { kind: 'ready', count: 2 });
    await engine.rows("update tasker.workflow_steps set ready_at = 'infinity' where state = 'pending'");
    await engine.rows("update tasker.tasks set paused_at = now() where state = 'pending'");
    expect((await read()).ready).toEqual([]);
  });

  it('reads few pages, and no table from end to end, beside a long queue and many finished tasks', async () => {
    const definitions: Definition[] = await define(engine.client, ['a', 'b', 'c', 'd']);
    await read(100);
    for (const one of definitions) await load(engine.client, one, { kind: 'ready', count: 2_500 });
    await load(engine.client, definitions[0]!, { kind: 'finished', count: 10_000 });
    // The first call after the tables have grown may plan anew, which reads the catalogue.
    await costOf(engine.client, 'select tasker.queue_figures($1)', [100]);
    const costs = [];
    for (let round = 0; round < 3; round += 1) costs.push(await costOf(engine.client, 'select tasker.queue_figures($1)', [100]));
    const cost = costs.reduce((least, one) => (one.pages < least.pages ? one : least));
    figure(`figures of 10,000 ready steps with a bound of 100: ${cost.pages} pages, ${cost.milliseconds.toFixed(2)} ms`);
    expect(cost.pages).toBeLessThan(FEW_PAGES);
    expect(sum((await read(100)).ready)).toBeLessThanOrEqual(100);
    await engine.client.query('select pg_stat_force_next_flush()');
    const scans = await engine.rows(
      "select seq_scan::integer as scans from pg_stat_user_tables where relname = any ('{tasks,workflow_steps,dead_letters,task_warnings}')",
    );
    expect(scans).toEqual([{ scans: 0 }, { scans: 0 }, { scans: 0 }, { scans: 0 }]);
  });
});
