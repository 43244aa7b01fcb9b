import type pg from 'pg';

/** @throws Error when not exactly so many tasks are complete, or when the rows contradict each other: such a run measured something else */
export async function assertComplete(client: pg.Client, tasks: number): Promise<void> {
  const { rows } = await client.query<{ complete: string; others: string }>(
    `select count(*) filter (where state = 'complete') as complete, count(*) filter (where state <> 'complete') as others from tasker.tasks`,
  );
  const { complete, others } = rows[0]!;
  if (Number(complete) !== tasks || others !== '0') throw new Error(`${complete} of ${tasks} tasks are complete, ${others} others`);
  const found = await client.query<{ rule: string; detail: string }>('select rule, detail from tasker.audit_tasks() limit 1');
  if (found.rows[0] !== undefined) throw new Error(`the rows break a rule: ${found.rows[0].rule}: ${found.rows[0].detail}`);
}

/** Tasks of the database. */
export async function countTasks(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ tasks: string }>('select count(*) as tasks from tasker.tasks');
  return Number(rows[0]!.tasks);
}
