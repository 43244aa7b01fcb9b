import { describe, expect, it } from 'vitest';
import { costOfClaim, define, load, sequentialScans } from '../../support/company.js';
import { createTasks, type Blueprint, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { completed, failed } from '../../support/worker.session.js';

const TASKS = 40_000;

describe('plans made while the tables were empty', () => {
  const engine = useEngine({ guarded: false });

  it('look up by index only when 40,000 tasks have come without ANALYZE', async () => {
    await engine.client.query('alter table tasker.tasks set (autovacuum_enabled = false)');
    await engine.client.query('alter table tasker.workflow_steps set (autovacuum_enabled = false)');
    const [mine] = await define(engine.client, ['mine']);
    const { namedTask, namedStep, lane } = mine!;
    const pair: Blueprint = { namedTask, steps: [[namedStep, lane], [namedStep, lane]], lanes: [lane] }; // prettier-ignore
    const worker = await engine.worker();
    // An id that is there: probed by the index of what is ready, since nothing else of the rows is known here.
    const someTask = 'select task_id from tasker.workflow_steps where lane > 0 and ready_at is not null order by lane limit 1';
    const calls: Record<string, () => Promise<unknown>> = {
      advance: async () => {
        const claims = await worker.claim(50);
        const [first, ...rest] = claims;
        if (first !== undefined) await worker.advance([failed(first, { retryAfter: 0 }), ...rest.map((claim) => completed(claim))]);
        return claims.length;
      },
      'advance that waits for nobody': async () =>
        worker.advance(
          (await worker.claim(50)).map((claim) => completed(claim)),
          { wait: false },
        ),
      reap_worker: () => worker.reap(),
      recover_claims: () => worker.client.query('select * from tasker.recover_claims($1)', [worker.id]),
      heartbeat: () =>
        worker.client.query(
          `select * from tasker.heartbeat($1, null, array(select gen_random_uuid() from generate_series(1, 50)),
             array(select generate_series(1, 50)), array(select 1 from generate_series(1, 50)), '{}', '{1,2,3}')`,
          [worker.id],
        ),
      next_due: () => worker.claim(0),
      get_step_readiness_status: () => worker.client.query(`select * from tasker.get_step_readiness_status((${someTask}))`),
      get_task_execution_context: () => worker.client.query(`select * from tasker.get_task_execution_context((${someTask}))`),
      explain_task: () => worker.client.query(`select * from tasker.explain_task((${someTask}))`),
      get_system_circuits: () => worker.client.query('select * from tasker.get_system_circuits(500)'),
      'advance with serial tasks': async () => {
        const { asked } = await createTasks(worker.client, pair, { steps: [{}, {}], tasks: [{ concurrent: false, priority: 9 }] });
        const claims = (await worker.claim(50)).map((claim) => completed(claim));
        const { claimed } = await worker.advance(claims, { capacity: 5, units: [] });
        expect(claimed.map(({ task_id }) => task_id)).toEqual(asked);
        await worker.advance(claimed.map((claim) => completed(claim)));
      },
      'create_tasks with everything that a task can have': async () => {
        const tasks: NewTask[] = ['a', 'b'].map((identity) => ({
          identity_hash: identity,
          identity_seconds: 0,
          bypass: [1],
          max_seconds: 60,
          annotates: true,
        }));
        expect((await createTasks(worker.client, pair, { steps: [{}, {}], tasks })).created).toHaveLength(2);
        expect((await createTasks(worker.client, pair, { steps: [], tasks: [{ annotates: true }] })).created).toHaveLength(1);
      },
      expire_tasks: async () => {
        await createTasks(worker.client, pair, { steps: [{}, { parents: [1] }], tasks: [{ max_seconds: 0, annotates: true }] });
        expect((await worker.client.query('select * from tasker.expire_tasks(5)')).rows).toHaveLength(1);
      },
      'a hook after rest': async () => {
        const { asked } = await createTasks(worker.client, pair, { steps: [], tasks: [{ annotates: true }] });
        await worker.client.query("select * from tasker.claim_annotation($1, '1 s')", [[pair.namedTask]]);
        await worker.client.query(`select tasker.finish_annotation($1, 1, '[{"type": "t", "annotation": {}}]')`, asked);
        await worker.client.query("select tasker.add_annotation($1, 't', '{}')", asked);
      },
      cancel_task: () => worker.client.query(`select * from tasker.cancel_task((${someTask}), null, null)`),
      'actions on tasks': async () => {
        const { asked } = await createTasks(worker.client, pair, { steps: [{}, { parents: [1] }], tasks: [{}, { concurrent: false }] });
        for (const action of ['pause', 'resume', 'retry', 'cancel']) {
          await worker.client.query('select * from tasker.act_on_tasks($1, $2, null, null, null, null)', [action, asked]);
        }
        await worker.client.query("select * from tasker.update_task($1, 'x', '{vip}', null, null)", [asked[0]]);
        await worker.client.query(`select * from tasker.resolve_task((${someTask}), null, null)`);
      },
      'actions on steps': async () => {
        const { asked } = await createTasks(worker.client, pair, { steps: [{}, { parents: [1] }], tasks: [{}, { concurrent: false }] });
        for (const taskId of asked) {
          await worker.client.query('select * from tasker.change_retry_limit($1, 2, 9, null, null)', [taskId]);
          await worker.client.query("select * from tasker.update_step($1, 2, true, '{}', 8, null, null)", [taskId]);
          await worker.client.query("select * from tasker.settle_step($1, 1, 'complete', '{}', null, null)", [taskId]);
          await worker.client.query('select * from tasker.retry_steps($1, 2, null, null, null)', [taskId]);
          await worker.client.query('select * from tasker.cancel_step($1, 2, null, null)', [taskId]);
        }
      },
    };
    const all = async (times: number) => {
      for (const call of Object.values(calls)) for (let count = 0; count < times; count += 1) await call();
    };
    const scansOf = async (call: () => Promise<unknown>) => {
      await flush();
      const before = await sequentialScans(engine.client);
      for (let count = 0; count < 3; count += 1) await call();
      await flush();
      const after = await sequentialScans(engine.client);
      return Object.entries(after)
        .filter(([table, scans]) => scans > before[table]!)
        .map(([table]) => table);
    };
    const flush = async () => {
      await worker.client.query('select pg_stat_force_next_flush()');
      await worker.client.query('select 1');
    };
    // Every statement of the functions is planned now, and the plan is kept by this connection.
    await load(engine.client, mine!, { kind: 'ready', count: 3 });
    await all(7);
    await load(engine.client, mine!, { kind: 'ready', count: TASKS });
    const scanned: Record<string, string[]> = {};
    for (const [name, call] of Object.entries(calls)) scanned[name] = await scansOf(call);
    expect(scanned).toEqual(Object.fromEntries(Object.keys(calls).map((name) => [name, []])));
    expect(await calls.advance!()).toBe(50);
    const cost = await costOfClaim(worker, 50, { lanes: [mine!.lane] });
    figure(
      `claim of 50 among ${TASKS.toLocaleString('en')} tasks, plans of empty tables: ${cost.pages} pages, ${cost.milliseconds.toFixed(2)} ms`,
    );
    expect(cost.pages).toBeLessThan(50 * 40);
  });
});
