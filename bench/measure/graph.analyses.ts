import { GraphAnalysis } from 'nestjs-tasker';
import type pg from 'pg';
import { withClient, type BenchServer } from '../server/bench.server.js';
import { openApplication } from '../workflows/bench.application.js';
import { createMany } from '../workflows/bench.tasks.js';
import { median, type Figures } from './statistics.js';

const STEPS = 10_000;
const LAYER = 50;
const RUNS = 5;

/** Ids of the parents of step n, from 1: a tree with three branches at each step; layers of 50, each step behind all of the layer before. */
const PARENTS = {
  tree: `case when n = 1 then '{}' else array[(n - 2) / 3 + 1] end`,
  dense: `array(select generate_series(((n - 1) / ${LAYER} - 1) * ${LAYER} + 1, ((n - 1) / ${LAYER}) * ${LAYER}) where n > ${LAYER})`,
} as const;

/** Time of an analysis and of a forecast of a task of 10,000 steps that is half done: medians, from the call to the answer, nothing kept. */
export async function measureGraphs(server: BenchServer): Promise<Figures> {
  return server.withDatabase('bench_graphs', async (url) => {
    const { context, orchestrator } = await openApplication({ url, worker: false });
    const analysis = context.get(GraphAnalysis);
    const [tree, dense] = await createMany(orchestrator, 'bench_single', 2);
    try {
      return await withClient(url, async (client) => ({
        graphSteps: STEPS,
        ...(await measured('tree', tree!, { client, analysis })),
        ...(await measured('dense', dense!, { client, analysis })),
      }));
    } finally {
      await context.close();
    }
  });
}

async function measured(
  shape: keyof typeof PARENTS,
  taskId: string,
  { client, analysis }: { client: pg.Client; analysis: GraphAnalysis },
): Promise<Figures> {
  await grow(client, taskId, PARENTS[shape]);
  const analyses: number[] = [];
  const forecasts: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await client.query('update tasker.workflow_steps set retry_limit = $2 where task_id = $1 and workflow_step_id = 1', [taskId, 10 + run]);
    analyses.push(await times(() => analysis.analyzeTask(taskId)));
    forecasts.push(await times(() => analysis.expectedFinish(taskId)));
  }
  return { [`${shape}AnalysisMs`]: median(analyses), [`${shape}ForecastMs`]: median(forecasts) };
}

/** Puts a graph in the place of the task's only step. */
async function grow(client: pg.Client, taskId: string, parents: string): Promise<void> {
  await client.query(
    `with step as (delete from tasker.workflow_steps where task_id = $1 returning *),
       graph as (select n, (${parents})::integer[] as parents from generate_series(1, $2::integer) n)
     insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, attempts, pending_parents, state, parent_ids, child_ids,
       last_attempted_at, processed_at)
     select s.task_id, g.n, s.named_step_id, s.lane, (g.n <= $2 / 2)::integer, case when g.n <= $2 / 2 then 0 else cardinality(g.parents) end,
       case when g.n <= $2 / 2 then 'complete' else 'pending' end, g.parents, '{}',
       case when g.n <= $2 / 2 then now() end, case when g.n <= $2 / 2 then now() end
     from step s cross join graph g`,
    [taskId, STEPS],
  );
  await client.query('vacuum (analyze) tasker.workflow_steps');
}

async function times(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}
