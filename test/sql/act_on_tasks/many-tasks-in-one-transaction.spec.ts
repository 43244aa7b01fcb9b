import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, createTasks, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { deedsOf } from '../../support/situations.js';
import { failed, taskRow, type WorkerSession } from '../../support/worker.session.js';

describe('act_on_tasks', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const act = async (action: string, ids: readonly string[], states: readonly string[] | null = null, paused: boolean | null = null) =>
    (await engine.rows("select * from tasker.act_on_tasks($1, $2, $3, $4, 'ann', 'all of them')", [action, ids, states, paused])).map(
      ({ task_id, task_state, outcome }) => [ids.indexOf(task_id), task_state, outcome],
    );
  /** One pending, one in error, one complete task, in the order of their ids. */
  const three = async () => {
    const broken = await createTask(engine.client, plan, [{}]);
    await worker.advance((await worker.claim()).map((claim) => failed(claim, { permanent: true })));
    const pending = await createTask(engine.client, plan, [{}]);
    const complete = await createTask(engine.client, plan, []);
    return { pending, broken, complete };
  };

  it.each([
    ['cancel', { pending: 'cancelled changed', broken: 'cancelled changed', complete: 'complete refused' }],
    ['resolve', { pending: 'resolved_manually changed', broken: 'resolved_manually changed', complete: 'complete refused' }],
    ['retry', { pending: 'pending unchanged', broken: 'pending changed', complete: 'complete refused' }],
    ['pause', { pending: 'pending changed', broken: 'error refused', complete: 'complete refused' }],
    ['resume', { pending: 'pending unchanged', broken: 'error refused', complete: 'complete refused' }],
  ])('%s does to each what the action on one does', async (action, expected) => {
    const tasks = await three();
    const names = Object.keys(tasks) as (keyof typeof tasks)[];
    const outcomes = await act(action, Object.values(tasks));
    expect(Object.fromEntries(outcomes.map(([place, state, outcome]) => [names[place as number], `${state} ${outcome}`]))).toEqual(
      expected,
    );
    for (const name of names) {
      expect((await deedsOf(engine.client, tasks[name], 'ann')).length > 0).toBe(expected[name].endsWith(' changed'));
    }
  });

  it('leaves what somebody holds, and what is no longer what was asked for', async () => {
    const { pending, broken, complete } = await three();
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = $1 for no key update', [pending]);
    const ids = [pending, broken, complete];
    const outcomes = (await act('cancel', ids, ['pending', 'error'])).sort();
    expect(outcomes).toEqual([[0, 'pending', 'held'], [1, 'cancelled', 'changed'], [2, 'complete', 'left']]); // prettier-ignore
    await holder.query('rollback');
    expect((await act('resume', ids, null, true)).map(([, , outcome]) => outcome)).toEqual(['left', 'left', 'left']);
    expect((await act('cancel', ids, ['pending'])).sort()[0]).toEqual([0, 'cancelled', 'changed']);
  });

  it('unknown ids have no row, a repeated one is acted on once', async () => {
    const taskId = await createTask(engine.client, plan, [{}]);
    expect(await act('cancel', ['0197f3a2-1111-7abc-8def-0123456789ab', taskId, taskId])).toEqual([[1, 'cancelled', 'changed']]);
    expect(await act('cancel', [])).toEqual([]);
    expect(await deedsOf(engine.client, taskId, 'ann')).toHaveLength(2);
  });

  it('two calls over the same tasks in opposite order take turns', async () => {
    const { asked } = await createTasks(engine.client, plan, { tasks: Array.from({ length: 40 }, () => ({})) });
    const sessions = await Promise.all([1, 2, 3, 4].map(() => engine.session()));
    const outcomes = await Promise.all(
      sessions.map(async (session, nth) => {
        const ids = nth % 2 === 0 ? asked : [...asked].reverse();
        return (await session.query("select outcome from tasker.act_on_tasks('cancel', $1, null, null, 'ann', 'x')", [ids])).rows;
      }),
    );
    expect(outcomes.flat().filter(({ outcome }) => outcome === 'changed')).toHaveLength(40);
    expect((await taskRow(engine.client, asked[0]!)).state).toBe('cancelled');
  });

  it('an action that there is not is an error, and nothing is changed', async () => {
    const taskId = await createTask(engine.client, plan, [{}]);
    await expect(act('explode', [taskId])).rejects.toMatchObject({ code: '20000' });
    expect((await taskRow(engine.client, taskId)).state).toBe('pending');
  });
});
