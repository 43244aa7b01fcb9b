import { describe, expect, it } from 'vitest';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useEngine } from '../../support/engine.js';

const HOUR = 3_600;

describe('notice_waiting, notice_lifetime and clear_warnings', () => {
  const engine = useEngine();

  async function policies(own: object = { waiting: HOUR, lifetime: 24 * HOUR, lostAttempts: 3, fail: false }) {
    const ids = await engine.rows('select named_task_id as id from tasker.named_tasks');
    return JSON.stringify(Object.fromEntries(ids.map(({ id }) => [id, own])));
  }
  const waiting = async (own?: object, scan = 100) =>
    (await engine.rows('select failing from tasker.notice_waiting($1, null, $2)', [await policies(own), scan]))[0]?.failing as string[];
  const lifetime = async (own?: object, after: string | null = null, scan = 100) =>
    (await engine.rows('select * from tasker.notice_lifetime($1, $2, $3)', [await policies(own), after, scan]))[0];
  const tell = () => engine.rows('select * from tasker.tell_warnings(100)');
  const clear = async (own?: object, after: string | null = null, limit = 100) =>
    (await engine.rows('select tasker.clear_warnings($1, $2, $3) as next', [await policies(own), after, limit]))[0]?.next;
  const warnings = () => engine.rows('select task_id, kind, workflow_step_id as step from tasker.task_warnings order by task_id, kind');
  const insert = (steps: readonly StepRow[], definition?: string) =>
    insertTask(engine.client, steps, definition === undefined ? {} : { definition });

  it('a step that is due for longer than the limit is noticed, in every lane and priority', async () => {
    const low = await insert([
      { readyIn: -2 * HOUR, priority: -5 },
      { readyIn: -2 * HOUR + 1, priority: 7 },
    ]);
    const other = await insert([{ readyIn: -HOUR - 1 }], 'other');
    await insert([{ readyIn: -HOUR + 60 }]);
    expect(await waiting()).toEqual([]);
    expect(await warnings()).toEqual(
      [
        { task_id: low, kind: 'waiting', step: 1 },
        { task_id: other, kind: 'waiting', step: 1 },
      ].sort((one, two) => (one.task_id < two.task_id ? -1 : 1)),
    );
  });

  it.each([
    ['a retry that comes later', [{ state: 'error', readyIn: 10, attempts: 1 }]],
    ['a running step', [{ state: 'in_progress' }]],
    ['a step whose parents are open', [{ state: 'in_progress' }, { parents: [1] }]],
  ] satisfies [string, StepRow[]][])('%s is not waiting', async (_, steps) => {
    await insert(steps);
    await waiting();
    expect(await warnings()).toEqual([]);
  });

  it('a paused task is neither waiting nor too old', async () => {
    const id = await insert([{ readyIn: -2 * HOUR }]);
    await engine.rows("select * from tasker.pause_task($1, 'ann', 'later')", [id]);
    await waiting();
    await lifetime({ lifetime: HOUR, fail: false });
    expect(await warnings()).toEqual([]);
  });

  it('of a backlog the oldest steps are noticed, each task once', async () => {
    const ids: string[] = [];
    for (const hours of [5, 4, 3]) ids.push(await insert([{ readyIn: -hours * HOUR }, { name: 'twin', readyIn: -hours * HOUR }]));
    await waiting(undefined, 2);
    await waiting(undefined, 2);
    expect((await warnings()).map(({ task_id }) => task_id).sort()).toEqual(ids.slice(0, 2).sort());
  });

  it('an unfinished task is too old after its lifetime, which counts from its creation', async () => {
    const old = await insert([{ state: 'in_progress' }]);
    await insert([{ state: 'in_progress' }]);
    await insert([{ state: 'complete' }]);
    await engine.rows("update tasker.tasks set requested_at = now() - interval '23 hours' where task_id <> $1", [old]);
    expect(await lifetime({ lifetime: 23.5 * HOUR, fail: false })).toEqual({ last_id: null, failing: [] });
    expect(await warnings()).toEqual([{ task_id: old, kind: 'lifetime', step: 0 }]);
  });

  it('the walk through unfinished tasks goes on where it stopped', async () => {
    for (let count = 0; count < 3; count++) await insert([{ state: 'in_progress' }]);
    const ids = (await engine.rows('select task_id from tasker.tasks order by task_id')).map(({ task_id }) => task_id);
    const own = { lifetime: 1, fail: false };
    expect(await lifetime(own, null, 2)).toMatchObject({ last_id: ids[1] });
    expect(await warnings()).toHaveLength(2);
    expect(await lifetime(own, ids[1], 2)).toMatchObject({ last_id: null });
    expect(await warnings()).toHaveLength(3);
  });

  it('each warning is told once, with the names of its task and step', async () => {
    const id = await insert([{ name: 'pay', readyIn: -2 * HOUR }]);
    await waiting();
    expect(await tell()).toMatchObject([
      { task_id: id, namespace: 'default', name: 'rows', version: '1.0.0', kind: 'waiting', step: 'pay' },
    ]);
    await waiting();
    expect(await tell()).toEqual([]);
  });

  it('two that tell at the same time tell different warnings', async () => {
    await insert([{ readyIn: -2 * HOUR }]);
    await waiting();
    const session = await engine.session();
    await session.query('begin');
    expect((await session.query('select * from tasker.tell_warnings(100)')).rows).toHaveLength(1);
    expect(await tell()).toEqual([]);
    await session.query('commit');
  });

  it('a warning goes when the step was taken', async () => {
    await insert([{ readyIn: -2 * HOUR }]);
    await waiting();
    await tell();
    await clear();
    expect(await warnings()).toHaveLength(1);
    const worker = await engine.worker();
    expect(await worker.claim()).toHaveLength(1);
    await clear();
    expect(await warnings()).toEqual([]);
  });

  it('warnings go when the task rests, when its limit is raised and when its definition has none any more', async () => {
    const id = await insert([{ readyIn: -2 * HOUR }]);
    const noticed = async () => {
      await waiting();
      await lifetime({ lifetime: HOUR, fail: false });
      await tell();
      expect(await warnings()).toHaveLength(2);
    };
    await noticed();
    await clear({ waiting: 9 * HOUR, lifetime: 99 * HOUR, fail: false });
    expect(await warnings()).toEqual([]);
    await noticed();
    await clear({ fail: false });
    expect(await warnings()).toEqual([]);
    await noticed();
    await engine.rows("select * from tasker.cancel_task($1, 'ann', null)", [id]);
    await clear({ waiting: 1, lifetime: 1, fail: false });
    expect(await warnings()).toEqual([]);
  });

  it('a warning whose step was taken points to the next step of the task, and is not told again', async () => {
    const id = await insert([{ readyIn: -3 * HOUR, priority: 1 }, { readyIn: -2 * HOUR }, { readyIn: -2 * HOUR - 60 }]);
    await waiting();
    await tell();
    const worker = await engine.worker();
    expect(await worker.claim(1)).toMatchObject([{ workflow_step_id: 1 }]);
    await waiting();
    await clear();
    expect(await warnings()).toEqual([{ task_id: id, kind: 'waiting', step: 3 }]);
    expect(await tell()).toEqual([]);
    expect(
      await engine.rows(
        'select w.since = s.ready_at as same from tasker.task_warnings w join tasker.workflow_steps s using (task_id, workflow_step_id)',
      ),
    ).toEqual([{ same: true }]);
  });

  it('a warning that was not told stays until it is', async () => {
    const id = await insert([{ readyIn: -2 * HOUR }]);
    await waiting();
    await engine.rows("select * from tasker.cancel_task($1, 'ann', null)", [id]);
    await clear();
    expect(await warnings()).toHaveLength(1);
    expect(await tell()).toHaveLength(1);
    await clear();
    expect(await warnings()).toEqual([]);
  });

  it('the look for reasons that are gone is made in steps', async () => {
    for (let count = 0; count < 3; count++) await insert([{ readyIn: -2 * HOUR }]);
    await waiting();
    await tell();
    const first = await clear({ fail: false }, null, 2);
    expect(await warnings()).toHaveLength(1);
    expect(await clear({ fail: false }, first, 2)).toBeNull();
    expect(await warnings()).toEqual([]);
  });
});
