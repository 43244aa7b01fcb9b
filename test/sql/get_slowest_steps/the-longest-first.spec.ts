import { beforeAll, describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { generateHistory } from '../../support/generated.history.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { useSession } from '../../support/session.js';

const SCOPES = [[null, null, null], ['sales', null, null], [null, 'order', '1.0.0'], ['stock', 'count', '1.0.0'], ['nobody', null, null]]; // prettier-ignore
const SCOPE = `($2::text is null or m.name = $2) and ($3::text is null or d.name = $3) and ($4::text is null or d.version = $4)`;
const NAMED = 'join tasker.named_tasks d using (named_task_id) join tasker.task_namespaces m using (task_namespace_id)';

const STEPS = `select h.workflow_step_id, h.task_id, k.name as step_name, d.name as task_name, m.name as namespace_name, d.version,
  round(extract(epoch from h.created_at - h.started_at), 3) as duration_seconds, s.attempts, t.requested_at as created_at,
  h.created_at as completed_at, s.retryable, s.state as step_status
  from tasker.workflow_step_transitions h join tasker.tasks t using (task_id) join tasker.workflow_steps s using (task_id, workflow_step_id)
  join tasker.named_steps k using (named_step_id) ${NAMED}
  where h.to_state = 'complete' and h.created_at >= $1 and ${SCOPE}
  order by h.created_at - h.started_at desc, h.task_id desc, h.workflow_step_id desc limit $5`;

const TASKS = `select t.task_id, d.name as task_name, m.name as namespace_name, d.version,
  round(extract(epoch from t.finished_at - t.requested_at), 3) as duration_seconds, c.*, t.requested_at as created_at,
  t.finished_at as completed_at, t.initiator, t.source_system
  from tasker.tasks t ${NAMED}
  cross join lateral (
    select count(*) as step_count, count(*) filter (where s.state = 'complete') as completed_steps, count(*) filter (where s.state = 'error') as error_steps
    from tasker.workflow_steps s where s.task_id = t.task_id) c
  where t.state in ('complete', 'error') and t.finished_at >= $1 and ${SCOPE}
  order by t.finished_at - t.requested_at desc, t.task_id desc limit $5`;

describe.each([
  ['get_slowest_steps', STEPS],
  ['get_slowest_tasks', TASKS],
])('%s', (name, recount) => {
  const session = useSession();
  /** One moment for both sides: a window begins at a full stretch. */
  const ago = async (window: string) =>
    (await session.rows('select (clock_timestamp() - $1::interval)::text as since', [window]))[0]!.since;
  const told = (since: string, limit: number | null, scope: (string | null)[]) =>
    session.rows(`select * from tasker.${name}($1, $2, $3, $4, $5)`, [since, limit, ...scope]);
  const counted = async (since: string, limit: number, scope: (string | null)[]) => {
    const [begun] = await session.rows('select began_at from tasker.analytics_stretches($1, 600) order by began_at limit 1', [since]);
    return session.rows(recount, [begun!.began_at, ...scope, limit]);
  };

  beforeAll(async () => {
    await generateHistory(session.client, numbersOf(seedOfRun()), 500);
    await rollUp(session.client, 150);
  });

  it.each(['15 minutes', '6 hours', '24 hours', '60 hours', '300 years'])('tells the longest of the last %s first', async (window) => {
    const since = await ago(window);
    for (const scope of SCOPES)
      for (const limit of [1, 7, 50]) expect(await told(since, limit, scope)).toEqual(await counted(since, limit, scope));
    expect((await told(await ago('24 hours'), 50, SCOPES[0]!)).length).toBeGreaterThan(20);
  });

  it('takes a day and ten rows when nothing is said', async () => {
    const since = await ago('24 hours');
    const [first] = await told(since, 1, SCOPES[0]!);
    expect(await told(since, null, SCOPES[0]!)).toEqual(await told(since, 10, SCOPES[0]!));
    const rows = await session.rows(`select * from tasker.${name}()`);
    expect([rows.length, rows[0]]).toEqual([10, first]);
    const day = Date.now() - 25 * 3_600_000;
    expect(rows.filter(({ completed_at: at }) => at.getTime() < day)).toEqual([]);
  });

  it.each([0, -1, 51, 2_147_483_647])('refuses %s rows, and says what is possible', async (limit) => {
    await expect(told(await ago('1 hour'), limit, SCOPES[0]!)).rejects.toMatchObject({
      message: `limit_count: ${limit} is not a number of rows from 1 to 50`,
      hint: 'Give one of these, or leave it out for 10.',
      code: '22023',
    });
  });

  it('passes over what was deleted, and tells what comes after it', async () => {
    const since = await ago('24 hours');
    const gone = (await counted(since, 5, SCOPES[0]!)).map(({ task_id: id }) => id);
    for (const table of ['workflow_steps', 'task_transitions', 'workflow_step_transitions', 'tasks']) {
      await session.rows(`delete from tasker.${table} where task_id = any ($1)`, [gone]);
    }
    const left = await told(since, 10, SCOPES[0]!);
    expect(left).toHaveLength(10);
    expect(left).toEqual(await counted(since, 10, SCOPES[0]!));
    expect(left.filter(({ task_id: id }) => gone.includes(id))).toEqual([]);
  });

  it('has nothing of a time to come', async () => {
    expect(await told(await ago('-1 hour'), 10, SCOPES[0]!)).toEqual([]);
  });
});
