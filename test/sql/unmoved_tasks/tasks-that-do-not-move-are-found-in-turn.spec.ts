import { beforeEach, describe, expect, it } from 'vitest';
import { costOf } from '../../support/company.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

/** What a copy of a task has of it. */
const COLUMNS = {
  workflow_steps:
    'workflow_step_id, named_step_id, lane, attempts, pending_parents, state, parent_ids, child_ids, claimed_at, claimed_by, ready_at',
  workflow_step_transitions: 'workflow_step_id, attempt, started_at, created_at, from_state, to_state',
  tasks: 'named_task_id, requested_at, state, incomplete_steps, active_steps, context',
} as const;

const BEGUN: readonly StepRow[] = [{ state: 'complete' }, { parents: [1], state: 'error', readyIn: 3600 }, { parents: [2] }];
const RUNNING: readonly StepRow[] = [{ state: 'complete' }, { parents: [1], state: 'in_progress' }, { parents: [2] }];

describe('unmoved_tasks', () => {
  const session = useSession();
  const MINUTE = 60;
  const unmoved = async ({ after = null as string | null, scan = 100, limit = 100, seconds = 10 * MINUTE } = {}) =>
    (await session.rows('select * from tasker.unmoved_tasks($1, $2, $3, $4)', [seconds, after, scan, limit]))[0] as {
      last_id: string | null;
      task_ids: string[];
    };
  const task = (steps: readonly StepRow[] = BEGUN, state: 'pending' | 'in_progress' = 'in_progress') =>
    insertTask(session.client, steps, { state });
  beforeEach(async () => {
    await session.rows('truncate tasker.tasks, tasker.workflow_steps, tasker.task_transitions, tasker.workflow_step_transitions');
  });

  it('finds a task that has begun and in which nothing happened for the time', async () => {
    const taskId = await task();
    expect(await unmoved()).toEqual({ last_id: null, task_ids: [taskId] });
    expect(await unmoved({ seconds: 3 * 86_400 })).toEqual({ last_id: null, task_ids: [] });
  });

  it.each([
    ['was created just now', 'update tasker.tasks set requested_at = now() where task_id = $1'],
    ['is paused', 'update tasker.tasks set paused_at = now() where task_id = $1'],
    ['has come to rest', 'update tasker.tasks set finished_at = now() where task_id = $1'],
    ['has not begun', `update tasker.tasks set state = 'pending' where task_id = $1`],
    [
      'had an attempt end just now',
      `insert into tasker.workflow_step_transitions (task_id, workflow_step_id, attempt, created_at, from_state, to_state)
       values ($1, 2, 1, now(), 'in_progress', 'error')`,
    ],
    [
      'was resumed just now',
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       values ($1, now(), 'in_progress', 'in_progress', '{"action": "resume"}')`,
    ],
  ])('leaves out one that %s', async (_, change) => {
    const taskId = await task();
    const other = await task();
    await session.rows(change, [taskId]);
    expect((await unmoved()).task_ids).toEqual([other]);
  });

  it.each([
    ['tags', "select * from tasker.update_task($1, null, '{vip}', null, null)"],
    ['inputs', `select * from tasker.change_inputs($1, 3, '{"to": 1}', 'ann', null)`],
    ['a retry limit', "select * from tasker.change_retry_limit($1, 3, 7, 'ann', null)"],
  ])('finds one of which only %s were changed: it does not move by that', async (_, change) => {
    const taskId = await task();
    const moves = 'select tasker.last_move(task_id, requested_at) as at from tasker.tasks where task_id = $1';
    const before = await session.rows(moves, [taskId]);
    expect(await session.rows(change, [taskId])).toMatchObject([{ changed: true }]);
    expect((await unmoved()).task_ids).toEqual([taskId]);
    expect(await session.rows(moves, [taskId])).toEqual(before);
  });

  it('leaves out one in which a step runs, however long, until the lease of its worker is over', async () => {
    const taskId = await task(RUNNING);
    const heartbeat = (ago: string) =>
      session.rows(
        `update tasker.workers set heartbeat_at = now() - lease - $2::interval
         where worker_id = (select claimed_by from tasker.workflow_steps where task_id = $1 and state = 'in_progress')`,
        [taskId, ago],
      );
    expect((await unmoved()).task_ids).toEqual([]);
    await heartbeat('9 minutes');
    expect((await unmoved()).task_ids).toEqual([]);
    await heartbeat('11 minutes');
    expect((await unmoved()).task_ids).toEqual([taskId]);
    await session.rows(`update tasker.workflow_steps set claimed_at = now() where task_id = $1 and state = 'in_progress'`, [taskId]);
    expect((await unmoved()).task_ids).toEqual([]);
  });

  it('is not told that a task moves by a claim that is over', async () => {
    const taskId = await task();
    await session.rows(`update tasker.workflow_steps set claimed_at = now() where task_id = $1 and state = 'complete'`, [taskId]);
    expect((await unmoved()).task_ids).toEqual([taskId]);
  });

  it('looks at so many tasks and finds so many, and goes on where it stopped', async () => {
    const made = [];
    for (let n = 0; n < 7; n++) made.push(await task());
    const ids = made.sort();
    const moving = ids[2]!;
    await session.rows('update tasker.tasks set requested_at = now() where task_id = $1', [moving]);
    const found: string[][] = [];
    let after: string | null = null;
    do {
      const look: { last_id: string | null; task_ids: string[] } = await unmoved({ after, scan: 3, limit: 2 });
      found.push(look.task_ids);
      after = look.last_id;
    } while (after !== null);
    expect(found.flat()).toEqual(ids.filter((id) => id !== moving));
    expect(found.every((part) => part.length <= 2)).toBe(true);
    expect(found.length).toBeLessThanOrEqual(5);
  });

  it('costs the same however many unfinished tasks there are', async () => {
    const first = await task();
    const grow = async (count: number) => {
      const copies = `with copies as (select md5($2 || n)::uuid as id from generate_series(1, $3::integer) n)`;
      for (const [table, columns] of Object.entries(COLUMNS))
        await session.rows(
          `${copies} insert into tasker.${table} (task_id, ${columns}) select c.id, ${columns} from tasker.${table} o, copies c where o.task_id = $1`,
          [first, String(count), count],
        );
    };
    const pages = async () => {
      const look = () => costOf(session.client, 'select * from tasker.unmoved_tasks(600, null, $1, 20)', [40]);
      await look();
      return (await look()).pages;
    };
    await grow(100);
    const few = await pages();
    await grow(4000);
    expect(await pages()).toBeLessThan(few * 1.5);
    expect((await unmoved({ scan: 40, limit: 20 })).task_ids).toHaveLength(20);
  });
});
