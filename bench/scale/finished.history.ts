import type pg from 'pg';

const STEPS = 5;
/** Tasks that are inserted in one transaction. */
const CHUNK = 50_000;

/** Rows of the whole life of tasks that are complete, until so many steps are there; returns how many were added. */
export async function insertFinished(client: pg.Client, steps: number): Promise<number> {
  const { rows } = await client.query<{ steps: string }>('select count(*) as steps from tasker.workflow_steps');
  const tasks = Math.ceil((steps - Number(rows[0]!.steps)) / STEPS);
  for (let first = 0; first < tasks; first += CHUNK) {
    await client.query('begin');
    await client.query(chunkOf(Math.min(CHUNK, tasks - first)));
    for (const statement of [TASKS, TASK_HISTORY, WORKFLOW_STEPS, STEP_HISTORY]) await client.query(statement);
    await client.query('commit');
  }
  if (tasks <= 0) return 0;
  for (const table of ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions'])
    await client.query(`vacuum (analyze) tasker.${table}`);
  return tasks * STEPS;
}

/** Ids in the order of time, one millisecond after the other, as they would have been given out during the last month. */
const chunkOf = (tasks: number) => `
  create temporary table chunk on commit drop as
  select n, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - 2592000000 + p.present + n), 12, '0') || '7' ||
      substr(md5(n::text || random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid as id,
    now() - interval '30 days' + (p.present + n) * interval '1 millisecond' as at, d.named_task_id,
    w.worker_id, l.lane, array(select m.named_step_id from tasker.named_tasks_named_steps m where m.named_task_id = d.named_task_id
      order by m.named_step_id) as named_steps
  from generate_series(1, ${tasks}) as n
  cross join (select count(*) as present from tasker.tasks) p
  cross join (select named_task_id from tasker.named_tasks where name = 'bench_linear') d
  cross join (select gen_random_uuid() as worker_id) w
  cross join (select lane from tasker.lanes order by lane limit 1) l`;

const TASKS = `
  insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
  select id, named_task_id, at, at + interval '1 second', 'complete', 0, 0,
    jsonb_build_object('number', n, 'reference', 'order-' || n, 'note', 'a context of about one hundred bytes as JSON text') from chunk order by n`;

const TASK_HISTORY = `
  insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
  select id, at + m.after * interval '1 second', m.from_state, m.to_state
  from chunk cross join (values (0, 'pending', 'in_progress'), (1, 'in_progress', 'complete')) as m (after, from_state, to_state)
  order by n, m.after`;

const WORKFLOW_STEPS = `
  insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, attempts, pending_parents, claimed_at,
    last_attempted_at, processed_at, state, parent_ids, child_ids, results)
  select id, s, named_steps[s], lane, 1, 0, at + (s - 1) * interval '0.2 seconds', at + s * interval '0.2 seconds', at + s * interval '0.2 seconds', 'complete',
    array_remove(array[s - 1], 0), array_remove(array[s + 1], ${STEPS + 1}),
    '{"outcome": "done", "reference": "a4d1c0f2-93b7-4e58", "note": "nothing was done, and it was done at once"}'
  from chunk cross join generate_series(1, ${STEPS}) as s order by n, s`;

const STEP_HISTORY = `
  insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, wait_seconds, run_seconds,
    lane, from_state, to_state)
  select id, s, 1, at + (s - 1) * interval '0.2 seconds', at + s * interval '0.2 seconds', worker_id, 0, 0, lane, 'in_progress', 'complete'
  from chunk cross join generate_series(1, ${STEPS}) as s order by n, s`;
