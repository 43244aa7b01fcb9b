import type pg from 'pg';
import { withClient, type BenchServer } from '../server/bench.server.js';
import { openApplication } from '../workflows/bench.application.js';
import { createMany } from '../workflows/bench.tasks.js';
import { percentile, type Figures } from './statistics.js';

const STEPS_PER_TASK = 10;
const LIVE_TASKS = 50;
const BATCH = 100;
const BATCH_CALLS = 20;

/** Server time of the readiness functions with so many finished steps in the tables. */
export async function measureReadiness(server: BenchServer, rows: number): Promise<Figures> {
  return server.withDatabase('bench_readiness', async (url) => {
    const { context, orchestrator } = await openApplication({ url, worker: false });
    const live = await createMany(orchestrator, 'bench_ten_steps', LIVE_TASKS);
    await context.close();
    return withClient(url, async (client) => {
      await fillFinished(client, Math.ceil(rows / STEPS_PER_TASK));
      const finished = await sampleFinished(client);
      const ids = [...live, ...finished];
      const single = await times(client, ids, (id) => `select * from tasker.get_step_readiness_status('${id}')`);
      const list = `'{${ids.join(',')}}'::uuid[]`;
      const calls = Array.from({ length: BATCH_CALLS }, () => list);
      const batch = await times(client, calls, (all) => `select * from tasker.get_step_readiness_status_batch(${all})`);
      return {
        finishedSteps: rows,
        singleP50Ms: percentile(single, 0.5),
        singleP95Ms: percentile(single, 0.95),
        batchP50Ms: percentile(batch, 0.5),
        batchP95Ms: percentile(batch, 0.95),
      };
    });
  });
}

/** Finished copies of the first task, set by set. */
async function fillFinished(client: pg.Client, tasks: number): Promise<void> {
  await client.query(
    `insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
     select uuidv7(-interval '1 day' + n * interval '1 millisecond'), t.named_task_id, now() - interval '1 day', now() - interval '1 day',
       'complete', 0, 0, t.context
     from generate_series(1, $1::integer) n, (select * from tasker.tasks order by task_id limit 1) t`,
    [tasks],
  );
  await client.query(
    `insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, attempts, pending_parents, claimed_at,
       last_attempted_at, processed_at, state, parent_ids, child_ids, results)
     select t.task_id, s.workflow_step_id, s.named_step_id, s.lane, 1, 0, t.requested_at, t.finished_at, t.finished_at, 'complete',
       s.parent_ids, s.child_ids, '{"outcome": "done", "reference": "a4d1c0f2-93b7-4e58", "note": "about one hundred bytes of a result"}'
     from tasker.tasks t
     cross join tasker.workflow_steps s
     where t.state = 'complete' and s.task_id = (select task_id from tasker.tasks where state = 'pending' order by task_id limit 1)`,
  );
  await client.query('vacuum (analyze) tasker.tasks');
  await client.query('vacuum (analyze) tasker.workflow_steps');
}

async function sampleFinished(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ task_id: string }>(
    `select task_id from tasker.tasks where state = 'complete' order by md5(task_id::text) limit $1`,
    [BATCH - LIVE_TASKS],
  );
  return rows.map((row) => row.task_id);
}

/** Execution time in milliseconds of each call, as the server reports it, after one call that is not counted. */
async function times<T>(client: pg.Client, inputs: readonly T[], statementFor: (input: T) => string): Promise<number[]> {
  const milliseconds: number[] = [];
  for (const input of [inputs[0]!, ...inputs]) {
    const { rows } = await client.query<{ 'QUERY PLAN': { 'Execution Time': number }[] }>(
      `explain (analyze, timing off, format json) ${statementFor(input)}`,
    );
    milliseconds.push(rows[0]!['QUERY PLAN'][0]!['Execution Time']);
  }
  return milliseconds.slice(1);
}
