import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { rollUp, rollUpOnce } from '../../support/analytics.js';
import { figure } from '../../support/figures.js';
import { generateHistory } from '../../support/generated.history.js';
import { numbersOf } from '../../support/random.graphs.js';
import { useSession } from '../../support/session.js';

const RETRYABLE = "state = 'error' and ready_at is not null and attempts < retry_limit and retryable";
const RECOUNT = `select * from (
    select count(*) as total_tasks, count(*) filter (where state = 'pending') as pending_tasks,
      count(*) filter (where state = 'in_progress') as in_progress_tasks, count(*) filter (where state = 'complete') as complete_tasks,
      count(*) filter (where state = 'error') as error_tasks, count(*) filter (where state = 'cancelled') as cancelled_tasks from tasker.tasks) t,
  (select count(*) as total_steps, count(*) filter (where state = 'pending') as pending_steps,
      count(*) filter (where state = 'in_progress') as in_progress_steps, count(*) filter (where state = 'complete') as complete_steps,
      count(*) filter (where state = 'error') as error_steps, count(*) filter (where ${RETRYABLE}) as retryable_error_steps,
      count(*) filter (where state = 'error' and attempts >= retry_limit) as exhausted_retry_steps,
      count(*) filter (where ${RETRYABLE} and ready_at > now()) as in_backoff_steps from tasker.workflow_steps) s`;

describe('get_system_health_counts', () => {
  const session = useSession();
  // Always the same: what it has of each state is asserted.
  const next = numbersOf(3);
  const counts = async () => {
    const [told] = await session.rows('select * from tasker.get_system_health_counts()');
    const { active_connections: active, max_connections: most, ...rest } = told!;
    expect([Number(active) >= 1, most]).toEqual([true, (await session.rows("select current_setting('max_connections') as n"))[0]!.n]);
    return rest;
  };
  const recount = async () => (await session.rows(RECOUNT))[0]!;

  beforeAll(() => generateHistory(session.client, next, 300));

  it('equals a recount while nothing is counted, while a part is, and when everything is', async () => {
    expect(await counts()).toEqual(await recount());
    let looks = 0;
    for (let behind = 1; behind > 0; looks += 1) {
      ({ behind } = await rollUpOnce(session.client, 5_000, 60));
      expect(await counts()).toEqual(await recount());
    }
    figure(`equal at ${looks} looks on the way`);
    expect(looks).toBeGreaterThan(5);
    expect(await counts()).toEqual(await recount());
  });

  it('equals a recount with tasks beyond the marks, and tells something of each state', async () => {
    await rollUp(session.client);
    await generateHistory(session.client, next, 100);
    const told = await counts();
    expect(told).toEqual(await recount());
    const { pending_tasks: _, in_progress_steps: __, ...others } = told;
    expect(Object.entries(others).filter(([, count]) => count === '0')).toEqual([]);
  });

  it('equals a recount after tasks were deleted, counted ones and others', async () => {
    await rollUp(session.client);
    await generateHistory(session.client, next, 60);
    await session.rows(
      `select tasker.delete_tasks(array(select task_id from tasker.tasks where finished_at is not null order by task_id limit 150))`,
    );
    expect(await counts()).toEqual(await recount());
    await rollUp(session.client);
    expect(await counts()).toEqual(await recount());
  });

  it('equals a recount of its own snapshot while others create, count and delete', async () => {
    await session.rows('begin transaction isolation level repeatable read');
    const before = await counts();
    const other = new pg.Client({ connectionString: session.url });
    await other.connect();
    try {
      await generateHistory(other, next, 40);
      await rollUp(other);
      await other.query(
        'select tasker.delete_tasks(array(select task_id from tasker.tasks where finished_at is not null order by task_id desc limit 50))',
      );
      expect(await counts()).toEqual(before);
      expect(await counts()).toEqual(await recount());
    } finally {
      await other.end();
      await session.rows('commit');
    }
    const after = await counts();
    expect(after).toEqual(await recount());
    expect(after.total_tasks).toBe(String(Number(before.total_tasks) - 10));
  });

  it('takes a step as in back-off only while its time has not come, also in a paused task', async () => {
    const held = "state = 'error' and ready_at is not null";
    const inBackoff = async () => (await counts()).in_backoff_steps;
    const [{ n: all }] = (await session.rows(`select count(*) as n from tasker.workflow_steps where ${held}`)) as [{ n: string }];
    expect(Number(all)).toBeGreaterThan(1);
    const put = (values: string) => session.rows(`update tasker.workflow_steps set ${values} where ${held}`);
    await put("ready_at = clock_timestamp() + interval '1 minute'");
    expect(await inBackoff()).toBe(all);
    await put("ready_at = clock_timestamp() - interval '1 second'");
    expect([await inBackoff(), (await counts()).retryable_error_steps]).toEqual(['0', all]);
    await put("ready_at = 'infinity', last_attempted_at = clock_timestamp() - interval '1 minute', backoff_request_seconds = 30");
    expect(await inBackoff()).toBe('0');
    await put('backoff_request_seconds = 300');
    expect(await inBackoff()).toBe(all);
  });
});
