import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { completed, failed, stepRow, taskRow } from '../../support/worker.session.js';
import { insertTask } from '../../support/rows.js';

describe('invariant 4: result, state, unblocked children, counters and history commit together', () => {
  const engine = useEngine();
  const seen = async (taskId: string) => ({
    result: (await stepRow(engine.client, taskId, 1)).results,
    state: (await stepRow(engine.client, taskId, 1)).state,
    handed: (await stepRow(engine.client, taskId, 2)).state,
    left: (await stepRow(engine.client, taskId, 3)).ready_at !== null,
    incomplete: (await taskRow(engine.client, taskId)).incomplete_steps,
    history: (await engine.rows('select from tasker.workflow_step_transitions')).length,
  });
  const nothing = { result: null, state: 'in_progress', handed: 'pending', left: false, incomplete: 3, history: 0 };
  const all = { result: { n: 1 }, state: 'complete', handed: 'in_progress', left: true, incomplete: 2, history: 1 };

  it.each([
    ['commit', all],
    ['rollback', nothing],
  ])('another session sees none of them before the end of the transaction and, after %s, the whole or nothing', async (end, after) => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }, { parents: [1] }]);
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    await worker.client.query('begin');
    await worker.advance([completed(claim!, { n: 1 })], { capacity: 1 });
    expect(await seen(taskId)).toEqual(nothing);
    await worker.client.query(end);
    expect(await seen(taskId)).toEqual(after);
  });

  it('one outcome that cannot be written leaves the whole batch unwritten', async () => {
    const taskId = await insertTask(engine.client, [{}, {}, { parents: [1] }]);
    const worker = await engine.worker();
    const [good, bad] = await worker.claim();
    const unwritable = failed(bad!, { retryAfter: 1e308 });
    await expect(worker.advance([completed(good!), unwritable])).rejects.toThrow('out of range');
    expect((await stepRow(engine.client, taskId, 1)).state).toBe('in_progress');
    expect((await stepRow(engine.client, taskId, 3)).pending_parents).toBe(1);
  });

  it('a create in a transaction that is rolled back leaves nothing, and is visible as a whole when it commits', async () => {
    const before = await insertTask(engine.client, [{}, { parents: [1] }]);
    const [{ graph }] = (await engine.rows(
      `select jsonb_agg(jsonb_build_object('named_step_id', s.named_step_id, 'lane', s.lane, 'retry_limit', 3, 'retryable', true,
         'skippable', false, 'parents', s.parent_ids, 'children', s.child_ids) order by s.workflow_step_id) as graph
       from tasker.workflow_steps s where s.task_id = $1`,
      [before],
    )) as [{ graph: object[] }];
    const task = { graph: 0, named_task_id: (await taskRow(engine.client, before)).named_task_id, priority: 0, tags: [], bypass_steps: [] };
    const words = { initiator: 'a', source_system: 'b', reason: 'c', context: {} };
    const create = async (end: string) => {
      const session = await engine.session();
      await session.query('begin');
      const { rows } = await session.query('select gen_random_uuid() as id, pg_sleep(0)');
      const taskId: string = rows[0].id;
      await session.query("select * from tasker.create_tasks($1, $2, null, 0, '{}')", [
        JSON.stringify([graph]),
        JSON.stringify([{ task_id: taskId, ...task, ...words }]),
      ]);
      expect(await taskRow(engine.client, taskId)).toBeUndefined();
      await session.query(end);
      const steps = await engine.rows('select from tasker.workflow_steps where task_id = $1', [taskId]);
      return [await taskRow(engine.client, taskId), steps.length] as const;
    };
    expect(await create('rollback')).toEqual([undefined, 0]);
    const [row, steps] = await create('commit');
    expect([row?.state, steps]).toEqual(['pending', 2]);
  });
});
