import type pg from 'pg';

const CHUNK = 100_000;
/** Between the first task and the last one. */
const DAYS = 30;

/**
 * Inserts so many tasks of one step each, spread over 30 days, with what lists read: nine of ten are of one definition; of a hundred, one
 * is in error, one cancelled; of a thousand, one resolved; the latest 20,000 are unfinished. Every second has an initiator, every third a
 * tag; a value of the context belongs to ten.
 */
export async function insertListedTasks(client: pg.Client, tasks: number): Promise<void> {
  const definitions = await definitionIds(client);
  for (let first = 0; first < tasks; first += CHUNK) {
    await client.query('begin');
    await client.query(chunkOf(first, Math.min(first + CHUNK, tasks), tasks));
    for (const statement of [TASKS, STEPS, HISTORY, DEAD_LETTERS, TERMS]) {
      await client.query(statement, statement === TASKS ? [definitions] : statement === DEAD_LETTERS ? [definitions] : []);
    }
    await client.query('commit');
  }
  for (const table of ['tasks', 'workflow_steps', 'task_transitions', 'dead_letters', 'task_terms'])
    await client.query(`vacuum (analyze) tasker.${table}`);
}

async function definitionIds(client: pg.Client): Promise<number[]> {
  const names = ['bench_searchable', 'bench_linear', 'bench_diamond', 'bench_fan_out'];
  const { rows } = await client.query<{ id: number }>(
    'select named_task_id as id from tasker.named_tasks join unnest($1::text[]) with ordinality as n (name, place) using (name) order by place',
    [names],
  );
  return rows.map(({ id }) => id);
}

const chunkOf = (from: number, to: number, tasks: number) => `
  create temporary table chunk on commit drop as
  select n, uuidv7(-interval '${DAYS} days' * (${tasks} - n) / ${tasks}) as id,
    clock_timestamp() - interval '${DAYS} days' * (${tasks} - n) / ${tasks} as at,
    case when n % 1000 = 3 then 4 when n % 100 = 7 then 3 when n % 10 = 5 then 2 else 1 end as definition,
    case when n > ${tasks} - 20000 then case when n % 300 = 1 then 'in_progress' else 'pending' end
      when n % 100 = 17 then 'error' when n % 100 = 18 then 'cancelled' when n % 1000 = 19 then 'resolved_manually' else 'complete' end as state,
    case when n % 2 = 0 then 'service' when n % 1000 = 1 then 'ann' else 'unknown' end as initiator,
    case when n % 5 = 0 then 'web' else 'unknown' end as source_system,
    array_remove(array[case when n % 3 = 0 then 'standard' end, case when n % 100 = 9 then 'urgent' end, case when n % 10000 = 9 then 'vip' end], null) as tags,
    'customer-' || n % (${tasks} / 10) as customer
  from generate_series(${from + 1}, ${to}) as n`;

const TASKS = `
  insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, initiator, source_system, tags, context)
  select id, ($1::integer[])[definition], at, case when state not in ('pending', 'in_progress') then at + interval '1 minute' end, state,
    (state not in ('complete', 'resolved_manually'))::integer, (state in ('pending', 'in_progress'))::integer, initiator, source_system, tags,
    jsonb_build_object('reference', customer, 'note', 'a context of about one hundred bytes as JSON text') from chunk order by n`;

const STEPS = `
  insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, attempts, pending_parents, ready_at, state, parent_ids, child_ids, results)
  select c.id, 1, l.named_step_id, l.lane, 1, 0, case when c.state in ('pending', 'in_progress') then c.at end,
    case when c.state = 'in_progress' then 'pending' else c.state end, '{}', '{}', case when c.state = 'complete' then '{"ok": true}'::jsonb end
  from chunk c cross join (select * from tasker.lanes order by lane limit 1) l order by c.n`;

const HISTORY = `
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
  select id, at, 'pending', 'in_progress' from chunk where state <> 'pending'
  union all
  select id, at + interval '1 minute', 'in_progress', state from chunk where state not in ('pending', 'in_progress')`;

const DEAD_LETTERS = `
  insert into tasker.dead_letters (task_id, named_task_id, failed_at)
  select id, ($1::integer[])[definition], at + interval '1 minute' from chunk where state = 'error' order by id`;

const TERMS = `
  insert into tasker.task_terms (key, value, task_id)
  select 'context.reference', customer, id from chunk where definition = 1
  union all select 'initiator', initiator, id from chunk where initiator <> 'unknown'
  union all select 'source_system', source_system, id from chunk where source_system <> 'unknown'
  union all select 'tag', t.tag, c.id from chunk c cross join unnest(c.tags) as t (tag)`;
