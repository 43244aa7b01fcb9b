import { beforeAll, describe, expect, it } from 'vitest';
import { reasonsOf } from '../../support/explanations.js';
import { audit, insertTask, insertWorker } from '../../support/rows.js';
import { useSession } from '../../support/session.js';
import { STEP_KINDS } from '../../support/step.kinds.js';

/** Reasons that a step of a kind has while its task runs, is paused, and has ended. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  ready: ['queued', 'paused', 'task_ended', 'waiting_for_turn'],
  later: ['deferred', 'paused', 'task_ended', 'waiting_for_turn'],
  running: ['running', 'lease_expired'],
  retried: ['running', 'lease_expired'],
  due: ['queued', 'paused'],
  waiting: ['backing_off', 'paused'],
  failed: ['failed'],
};

const WAITS = [
  'waiting_for_parents',
  'waiting_for_turn',
  'blocked_by_failure',
  'blocked_by_cancellation',
  'queued',
  'paused',
  'task_ended',
];

/** Two steps of every kind, a step behind both and one behind that; as they are, in a serial and in a paused task. */
const CASES = Object.keys(STEP_KINDS).flatMap((first) =>
  Object.keys(STEP_KINDS).flatMap((second) => (['plain', 'serial', 'paused'] as const).map((way) => ({ first, second, way }))),
);

describe('explain_task of every combination of states', () => {
  const session = useSession();
  let sound: { id: string; first: string; second: string; way: string }[];

  beforeAll(async () => {
    await insertWorker(session.client);
    const tasks: typeof sound = [];
    for (const { first, second, way } of CASES) {
      const id = await insertTask(session.client, [STEP_KINDS[first]!, STEP_KINDS[second]!, { parents: [1, 2] }, { parents: [3] }]);
      tasks.push({ id, first, second, way });
    }
    const ids = (way: string) => tasks.filter((task) => task.way === way).map(({ id }) => id);
    await session.client.query('update tasker.tasks set concurrent = false where task_id = any ($1)', [ids('serial')]);
    await session.client.query(
      `update tasker.workflow_steps set pending_parents = pending_parents + 1
       where state = 'pending' and ready_at is null and task_id = any ($1)`,
      [ids('serial')],
    );
    await session.client.query(`select tasker.pause_task(i, 'ann', null) from unnest($1::uuid[]) as i`, [ids('paused')]);
    const broken = new Set((await audit(session.client)).map(({ task_id }) => task_id));
    sound = tasks.filter(({ id }) => !broken.has(id));
  }, 120_000);

  it('covers what the audit allows', () => {
    const pairs = (way: string) => sound.filter((task) => task.way === way).length;
    // Two steps of a serial task never run or wait at the same time; those of no kind are left out otherwise.
    expect({ plain: pairs('plain'), paused: pairs('paused') }).toEqual({ plain: 100, paused: 100 });
    expect(pairs('serial')).toBeGreaterThan(50);
  });

  it('each unfinished step has one reason that fits it, and each task has one', async () => {
    for (const { id, first, second, way } of sound) {
      const [task, steps] = await reasonsOf(session.client, id);
      const what = `${first}, ${second}, ${way}: ${task} ${JSON.stringify(steps)}`;
      expect(task, what).not.toBe('inconsistent');
      expect(Object.keys(steps), what).toEqual(
        (
          await session.rows(
            "select workflow_step_id as id from tasker.workflow_steps where task_id = $1 and state in ('pending', 'in_progress', 'error') order by 1",
            [id],
          )
        ).map((row) => String(row.id)),
      );
      for (const [place, kind] of [first, second].entries()) {
        if (steps[place + 1] !== undefined) expect(EXPECTED[kind], what).toContain(steps[place + 1]);
      }
      for (const place of [3, 4]) if (steps[place] !== undefined) expect(WAITS, what).toContain(steps[place]);
    }
  });

  it('the same without any live worker', async () => {
    await session.client.query('update tasker.workers set stopped_at = now()');
    const seen = new Set<string>();
    for (const { id } of sound) {
      const [task, steps] = await reasonsOf(session.client, id);
      for (const reason of [task, ...Object.values(steps)]) seen.add(reason);
    }
    expect([...seen].filter((reason) => ['inconsistent', 'queued', 'running'].includes(reason))).toEqual([]);
    expect([...seen]).toEqual(expect.arrayContaining(['no_worker', 'lease_expired', 'blocked_by_cancellation', 'task_ended']));
  });

  it('the same after each was stopped, and after a person has let it go on', async () => {
    const running = (await session.rows('select task_id from tasker.tasks where finished_at is null')).map(
      ({ task_id }) => task_id as string,
    );
    const stopped = sound.filter(({ id }) => running.includes(id));
    expect(new Set(stopped.map(({ way }) => way))).toEqual(new Set(['plain', 'serial', 'paused']));
    const ids = stopped.map(({ id }) => id);
    const unsound = async () => (await audit(session.client)).filter(({ task_id }) => ids.includes(task_id));
    await session.client.query(
      "select tasker.stop_tasks($1::uuid[], array_fill('over'::text, array[cardinality($1::uuid[])]), 'TaskTimeoutError', 'max_execution_time', clock_timestamp())",
      [ids],
    );
    expect(await unsound()).toEqual([]);
    const seen = new Set<string>();
    for (const { id, first, second, way } of stopped) {
      const [task, steps] = await reasonsOf(session.client, id);
      const what = `${first}, ${second}, ${way}: ${task} ${JSON.stringify(steps)}`;
      const failed = Object.values(steps).includes('failed');
      expect(task, what).toBe(failed ? 'blocked_by_failure' : 'stopped');
      for (const reason of Object.values(steps)) {
        seen.add(reason);
        expect(['failed', 'held', 'waiting_for_parents', 'blocked_by_failure', 'blocked_by_cancellation'], what).toContain(reason);
      }
    }
    expect([...seen]).toContain('held');
    await session.client.query("select tasker.retry_steps(i, null, null, 'ann', null) from unnest($1::uuid[]) as i", [ids]);
    expect(await unsound()).toEqual([]);
    expect(await session.rows('select from tasker.tasks where task_id = any ($1) and finished_at is not null', [ids])).toEqual([]);
    for (const { id } of stopped) {
      const [task, steps] = await reasonsOf(session.client, id);
      for (const reason of [task, ...Object.values(steps)]) expect(['inconsistent', 'held', 'failed', 'stopped']).not.toContain(reason);
    }
  });
});

describe('explain_task of rows that the audit refuses', () => {
  const session = useSession();

  it.each<[string, string, [string, Record<number, string>]]>([
    [
      'a pending step that waits for nothing and is not ready',
      'update tasker.workflow_steps set ready_at = null',
      ['inconsistent', { 1: 'inconsistent' }],
    ],
    [
      'a step without a time in a task that is not paused',
      "update tasker.workflow_steps set ready_at = 'infinity'",
      ['inconsistent', { 1: 'inconsistent' }],
    ],
    ['a task in error without a failed step', "update tasker.tasks set state = 'error'", ['inconsistent', { 1: 'no_worker' }]],
    [
      'a claim of a worker that nobody knows',
      "update tasker.workflow_steps set state = 'in_progress', ready_at = null, claimed_by = gen_random_uuid()",
      ['lease_expired', { 1: 'lease_expired' }],
    ],
  ])('%s', async (_, sentence, expected) => {
    const id = await insertTask(session.client, [{}]);
    await session.client.query(`${sentence} where task_id = $1`, [id]);
    expect(await reasonsOf(session.client, id)).toEqual(expected);
  });
});
