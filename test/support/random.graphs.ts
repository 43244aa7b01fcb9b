import { randomInt } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { serverLog } from './database.js';
import type { Connection } from './rows.js';
import type { ProcessWorkflow } from './worker.process.js';

/** Most steps of a random graph; each has the name `s<place>`. */
const MOST_STEPS = 14;

/** The definition whose handlers run every random graph: the graph of each task stands in its rows and its context. */
export const GRAPH_WORKFLOW: ProcessWorkflow = {
  name: 'random_graph',
  steps: Array.from({ length: MOST_STEPS }, (_, n) => ({ name: `s${n + 1}`, does: { graph: true } })),
};

/** The seed of this run: TASKER_TEST_SEED, or a new one. Print it. */
export function seedOfRun(): number {
  return Number(process.env.TASKER_TEST_SEED ?? randomInt(2 ** 31));
}

/** Random numbers from 0 to below 1 that a seed repeats (mulberry32). */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface GraphStep {
  readonly parents: number[];
  /** Attempts that fail before one succeeds. */
  readonly failures: number;
  readonly pauseMs: number;
  readonly priority: number;
}

/** A random graph: any shape from a chain to a fan, several roots, shortcuts. */
function randomGraph(next: () => number): GraphStep[] {
  const size = 1 + Math.floor(next() * MOST_STEPS);
  const density = next() * 0.6;
  return Array.from({ length: size }, (_, place) => ({
    parents: Array.from({ length: place }, (__, parent) => parent + 1).filter(() => next() < density),
    failures: next() < 0.08 ? 1 + Math.floor(next() * 2) : 0,
    pauseMs: next() < 0.2 ? Math.floor(next() * 5) : 0,
    priority: next() < 0.1 ? Math.floor(next() * 3) : 0,
  }));
}

/** Creates tasks with random graphs, and returns their ids. The definition must be registered. */
export async function createRandomTasks(connection: Connection, seed: number, count: number): Promise<string[]> {
  const next = numbersOf(seed);
  const graphs = Array.from({ length: count }, () => randomGraph(next));
  const ids = await definitionIds(connection);
  const tasks = graphs.map((graph, place) => ({
    task_id: crypto.randomUUID(),
    graph: place,
    named_task_id: ids.namedTask,
    priority: 0,
    initiator: 'random',
    source_system: 'random',
    reason: `seed ${seed}`,
    tags: [],
    bypass_steps: [],
    context: { graph: Object.fromEntries(graph.map((step, n) => [`s${n + 1}`, { ...step, parents: step.parents.map((p) => `s${p}`) }])) },
  }));
  const rows = graphs.map((graph) =>
    graph.map(({ parents, priority }, place) => ({
      named_step_id: ids.steps[`s${place + 1}`]?.[0],
      lane: ids.steps[`s${place + 1}`]?.[1],
      priority,
      retry_limit: 9,
      retryable: true,
      skippable: false,
      parents,
      children: graph.flatMap((other, child) => (other.parents.includes(place + 1) ? [child + 1] : [])),
    })),
  );
  await connection.query(`select * from tasker.create_tasks($1, $2, null, 0, '{}')`, [JSON.stringify(rows), JSON.stringify(tasks)]);
  return tasks.map(({ task_id }) => task_id);
}

async function definitionIds(connection: Connection): Promise<{ namedTask: number; steps: Record<string, [step: number, lane: number]> }> {
  const { rows } = await connection.query(
    `select t.named_task_id, jsonb_object_agg(s.name, jsonb_build_array(s.named_step_id, l.lane)) as steps
     from tasker.named_tasks t join tasker.lanes l using (named_task_id) join tasker.named_steps s using (named_step_id)
     where t.name = $1 group by t.named_task_id`,
    [GRAPH_WORKFLOW.name],
  );
  return { namedTask: rows[0].named_task_id, steps: rows[0].steps };
}

/** Expects that every step ran as its graph says: once complete, after its parents, with the attempts that were planned. */
export async function expectGraphsRan(connection: Connection, { stolen }: { stolen: boolean }): Promise<void> {
  const wrong = await connection.query(
    `select s.task_id, s.workflow_step_id, s.state, s.attempts, s.results, s.error
     from tasker.workflow_steps s join tasker.tasks t using (task_id) join tasker.named_steps n using (named_step_id)
     cross join lateral (select count(*) filter (where h.to_state = 'complete') as completions,
       count(*) filter (where h.to_state = 'error') as failures, count(*) filter (where h.to_state = 'pending') as returns,
       count(distinct h.attempt) as attempts, count(*) as ends
       from tasker.workflow_step_transitions h where h.task_id = s.task_id and h.workflow_step_id = s.workflow_step_id) h
     where t.state <> 'cancelled' and (s.state <> 'complete' or h.completions <> 1 or h.ends <> h.attempts or h.ends <> s.attempts
       or h.failures < (t.context #>> array['graph', n.name, 'failures'])::int
       or (not $1 and h.failures <> (t.context #>> array['graph', n.name, 'failures'])::int)
       or (s.results ->> 'depth')::int is distinct from (
         select 1 + coalesce(max((p.results ->> 'depth')::int), 0) from tasker.workflow_steps p
         where p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids)))`,
    [stolen],
  );
  expect(wrong.rows, 'steps that did not run as planned').toEqual([]);
  const early = await connection.query(
    `select s.task_id, s.workflow_step_id from tasker.workflow_steps s
     join tasker.workflow_step_transitions h using (task_id, workflow_step_id)
     join tasker.workflow_steps p on p.task_id = s.task_id and p.workflow_step_id = any (s.parent_ids)
     where h.started_at < p.processed_at`,
  );
  expect(early.rows, 'attempts that began before a parent was done').toEqual([]);
}

/** Remembers where the server's log ends now; the returned function lists the deadlocks of a database that came after. */
export function deadlocksSince(database: string): () => string[] {
  const log = serverLog();
  const start = log !== '' && existsSync(log) ? statSync(log).size : 0;
  return () => {
    if (log === '') return [];
    const size = statSync(log).size - start;
    const text = Buffer.alloc(Math.max(0, size));
    const file = openSync(log, 'r');
    readSync(file, text, 0, text.length, start);
    closeSync(file);
    return text
      .toString('utf8')
      .split('\n')
      .filter((line) => line.includes(` ${database} `) && line.includes('deadlock detected'));
  };
}
