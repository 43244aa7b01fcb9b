import { describe, expect, it } from 'vitest';
import { createTask } from '../../support/creation.js';
import { deedsOf, MIDDLE, stepWords } from '../../support/situations.js';
import { describeStepAction, stepActionTest } from '../../support/step.action.table.js';
import { completed, failed, stepRow, taskRow } from '../../support/worker.session.js';

const CALL = "retry_steps($1, $2, null, 'ann', 'again')";

describeStepAction('retry_steps of one step', CALL, {
  blocked: 'unchanged',
  ready: 'unchanged',
  running: 'unchanged',
  retrying: ['complete pending+ pending', 'in_progress'],
  exhausted: ['complete pending+ pending', 'pending'],
  failed: ['complete pending+ pending', 'pending'],
  complete: 'refused',
  cancelled: 'refused',
  resolved: 'refused',
});

// Of the whole task: the middle step is the only one that can have failed.
describeStepAction('retry_steps of all failed steps', "retry_steps($1, nullif($2::integer, 2), null, 'ann', 'again')", {
  blocked: 'unchanged',
  ready: 'unchanged',
  running: 'unchanged',
  retrying: ['complete pending+ pending', 'in_progress'],
  exhausted: ['complete pending+ pending', 'pending'],
  failed: ['complete pending+ pending', 'pending'],
  complete: 'unchanged',
  cancelled: 'refused',
  resolved: 'unchanged',
});

describe('retry_steps', () => {
  const { engine, worker, plan, at, act } = stepActionTest(CALL);
  const limits = async (taskId: string) => {
    const { attempts, retry_limit } = await stepRow(engine.client, taskId, MIDDLE);
    return { attempts, retry_limit };
  };

  it('grants as many attempts more as the step was declared with; the count never goes down', async () => {
    const taskId = await at('exhausted');
    expect(await limits(taskId)).toEqual({ attempts: 1, retry_limit: 1 });
    await act(taskId);
    expect(await limits(taskId)).toEqual({ attempts: 1, retry_limit: 4 });
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual([
      '2: error > pending {"to": 4, "from": 1, "action": "retry"}',
      'error > pending',
    ]);
  });

  it.each([
    [1, 3],
    [2, 3],
    [3, 4],
    [2_147_483_647, 2_147_483_647],
  ])('%i attempts for a step that has used up one of three make its limit %i', async (attempts, limit) => {
    const taskId = await at('failed');
    await engine.client.query('select tasker.retry_steps($1, $2, $3, null, null)', [taskId, MIDDLE, attempts]);
    expect(await limits(taskId)).toEqual({ attempts: 1, retry_limit: limit });
  });

  it('a step that was chosen in no declaration any more gets one attempt', async () => {
    const taskId = await at('exhausted');
    await engine.client.query('delete from tasker.named_tasks_named_steps');
    await act(taskId);
    expect(await limits(taskId)).toEqual({ attempts: 1, retry_limit: 2 });
  });

  it('the attempt that is made then is the next one, and the task completes', async () => {
    const taskId = await at('exhausted');
    await act(taskId);
    const [claim] = await worker().claim();
    expect([claim!.workflow_step_id, claim!.attempt]).toEqual([MIDDLE, 2]);
    const { claimed } = await worker().advance([completed(claim!)], { capacity: 4 });
    await worker().advance(claimed.map((next) => completed(next)));
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'complete', incomplete_steps: 0 });
    expect((await stepRow(engine.client, taskId, MIDDLE)).error).toBeNull();
  });

  it('all failed steps at once: those that wait for their time too, and none that has not failed', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, {}, {}, { parents: [1] }]);
    const claims = (await worker().claim()).sort((a, b) => a.workflow_step_id - b.workflow_step_id);
    await worker().advance([failed(claims[0]!, { permanent: true }), failed(claims[1]!, { retryAfter: 60 }), completed(claims[2]!)]);
    expect(await stepWords(engine.client, taskId)).toBe('error error~ complete pending');
    await engine.client.query("select tasker.retry_steps($1, null, null, 'ann', null)", [taskId]);
    expect(await stepWords(engine.client, taskId)).toBe('pending+ pending+ complete pending');
    expect(await engine.rows('select from tasker.dead_letters')).toEqual([]);
  });

  it('in a serial task one of them gets the turn', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { priority: 1 }], { concurrent: false });
    for (let claims = await worker().claim(); claims.length > 0; claims = await worker().claim()) {
      await worker().advance(claims.map((claim) => failed(claim, { permanent: true })));
    }
    expect(await stepWords(engine.client, taskId)).toBe('error error');
    await engine.client.query("select tasker.retry_steps($1, null, null, 'ann', null)", [taskId]);
    expect(await stepWords(engine.client, taskId)).toBe('pending pending+');
  });

  it('in a serial task the step that waits for its retry keeps the turn', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, {}], { concurrent: false });
    await worker().advance((await worker().claim()).map((claim) => failed(claim, { retryAfter: 60 })));
    await act(taskId, 1);
    expect(await stepWords(engine.client, taskId)).toBe('pending+ pending');
  });

  it('a stopped task without a failed step goes on: changed, and in the history of the task', async () => {
    const taskId = await createTask(engine.client, plan(), [{}, { parents: [1] }], { max_seconds: 0 });
    await engine.client.query('select tasker.expire_tasks(1)');
    expect(await engine.rows("select * from tasker.retry_steps($1, null, null, 'ann', 'again')", [taskId])).toEqual([
      { task_state: 'pending', step_state: null, refused: false, changed: true },
    ]);
    expect(await stepWords(engine.client, taskId)).toBe('pending+ pending');
    expect(await deedsOf(engine.client, taskId, 'ann')).toEqual(['error > pending']);
    expect(await engine.rows("select changed from tasker.retry_steps($1, null, null, 'ann', 'again')", [taskId])).toEqual([
      { changed: false },
    ]);
  });

  it('of a held step changes nothing: the task as a whole was stopped', async () => {
    const taskId = await createTask(engine.client, plan(), [{}], { max_seconds: 0 });
    await engine.client.query('select tasker.expire_tasks(1)');
    expect((await engine.rows("select * from tasker.retry_steps($1, 1, null, 'ann', 'again')", [taskId]))[0]).toMatchObject({
      task_state: 'error',
      changed: false,
    });
  });

  it('a task whose time was over runs again with its time counted anew', async () => {
    await engine.client.query(`update tasker.named_tasks set configuration = configuration || '{"maxExecutionTime": 60000}'`);
    const taskId = await createTask(engine.client, plan(), [{}], { max_seconds: 60 });
    await worker().claim();
    await engine.client.query("update tasker.task_deadlines set deadline_at = now() - interval '1 s'");
    await engine.client.query('select tasker.expire_tasks(1)');
    expect((await taskRow(engine.client, taskId)).state).toBe('error');
    await act(taskId, 1);
    await worker().claim();
    await engine.client.query("update tasker.task_deadlines set deadline_at = now() - interval '1 s'");
    await engine.client.query('select tasker.expire_tasks(1)');
    expect((await stepRow(engine.client, taskId, 1)).error.message).toBe('the task was not finished within its limit of 60 s');
  });
});
