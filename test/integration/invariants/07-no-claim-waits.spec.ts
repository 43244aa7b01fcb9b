import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { Gates } from '../../support/gates.js';
import { insertTask } from '../../support/rows.js';
import { single, workflow } from '../../support/workflows.js';
import { blocked, completed, letAdvanceWait, stepRow, taskRow } from '../../support/worker.session.js';

describe('invariant 7: no claim waits, and nothing deadlocks', () => {
  const engine = useEngine();
  const holding = async (table: 'tasks' | 'workflow_steps', taskId: string) => {
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query(`select from tasker.${table} where task_id = $1 for update`, [taskId]);
    return holder;
  };

  it('a claim passes over a step that somebody holds', async () => {
    const heldTask = await insertTask(engine.client, [{}]);
    const freeTask = await insertTask(engine.client, [{}]);
    const holder = await holding('workflow_steps', heldTask);
    const worker = await engine.worker();
    // Without a limit on lock waits, a claim that waits would never come back.
    await engine.client.query('alter function tasker.advance reset lock_timeout');
    expect((await worker.claim()).map(({ task_id }) => task_id)).toEqual([freeTask]);
    await holder.query('rollback');
    expect((await worker.claim()).map(({ task_id }) => task_id)).toEqual([heldTask]);
  });

  it('a claim takes a step whose task somebody holds; the first completion moves the task to in_progress', async () => {
    const taskId = await insertTask(engine.client, [{}, { parents: [1] }], { state: 'pending' });
    const holder = await holding('tasks', taskId);
    const worker = await engine.worker();
    await engine.client.query('alter function tasker.advance reset lock_timeout');
    const [claim] = await worker.claim();
    expect((await taskRow(engine.client, taskId)).state).toBe('pending');
    await holder.query('rollback');
    await worker.advance([completed(claim!)]);
    expect((await taskRow(engine.client, taskId)).state).toBe('in_progress');
    const moves = await engine.rows('select from_state, to_state from tasker.task_transitions where task_id = $1', [taskId]);
    expect(moves).toEqual([{ from_state: 'pending', to_state: 'in_progress' }]);
  });

  it('a batch with a held task: waiting gives up after the lock timeout and settles nothing, not waiting settles the others', async () => {
    const heldTask = await insertTask(engine.client, [{}]);
    const freeTask = await insertTask(engine.client, [{}]);
    const worker = await engine.worker();
    const batch = (await worker.claim()).map((claim) => completed(claim));
    const holder = await holding('tasks', heldTask);
    await expect(worker.advance(batch)).rejects.toMatchObject({ code: '55P03' });
    expect((await taskRow(engine.client, freeTask)).state).toBe('in_progress');
    const { held, rested } = await worker.advance(batch, { wait: false });
    expect([held.map(({ task_id }) => task_id), rested]).toEqual([[heldTask], [[freeTask, 'complete']]]);
    await holder.query('rollback');
    expect((await worker.advance(batch.filter(({ t }) => t === heldTask))).rested).toEqual([[heldTask, 'complete']]);
  });

  it('a worker whose batch meets a held task goes on with the other tasks and settles the held one after its release', async () => {
    const gates = new Gates();
    const handler = single(async ({ task }) => {
      if (task.context.gate) await gates.pass('held');
      return {};
    });
    const app = await engine.app([handler], { worker: { concurrency: 4 } });
    const heldTask = await app.orchestrator.createTask(handler, { context: { gate: true } });
    await gates.reached('held');
    const holder = await holding('tasks', heldTask.taskId);
    gates.open('held');
    const began = performance.now();
    for (let round = 0; round < 20; round += 1) expect((await app.run(handler, { gate: false })).state).toBe('complete');
    figure(`20 tasks one after the other, while somebody holds another one: ${(performance.now() - began).toFixed(0)} ms`);
    expect((await stepRow(engine.client, heldTask.taskId, 1)).state).toBe('in_progress');
    await holder.query('rollback');
    const done = await app.orchestrator.waitForTask(heldTask, { timeout: '20s' });
    expect([done.state, done.steps[0]!.attempts]).toEqual(['complete', 1]);
  });

  it('of two advances that finish the parents of one join at the same time exactly one frees it', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}, {}, { parents: [1, 2] }]);
    const [one, two] = [await engine.worker(), await engine.worker()];
    const [left] = await one.claim(1);
    const [right] = await two.claim(1);
    await one.client.query('begin');
    const first = await one.advance([completed(left!)], { capacity: 8 });
    const second = two.advance([completed(right!)], { capacity: 8 });
    await blocked(two.client, engine.client);
    await one.client.query('commit');
    expect(first.claimed).toEqual([]);
    expect((await second).claimed.map(({ workflow_step_id }) => workflow_step_id)).toEqual([3]);
    expect(await stepRow(engine.client, taskId, 3)).toMatchObject({ attempts: 1, claimed_by: two.id, pending_parents: 0 });
  });

  it('two batches over the same tasks in opposite order take turns', async () => {
    await letAdvanceWait(engine.client);
    const ids = [await insertTask(engine.client, [{}, {}]), await insertTask(engine.client, [{}, {}])].sort();
    const [one, two] = [await engine.worker(), await engine.worker()];
    const claims = await one.claim(4);
    await engine.client.query(
      'update tasker.workflow_steps set claimed_by = null, state = $1, ready_at = clock_timestamp() where workflow_step_id = 2',
      ['pending'],
    );
    // Step 2 of both tasks goes to the second worker.
    await engine.client.query('truncate public.violations');
    const others = await two.claim(4);
    expect(others.length).toBe(2);
    const mine = claims.filter(({ workflow_step_id }) => workflow_step_id === 1);
    const inOrder = (list: typeof claims, order: string[]) => order.map((id) => completed(list.find(({ task_id }) => task_id === id)!));
    const holder = await holding('tasks', ids[0]!);
    const first = one.advance(inOrder(mine, ids));
    const second = two.advance(inOrder(others, [...ids].reverse()));
    await blocked(one.client, engine.client);
    await blocked(two.client, engine.client);
    await holder.query('rollback');
    const rested = [...(await first).rested, ...(await second).rested];
    expect(rested.map(([id]) => id).sort()).toEqual(ids);
  });

  it('a reaper takes what it can get: steps of a held task go back when it is released', async () => {
    const [heldTask, freeTask] = [await insertTask(engine.client, [{}]), await insertTask(engine.client, [{}])];
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    await silent.claim();
    await silent.fallSilent(engine.client);
    const holder = await holding('tasks', heldTask);
    expect((await reaper.reap())?.steps).toMatchObject([[freeTask, 1, 1, expect.anything()]]);
    await holder.query('rollback');
    expect((await reaper.reap())?.steps).toMatchObject([[heldTask, 1, 1, expect.anything()]]);
    const rows = await engine.rows(
      'select lost_at is not null and reaped_at is not null as over from tasker.workers where worker_id = $1',
      [silent.id],
    );
    expect(rows).toEqual([{ over: true }]);
  });

  it('no foreign key joins two run-scoped tables', async () => {
    const keys = await engine.rows(
      `select conname from pg_constraint where contype = 'f' and conrelid = any ($1::regclass[]) and confrelid = any ($1::regclass[])`,
      [
        ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions', 'task_annotations', 'workers'].map(
          (name) => `tasker.${name}`,
        ),
      ],
    );
    expect(keys).toEqual([]);
  });

  it('an urgent step does not wait behind 1,000 handed-over children', async () => {
    const gates = new Gates();
    const started: string[] = [];
    const child = async () => {
      started.push('child');
      await gates.pass('first children');
    };
    const steps = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`c${n}`, { dependsOn: 'root', run: child }]));
    const fan = workflow('fan', { root: {}, ...steps });
    const urgent = single(() => void started.push('urgent'), { name: 'urgent' });
    const app = await engine.app([fan, urgent], { worker: { concurrency: 8 } });
    const creator = await engine.app([fan, urgent], { worker: false });
    const fanTask = await app.orchestrator.createTask(fan, { context: {} });
    await gates.reached('first children');
    await eventually(() => started.length === 8, { what: 'every slot has a child' });
    const task = await creator.orchestrator.createTask(urgent, { context: {}, priority: 10 });
    gates.open('first children');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    // Before half of them: a worker with a backlog looks through the whole queue in a tenth of its time only, so that it sees the urgent
    // step some calls after its creation; how many depends on how long a look takes.
    expect(started.indexOf('urgent')).toBeLessThan(500);
    expect((await app.orchestrator.waitForTask(fanTask, { timeout: '30s' })).state).toBe('complete');
  });
});
