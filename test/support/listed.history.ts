import type { Connection } from './rows.js';

/**
 * Inserts so many tasks without steps, spread over 30 days, by n from 1: every thousandth is of the second definition, of a hundred one is in
 * error, cancelled or resolved; the last tenth is unfinished; every second is asked for by `ann` and tagged `common`, one of a hundred
 * `rare`; ten share a value of the context.
 */
export async function insertListedHistory(connection: Connection, tasks: number, [common, rare]: readonly [number, number]): Promise<void> {
  await connection.query('begin');
  await connection.query(
    `create temporary table listed on commit drop as
     select n, case when n % 1000 = 0 then ${rare} else ${common} end as definition, d.at,
       (left(tasker.task_id_at(d.at)::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid as id,
       case when n > ${tasks} * 0.9 then case when n % 50 = 0 then 'in_progress' else 'pending' end
         when n % 100 = 17 then 'error' when n % 100 = 18 then 'cancelled' when n % 100 = 19 then 'resolved_manually' else 'complete' end as state,
       case when n % 2 = 0 then 'ann' else 'unknown' end as initiator,
       array_remove(array[case when n % 2 = 0 then 'common' end, case when n % 100 = 40 then 'rare' end], null) as tags
     from generate_series(1, ${tasks}) as n
     cross join lateral (select now() - interval '30 days' * (${tasks} - n) / ${tasks} as at) d`,
  );
  await connection.query(
    `insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, initiator, tags, context)
     select id, definition, at, case when state not in ('pending', 'in_progress') then at + interval '1 minute' end, state,
       (state not in ('complete', 'resolved_manually'))::integer, (state in ('pending', 'in_progress'))::integer, initiator, tags,
       jsonb_build_object('order', 'o-' || n % ${Math.floor(tasks / 10)})
     from listed order by n`,
  );
  await connection.query(
    `insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
     select id, at, 'in_progress', state from listed where state not in ('pending', 'in_progress') order by n`,
  );
  await connection.query(
    `insert into tasker.dead_letters (task_id, named_task_id, failed_at) select id, definition, at from listed where state = 'error' order by n`,
  );
  await connection.query(
    `insert into tasker.task_terms (key, value, task_id)
     select 'context.order', 'o-' || n % ${Math.floor(tasks / 10)}, id from listed
     union all select 'initiator', initiator, id from listed where initiator <> 'unknown'
     union all select 'tag', g.tag, l.id from listed l cross join unnest(l.tags) as g (tag)`,
  );
  await connection.query('commit');
}

/** So many finished tasks of the last 30 days whose ids say nothing of when they were created. */
export async function insertScatteredTasks(connection: Connection, tasks: number, definition: number): Promise<void> {
  await connection.query(
    `insert into tasker.tasks (task_id, named_task_id, requested_at, finished_at, state, incomplete_steps, active_steps, context)
     select gen_random_uuid(), ${definition}, at, at, 'complete', 0, 0, '{}'
     from generate_series(1, ${tasks}) as n cross join lateral (select now() - interval '30 days' * (${tasks} - n) / ${tasks} as at) d`,
  );
  await connection.query(
    `insert into tasker.task_terms (key, value, task_id)
     select 'misplaced', tasker.moment_term(requested_at), task_id from tasker.tasks where named_task_id = ${definition}`,
  );
}
