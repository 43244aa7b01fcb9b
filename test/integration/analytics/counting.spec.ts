import { describe, expect, it } from 'vitest';
import { RollupJob } from '../../../libs/tasker/src/analysis/rollup.job.js';
import { AnalyticsStore } from '../../../libs/tasker/src/database/analytics.store.js';
import { rollUp } from '../../support/analytics.js';
import { define, load } from '../../support/company.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { oneOf, RANDOM_ACTIONS, RANDOM_STEPS, RANDOM_WORKFLOWS, randomScript } from '../../support/random.actions.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { expectCounted, historyOf } from '../../support/recounted.figures.js';

const TASKS = 24;
const job = (app: EngineApp) => app.module.get(RollupJob, { strict: false });

describe('the job that counts', () => {
  const engine = useEngine();
  const asOf = async () => (await engine.rows('select as_of from tasker.analytics_marks'))[0]?.as_of as Date | null;

  it('counts what two processes run, a lost worker and people who act at random, while both of them count', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    const options = { worker: { lease: 1_000 }, analytics: { interval: '1s' } } as const;
    const apps = [await engine.app([...RANDOM_WORKFLOWS], options), await engine.app([...RANDOM_WORKFLOWS], options)];
    const [{ orchestrator }] = apps as [EngineApp];
    const ids: string[] = [];
    const lost = await engine.worker();
    for (let count = 0; count < TASKS; count += 1) {
      ids.push((await orchestrator.createTask(oneOf(RANDOM_WORKFLOWS, next), { context: randomScript(next) })).taskId);
      if (count === 4) await lost.claim(4);
      if (count === 8) await lost.fallSilent(engine.client);
      const [act, task] = [oneOf(Object.values(RANDOM_ACTIONS), next), oneOf(ids, next)];
      await act(orchestrator, task, oneOf(RANDOM_STEPS, next)).catch(onlyRefused);
      if (next() < 0.5) await Promise.all(apps.map((app) => job(app).run()));
    }
    for (const task of ids) await orchestrator.resumeTask(task, {}).catch(onlyRefused);
    await eventually(async () => (await engine.rows('select from tasker.tasks where finished_at is null')).length === 0, {
      what: 'every task rests',
      within: 30_000,
    });
    await Promise.all(apps.map((app) => app.close()));
    await rollUp(engine.client);
    await expectCounted(engine.client, await historyOf(engine.client));
  });

  it('counts at its interval, in the process that has the lease', async () => {
    await engine.app([], { analytics: { interval: '1s' } });
    await eventually(asOf, { what: 'the history is counted' });
  });

  it('counts a history of many ids in calls, and stops where its lease is lost', async () => {
    const app = await engine.app([], { analytics: { interval: '1h' } });
    const [one] = await define(engine.client, ['one']);
    await load(engine.client, one!, { kind: 'ready', count: 3 });
    // As if ids had been given out in the meantime that were never committed.
    await engine.rows("select setval(pg_get_serial_sequence('tasker.tasks', 'creation_id'), 120000)");
    const kept: unknown[] = [];
    await job(app).run({ progress: null, keep: async (progress) => kept.push(progress) < 1 });
    expect([kept, await asOf()]).toEqual([[{ trimmedAt: 0 }], null]);
    await job(app).run();
    expect(await asOf()).toBeInstanceOf(Date);
    expect(await engine.rows('select sum(created)::int as n from tasker.analytics_totals')).toEqual([{ n: 3 }]);
  });

  it('deletes what is kept no longer, now and then', async () => {
    const app = await engine.app([], { analytics: { interval: '1h', retention: '2d' } });
    const old =
      "insert into tasker.analytics_tasks (named_task_id, span, began_at) values (0, 3600, date_trunc('hour', now() - interval '3 days'))";
    await engine.rows(old);
    await job(app).run();
    expect(await engine.rows('select from tasker.analytics_tasks')).toEqual([]);
    await engine.rows(old);
    await job(app).run({ progress: { trimmedAt: Date.now() }, keep: () => Promise.resolve(true) });
    expect(await engine.rows('select from tasker.analytics_tasks')).toHaveLength(1);
    await job(app).run({ progress: { trimmedAt: Date.now() - 700_000 }, keep: () => Promise.resolve(true) });
    expect(await engine.rows('select from tasker.analytics_tasks')).toEqual([]);
  });

  it('takes no part where analytics is off', async () => {
    const app = await engine.app([], { analytics: false });
    expect(job(app).intervalMs).toBeNull();
    await job(app).run();
    expect(await asOf()).toBeNull();
  });

  it('goes on at its next turn where somebody writes for a long time', async () => {
    const app = await engine.app([], { analytics: { interval: '1h' } });
    const [one] = await define(engine.client, ['one']);
    const writer = await engine.session();
    await writer.query('begin');
    await load(writer, one!, { kind: 'ready', count: 1 });
    await job(app).run();
    expect(await asOf()).toBeNull();
    await writer.query('commit');
    await job(app).run();
    expect(await app.module.get(AnalyticsStore, { strict: false }).rollUp()).toMatchObject({ moved: true, behind: 0, asOf: await asOf() });
  });
});

function onlyRefused(error: unknown): void {
  expect(['StateTransitionError', 'InvalidRequestError', 'ConflictError', 'NotFoundError']).toContain((error as Error).name);
}
