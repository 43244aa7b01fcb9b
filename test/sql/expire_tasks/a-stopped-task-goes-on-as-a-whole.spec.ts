import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { stepWords, TASK_KINDS } from '../../support/situations.js';
import { completed, stepRow, taskRow, type WorkerSession } from '../../support/worker.session.js';

describe('a task that was stopped', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    await engine.client.query(`update tasker.named_tasks set configuration = configuration || '{"maxExecutionTime": 60000}'`);
    worker = await engine.worker();
  });
  const expire = async () => {
    await engine.client.query("update tasker.task_deadlines set deadline_at = now() - interval '1 s'");
    return engine.rows('select state from tasker.expire_tasks(10)');
  };
  const act = (call: string, taskId: string) => engine.rows(`select * from tasker.${call}`, [taskId]);
  const words = (taskId: string) => stepWords(engine.client, taskId);
  const state = async (taskId: string) => (await taskRow(engine.client, taskId)).state as string;
  const drain = async () => {
    for (let claims = await worker.claim(); claims.length > 0; claims = await worker.claim())
      await worker.advance(claims.map((claim) => completed(claim)));
  };
  const attempts = (taskId: string) =>
    engine.rows('select state, attempts from tasker.workflow_steps where task_id = $1 order by workflow_step_id', [taskId]);

  /** Step 1 is complete, 2 runs, 3 is ready (or waits for its turn), 4 waits for 2 and 3. */
  const stopped = async (task: NewTask = {}, prepare?: (taskId: string) => Promise<unknown>): Promise<string> => {
    const taskId = await createTask(engine.client, plan, [{ priority: 2 }, { priority: 1 }, {}, { parents: [2, 3] }], {
      max_seconds: 60,
      ...task,
    });
    await worker.advance((await worker.claim(1)).map((claim) => completed(claim)));
    await worker.claim(1);
    await prepare?.(taskId);
    expect(await expire()).toEqual([{ state: 'error' }]);
    return taskId;
  };

  it.each(TASK_KINDS)('a finished, a running, a ready and a blocked step: every one runs after a retry of the task (%s)', async (kind) => {
    const pause = (taskId: string) => act("pause_task($1, 'ann', null)", taskId);
    const taskId = await stopped({ concurrent: kind !== 'serial' }, kind === 'paused' ? pause : undefined);
    expect(await words(taskId)).toBe('complete error pending pending');
    expect(await worker.claim()).toEqual([]);
    expect(await engine.rows('select task_id from tasker.dead_letters')).toEqual([{ task_id: taskId }]);
    expect(await engine.rows('select from tasker.task_deadlines')).toEqual([]);
    expect(await act("retry_steps($1, null, null, 'ann', 'again')", taskId)).toEqual([
      { task_state: 'pending', step_state: null, refused: false, changed: true },
    ]);
    expect(await engine.rows('select from tasker.dead_letters')).toEqual([]);
    expect(await engine.rows('select limit_seconds, deadline_at > now() as later from tasker.task_deadlines')).toEqual([
      { limit_seconds: 60, later: true },
    ]);
    const freed = { concurrent: 'pending+ pending+', serial: 'pending+ pending', paused: 'pending= pending=' };
    expect(await words(taskId)).toBe(`complete ${freed[kind]} pending`);
    if (kind === 'paused') {
      expect(await worker.claim()).toEqual([]);
      await act("resume_task($1, 'ann', null)", taskId);
    }
    await drain();
    expect(await state(taskId)).toBe('complete');
    expect(await attempts(taskId)).toEqual([1, 2, 1, 1].map((times) => ({ state: 'complete', attempts: times })));
  });

  it('again and again: each time it is a dead letter, and each time it can go on', async () => {
    const taskId = await stopped();
    for (let round = 0; round < 3; round++) {
      await act('retry_steps($1, null, null, null, null)', taskId);
      expect(await expire()).toEqual([{ state: 'error' }]);
      expect(await engine.rows('select from tasker.dead_letters')).toHaveLength(1);
    }
    expect(await words(taskId)).toBe('complete pending pending pending');
  });

  it.each([
    ['retry_steps($1, 2, null, null, null)', 'complete pending+ pending+ pending'],
    ["settle_step($1, 2, 'resolved_manually', '{}', null, null)", 'complete resolved_manually pending+ pending'],
    ["settle_step($1, 2, 'complete', '{}', null, null)", 'complete complete pending+ pending'],
    ["settle_step($1, 3, 'complete', '{}', null, null)", 'complete error complete pending'],
    ["settle_step($1, 4, 'resolved_manually', '{}', null, null)", 'complete error pending+ resolved_manually'],
    ['cancel_step($1, 2, null, null)', 'complete cancelled pending+ cancelled'],
    ['cancel_step($1, 3, null, null)', 'complete error cancelled cancelled'],
  ])('%s: what was held goes on where something can', async (call, expected) => {
    const taskId = await stopped();
    expect((await act(call, taskId))[0]).toMatchObject({ refused: false, changed: true });
    expect(await words(taskId)).toBe(expected);
    expect(await state(taskId)).toBe(expected.includes('+') ? 'pending' : 'error');
  });

  it('a new retry limit of a held step lets nothing go on', async () => {
    const taskId = await stopped();
    expect((await act('change_retry_limit($1, 3, 9, null, null)', taskId))[0]).toMatchObject({ task_state: 'error', changed: true });
    expect((await act('change_retry_limit($1, 2, 9, null, null)', taskId))[0]).toMatchObject({ task_state: 'error', changed: true });
    expect([await words(taskId), await state(taskId)]).toEqual(['complete error pending pending', 'error']);
    expect((await stepRow(engine.client, taskId, 3)).retry_limit).toBe(9);
  });

  it.each([
    ['cancel_task($1, null, null)', 'cancelled', 'complete cancelled cancelled cancelled'],
    ["resolve_task($1, null, 'by hand')", 'resolved_manually', 'complete resolved_manually cancelled cancelled'],
  ])('%s ends it, held steps too', async (call, task, expected) => {
    const taskId = await stopped();
    await act(call, taskId);
    expect([await state(taskId), await words(taskId)]).toEqual([task, expected]);
  });

  it('an outcome of its last attempt that comes late frees nothing', async () => {
    const taskId = await createTask(engine.client, plan, [{}, { parents: [1] }], { max_seconds: 60 });
    const [claim] = await worker.claim();
    await expire();
    expect((await worker.advance([completed(claim!)], { capacity: 4 })).settled).toEqual([[taskId, 1, 1, 'rejected', null]]);
    expect(await words(taskId)).toBe('error pending');
    await act('retry_steps($1, null, null, null, null)', taskId);
    expect((await worker.advance([completed(claim!)])).settled).toEqual([[taskId, 1, 1, 'rejected', null]]);
    expect(await words(taskId)).toBe('pending+ pending');
  });
});
