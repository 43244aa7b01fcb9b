import { blueprint, type Blueprint } from './creation.js';
import type { Connection } from './rows.js';

/** A long history to insert. */
export interface LongHistory {
  /** Of five steps each; all are complete. */
  readonly tasks: number;
  /** Between the first request and the last one, which is a minute ago. */
  readonly days: number;
  /** Default 10. */
  readonly definitions?: number;
}

const STEPS = 5;
/** Tasks that are inserted in one transaction. */
const CHUNK = 50_000;

/** Inserts the rows of complete tasks in the order of time, as they would have been written; a million steps take about half a minute. */
export async function insertLongHistory(connection: Connection, { tasks, days, definitions = 10 }: LongHistory): Promise<void> {
  const plans: Blueprint[] = [];
  for (let place = 0; place < definitions; place += 1) plans.push(await blueprint(connection, STEPS, `long_${place + 1}`));
  const ids = JSON.stringify(plans.map(({ namedTask, steps }) => [namedTask, steps]));
  for (let first = 0; first < tasks; first += CHUNK) {
    await connection.query('begin');
    await connection.query(tasksOf(first, Math.min(first + CHUNK, tasks), { tasks, days, definitions }));
    await connection.query(INSERT_TASKS, [ids]);
    await connection.query(INSERT_STEPS, [ids]);
    await connection.query(INSERT_ATTEMPTS, [ids]);
    await connection.query(INSERT_TRANSITIONS);
    await connection.query('commit');
  }
  // As autovacuum does: it also says which pages hold which ids.
  await connection.query('vacuum tasker.tasks, tasker.task_transitions, tasker.workflow_step_transitions');
}

const tasksOf = (from: number, to: number, { tasks, days, definitions }: Required<LongHistory>) => `
  create temporary table chunk on commit drop as
  select n, uuidv7() as id, n % ${definitions} as place,
    now() - interval '1 minute' - (${tasks} - n)::float8 / ${tasks} * interval '${days} days' as at
  from generate_series(${from + 1}, ${to}) as n`;

const INSERT_TASKS = `
  insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
  select id, ($1::jsonb -> place ->> 0)::integer, at, at + interval '6 seconds', 'complete', 0, 0, '{"order": 1}' from chunk order by n`;

const INSERT_STEPS = `
  insert into tasker.workflow_steps
    (task_id, workflow_step_id, named_step_id, lane, attempts, pending_parents, state, processed_at, parent_ids, child_ids, results)
  select id, s, ($1::jsonb -> place -> 1 -> (s - 1) ->> 0)::integer, ($1::jsonb -> place -> 1 -> (s - 1) ->> 1)::integer, 1, 0, 'complete',
    at + s * interval '1 second', array_remove(array[s - 1], 0), array_remove(array[s + 1], ${STEPS + 1}), '{"ok": true}'
  from chunk cross join generate_series(1, ${STEPS}) as s order by n, s`;

/** Three of a hundred attempts fail, one of them for good; durations from 5 to 750 ms, most of them in the handler. */
const INSERT_ATTEMPTS = `
  insert into tasker.workflow_step_transitions
    (task_id, workflow_step_id, attempt, started_at, created_at, wait_seconds, run_seconds, lane, from_state, to_state, error)
  select id, s, 1, at + s * interval '1 second' - took * interval '1 second', at + s * interval '1 second', took / 10, took * 0.8,
    ($1::jsonb -> place -> 1 -> (s - 1) ->> 1)::integer,
    'in_progress', case when chance < 0.03 then 'error' else 'complete' end,
    case when chance < 0.03 then jsonb_build_object('message', 'failed', 'errorClass', 'Error' || floor(chance * 200),
      'permanent', chance < 0.01) end
  from (select *, 0.005 * exp(random() * 5) as took, random() as chance from chunk cross join generate_series(1, ${STEPS}) as s) x
  order by n + s`;

const INSERT_TRANSITIONS = `
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
  select id, at + m.after * interval '1 second', m.from_state, m.to_state
  from chunk cross join (values (0, 'pending', 'in_progress'), (6, 'in_progress', 'complete')) as m (after, from_state, to_state)
  order by n + m.after`;
