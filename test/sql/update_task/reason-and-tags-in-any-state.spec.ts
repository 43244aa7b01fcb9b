import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { deedsOf, everythingOf, situation, STEP_SITUATIONS, stepWords } from '../../support/situations.js';
import { taskRow, type WorkerSession } from '../../support/worker.session.js';

describe('update_task', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const at = (what: (typeof STEP_SITUATIONS)[number]) => situation({ observer: engine.client, worker, plan }, what);
  const update = async (taskId: string, reason: string | null, tags: string[] | null) =>
    (await engine.rows(`select * from tasker.update_task($1, $2, $3, 'ann', 'asked to')`, [taskId, reason, tags]))[0];

  it.each(STEP_SITUATIONS)('is allowed with a step that is %s, and moves nothing', async (what) => {
    const taskId = await at(what);
    const [{ state }, words] = [await taskRow(engine.client, taskId), await stepWords(engine.client, taskId)];
    expect(await update(taskId, 'refund', ['vip', 'eu'])).toEqual({ task_state: state, refused: false, changed: true });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state, reason: 'refund', tags: ['vip', 'eu'] });
    expect(await stepWords(engine.client, taskId)).toBe(words);
    const [deed] = await deedsOf(engine.client, taskId, 'ann');
    expect(deed).toMatch(new RegExp(`^${String(state)} > ${String(state)} \\{`));
    expect(JSON.parse(deed!.slice(deed!.indexOf('{')))).toEqual({
      action: 'update',
      reason: { from: expect.any(String), to: 'refund' },
      tags: { from: [], to: ['vip', 'eu'] },
    });
    const after = await everythingOf(engine.client, taskId);
    expect(await update(taskId, 'refund', ['vip', 'eu'])).toEqual({ task_state: state, refused: false, changed: false });
    expect(await everythingOf(engine.client, taskId)).toEqual(after);
  });

  it('what is not given stays, and the history has only what changed', async () => {
    const taskId = await at('ready');
    await update(taskId, null, ['a']);
    await update(taskId, 'why', null);
    expect(await taskRow(engine.client, taskId)).toMatchObject({ reason: 'why', tags: ['a'] });
    await update(taskId, 'why', []);
    const deeds = await deedsOf(engine.client, taskId, 'ann');
    expect(deeds.map((deed) => Object.keys(JSON.parse(deed.slice(deed.indexOf('{')))).sort())).toEqual([
      ['action', 'tags'],
      ['action', 'reason'],
      ['action', 'tags'],
    ]);
  });

  it('the terms that lists look tags up by follow', async () => {
    const taskId = await at('ready');
    const terms = async () =>
      (await engine.rows(`select value from tasker.task_terms where key = 'tag' order by 1`)).map(({ value }) => value);
    await update(taskId, null, ['vip', 'eu']);
    expect(await terms()).toEqual(['eu', 'vip']);
    await update(taskId, null, ['eu']);
    expect(await terms()).toEqual(['eu']);
    await update(taskId, 'other', null);
    expect(await terms()).toEqual(['eu']);
  });

  it('an update in error does not begin a new lifetime: nobody has taken the task out of error', async () => {
    const taskId = await at('failed');
    await update(taskId, 'looked at', null);
    const [row] = await engine.rows(
      'select tasker.lifetime_began(t.task_id, t.requested_at) = t.requested_at as same from tasker.tasks t where t.task_id = $1',
      [taskId],
    );
    expect(row).toEqual({ same: true });
  });

  it('waits for nobody who holds only steps of it', async () => {
    const taskId = await at('running');
    const other = await engine.session();
    await other.query('begin');
    await other.query('select from tasker.workflow_steps where task_id = $1 for no key update', [taskId]);
    expect(await update(taskId, 'x', null)).toMatchObject({ changed: true });
    await other.query('rollback');
  });

  it('an unknown task has no row', async () => {
    expect(await update('0197f3a2-1111-7abc-8def-0123456789ab', 'x', null)).toBeUndefined();
  });
});
