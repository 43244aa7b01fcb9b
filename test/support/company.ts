import { randomUUID } from 'node:crypto';
import type { AdvanceOptions, WorkerSession } from './worker.session.js';
import type { Connection } from './rows.js';

/** The ids that rows of a definition with one step refer to. */
export interface Definition {
  readonly namedTask: number;
  readonly namedStep: number;
  readonly lane: number;
}

/** Writes definitions that have one step each and share its name only when asked to. */
export async function define(connection: Connection, names: readonly string[], step = 'only'): Promise<Definition[]> {
  const configuration = {
    steps: [{ name: step, dependentSystem: 'unknown', queue: 'default', skippable: false, retryable: true, retryLimit: 3 }],
  };
  const { rows } = await connection.query(
    `select d.* from unnest($1::text[]) as n (name) cross join lateral
       tasker.register_definition('company', n.name, '1.0.0', null, $2, $3) d`,
    [names, randomUUID(), configuration],
  );
  return rows.map(({ named_task_id, steps }) => ({ namedTask: named_task_id, namedStep: steps[step][0], lane: steps[step][1] }));
}

/** Single-step tasks to insert. */
export interface Load {
  readonly count: number;
  readonly priority?: number;
  /** `ready`: since a minute; `retry`: failed once, due in an hour; `finished`: complete. */
  readonly kind: 'ready' | 'retry' | 'finished';
}

/** Inserts many single-step tasks in one statement, with the history that their state implies. */
export async function load(
  connection: Connection,
  { namedTask, namedStep, lane }: Definition,
  { count, priority = 0, kind }: Load,
): Promise<void> {
  await connection.query(
    `with given as materialized (select gen_random_uuid() as task_id from generate_series(1, $4::int)),
     task as (
       insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
       select task_id, $1, now() - interval '1 hour', case when $6 = 'finished' then now() end,
         case $6 when 'finished' then 'complete' when 'retry' then 'in_progress' else 'pending' end,
         ($6 <> 'finished')::int, ($6 <> 'finished')::int, '{}' from given
     ),
     history as (
       insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, started_at, created_at, from_state, to_state)
       select task_id, 1, 1, now() - interval '2 minutes', now() - interval '1 minute', 'in_progress', case $6 when 'retry' then 'error' else 'complete' end
       from given where $6 <> 'ready'
     )
     insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, priority, attempts, pending_parents, ready_at,
       claimed_at, processed_at, state, parent_ids, child_ids, results)
     select task_id, 1, $2, $3, $5, ($6 <> 'ready')::int, 0,
       case $6 when 'ready' then now() - interval '1 minute' when 'retry' then now() + interval '1 hour' end,
       case when $6 <> 'ready' then now() - interval '2 minutes' end, case $6 when 'finished' then now() - interval '1 minute' end,
       case $6 when 'finished' then 'complete' when 'retry' then 'error' else 'pending' end, '{}', '{}',
       case $6 when 'finished' then '{"n": 1}'::jsonb end
     from given`,
    [namedTask, namedStep, lane, count, priority, kind],
  );
}

/** What one call cost the server. */
export interface Cost {
  /** Pages read, from the cache or not: what grows when entries are walked. */
  readonly pages: number;
  /** For the reader of the output; nothing is asserted on it. */
  readonly milliseconds: number;
}

/** Runs a statement under EXPLAIN and returns its cost. */
export async function costOf(connection: Connection, statement: string, values: unknown[]): Promise<Cost> {
  const { rows } = await connection.query(`explain (analyze, buffers, format json) ${statement}`, values);
  const [{ Plan: plan, 'Execution Time': milliseconds }] = rows[0]['QUERY PLAN'];
  return { pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], milliseconds };
}

/** The cost of a call of `advance` that claims up to so many steps. */
export async function costOfClaim(worker: WorkerSession, capacity: number, options: AdvanceOptions & { lanes: number[] }): Promise<Cost> {
  const { units = null, lanes } = options;
  return costOf(worker.client, `select * from tasker.advance($1, '{}', '{}', '{}', '{}', '{}', '[]', null, true, $2, 0, $3, $4, false)`, [
    worker.id,
    capacity,
    lanes,
    units === null ? null : JSON.stringify(units),
  ]);
}

/** How often tables were read from end to end, as the server counted it for this connection's finished transactions. */
export async function sequentialScans(connection: Connection): Promise<Record<string, number>> {
  const { rows } = await connection.query(
    `select relname, seq_scan::int from pg_stat_user_tables where relname = any ('{tasks,workflow_steps}')`,
  );
  return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, seq_scan]));
}
