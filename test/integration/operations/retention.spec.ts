import { NotFoundError, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { TaskReader } from '../../../libs/tasker/src/database/task.reader.js';
import { RetentionJob } from '../../../libs/tasker/src/orchestration/retention.job.js';
import { UNLEASED, type JobLease } from '../../../libs/tasker/src/orchestration/recurring.job.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { workflow } from '../../support/workflows.js';

const job = (app: EngineApp) => app.module.get(RetentionJob, { strict: false });

describe('retention', () => {
  const engine = useEngine();
  const Pay = (retention?: Parameters<typeof workflow>[2]) => workflow('pay', { one: {}, two: { dependsOn: 'one' } }, retention);
  const start = (handler: ReturnType<typeof Pay>, retention?: TaskerOptions['retention']) =>
    engine.app([handler], retention === undefined ? {} : { retention });
  const age = (days: number) =>
    engine.rows(
      'update tasker.tasks set finished_at = finished_at - make_interval(days => $1), requested_at = requested_at - make_interval(days => $1)',
      [days],
    );
  const stored = async () => (await engine.rows('select task_id from tasker.tasks')).map(({ task_id }) => task_id as string);

  it('keeps every task for ever where nobody says anything', async () => {
    const Handler = Pay();
    const app = await start(Handler);
    await app.run(Handler);
    await age(10_000);
    expect(await job(app).run()).toEqual({ retired: 0, archived: 0 });
    expect(await stored()).toHaveLength(1);
  });

  it('deletes tasks that rested for longer than the module says', async () => {
    const Handler = Pay();
    const app = await start(Handler, { after: '30d' });
    const { taskId } = await app.run(Handler);
    await age(29);
    expect(await job(app).run()).toEqual({ retired: 0, archived: 0 });
    await age(2);
    expect(await job(app).run()).toEqual({ retired: 1, archived: 0 });
    expect(await stored()).toEqual([]);
    await expect(app.orchestrator.getTask(taskId)).rejects.toThrow(NotFoundError);
    expect(engine.logs.with('Finished tasks retired retired=1 archived=0')).toHaveLength(1);
  });

  it.each([
    ['a duration', { retention: '10d' }, 1],
    ['a map', { retention: { after: '10d' } }, 1],
    ['false', { retention: false }, 0],
    ['a longer time', { retention: '12d' }, 0],
  ] as const)('a definition may say otherwise: %s', async (_, options, retired) => {
    const Handler = Pay(options);
    const app = await start(Handler, { after: '11d' });
    await app.run(Handler);
    await age(11);
    expect(await job(app).run()).toMatchObject({ retired });
  });

  it('a definition says it where the module says nothing, and whoever runs the job serves it', async () => {
    const Handler = Pay({ retention: '10d' });
    const owner = await start(Handler);
    await owner.run(Handler);
    await owner.close();
    await age(11);
    const stranger = await engine.app([]);
    expect(await job(stranger).run()).toMatchObject({ retired: 1 });
  });

  it('a changed period is no other definition, and holds from the next start', async () => {
    const first = await start(Pay({ retention: '10d' }));
    await first.orchestrator.createTask({ name: 'pay', context: {} });
    const [before] = await engine.rows('select definition_hash, registered_at from tasker.named_tasks');
    const second = await start(Pay({ retention: false }));
    const [after] = await engine.rows(
      "select definition_hash, registered_at, configuration -> 'retention' as retention from tasker.named_tasks",
    );
    expect(after).toEqual({ ...before, retention: false });
    expect(engine.logs.with('has another definition')).toEqual([]);
    await first.close();
    await second.close();
  });

  it('a dead letter is kept, unless the states say otherwise', async () => {
    const app = await start(Pay(), { after: '1d' });
    await insertTask(engine.client, [{ state: 'error' }]);
    await age(2);
    expect(await job(app).run()).toMatchObject({ retired: 0 });
    const other = await start(Pay(), { after: '1d', states: ['error'] });
    expect(await job(other).run()).toMatchObject({ retired: 1 });
    expect(await app.orchestrator.deadLetterCount()).toBe(0);
  });

  it('an archived task can be read, with everything that it had', async () => {
    const Handler = Pay({ retention: { after: '1d', action: 'archive' } });
    const app = await start(Handler, { after: '1d' });
    const { taskId } = await app.run(Handler, { order: 7 });
    await age(2);
    expect(await job(app).run()).toEqual({ retired: 1, archived: 1 });
    const archived = await app.orchestrator.archivedTask(taskId.toUpperCase());
    expect(archived).toMatchObject({ taskId, name: 'pay', state: 'complete', finishedAt: expect.any(Date), archivedAt: expect.any(Date) });
    expect(archived.document).toMatchObject({
      task: { context: { order: 7 } },
      steps: [{ name: 'one' }, { name: 'two' }],
      transitions: [{}, { to_state: 'complete' }],
      step_transitions: [{}, {}],
    });
  });

  it('archivedTask refuses what is no id and does not find what was not archived', async () => {
    const app = await start(Pay());
    await expect(app.orchestrator.archivedTask('7')).rejects.toThrow('taskId: must be a UUID');
    await expect(app.orchestrator.archivedTask('019a0000-0000-7000-8000-000000000000')).rejects.toThrow(NotFoundError);
  });

  it('an identity counts as long as its task is stored', async () => {
    const Handler = Pay();
    const app = await start(Handler, { after: '1d' });
    const request = { name: 'pay', context: {}, idempotencyKey: 'once' };
    const first = await app.orchestrator.createTask(request);
    await app.orchestrator.waitForTask(first, { timeout: '10s' });
    expect((await app.orchestrator.createTask(request)).taskId).toBe(first.taskId);
    await age(2);
    await job(app).run();
    const second = await app.orchestrator.createTask(request);
    expect(second.taskId).not.toBe(first.taskId);
    await app.orchestrator.waitForTask(second, { timeout: '10s' });
  });

  it.each([
    ['by its key', { idempotencyKey: 'once' }, {}],
    ['by what it asks for', {}, { identity: { strategy: 'hash' } }],
  ] as const)('a request that repeats a task, found %s and deleted before it was read, is a new task', async (_, key, options) => {
    const Handler = Pay();
    const app = await engine.app([Handler], options);
    const request = { name: 'pay', context: {}, ...key };
    const first = await app.orchestrator.waitForTask(await app.orchestrator.createTask(request), { timeout: '10s' });
    const reader = app.module.get(TaskReader, { strict: false });
    const read = reader.tasks.bind(reader);
    reader.tasks = async (ids, manager) => {
      await engine.rows('select tasker.delete_tasks($1)', [[first.taskId]]);
      return read(ids, manager);
    };
    const [task, other] = await app.orchestrator.createTasks([request, { name: 'pay', context: { other: true } }]);
    expect(task!.taskId).not.toBe(first.taskId);
    expect(task!.duplicate).toBeUndefined();
    expect((await stored()).sort()).toEqual([task!.taskId, other!.taskId].sort());
    await app.orchestrator.waitForTask(task!, { timeout: '10s' });
    await app.orchestrator.waitForTask(other!, { timeout: '10s' });
  });

  it('a round works in batches, and ends after one when it is told to', async () => {
    const Handler = Pay();
    const app = await start(Handler, { after: '1d', batchSize: 2 });
    for (let count = 0; count < 5; count++)
      await insertTask(engine.client, [{ state: 'complete' }], { definition: 'pay', version: '0.1.0' });
    await age(2);
    const progress: object[] = [];
    const lease: JobLease = { progress: null, keep: async (at) => progress.push(at) < 1 };
    expect(await job(app).run(lease)).toMatchObject({ retired: 2 });
    expect(progress).toMatchObject([{ front: expect.any(String) }]);
    expect(await job(app).run({ ...UNLEASED, progress: progress[0] })).toMatchObject({ retired: 3 });
  });

  it('takes finished tasks while others are created, run and fail: nothing of them is left, and nobody is disturbed', async () => {
    let attempts = 0;
    const Handler = workflow('pay', {
      one: {},
      two: {
        dependsOn: 'one',
        retryLimit: 2,
        run: () => {
          if (attempts++ % 5 === 0) throw new Error('busy');
        },
      },
    });
    const app = await engine.app([Handler], { backoff: { defaultBackoffSeconds: [0] } });
    const [definition] = await engine.rows('select named_task_id as id from tasker.named_tasks');
    const policies = JSON.stringify({ [definition?.id]: [0, false] });
    const states = ['complete', 'error'];
    let created = 0;
    const creating = (async () => {
      for (; created < 400; created += 20)
        await app.orchestrator.createTasks(Array.from({ length: 20 }, () => ({ name: 'pay', context: {} })));
    })();
    const runners = [await engine.session(), await engine.session()];
    let retired = 0;
    while (created < 400 || (await stored()).length > 0) {
      const call = 'select retired from tasker.retire_tasks($1, $2, null, 7, 50)';
      const reports = await Promise.all(runners.map((runner) => runner.query(call, [policies, states])));
      for (const { rows } of reports) retired += rows[0].retired;
    }
    await creating;
    expect(retired).toBe(400);
    for (const table of ['workflow_steps', 'task_transitions', 'workflow_step_transitions', 'dead_letters'])
      expect(await engine.rows(`select from tasker.${table}`), table).toEqual([]);
    expect(engine.logs.with('warn')).toEqual([]);
    // Steps that failed twice say so; nothing else went wrong.
    expect(engine.logs.with('error').filter((line) => !line.includes('failed for good'))).toEqual([]);
  });

  it('what stands before the place of the walk is found in the next round', async () => {
    const Handler = Pay();
    const app = await start(Handler, { after: '1d' });
    await insertTask(engine.client, [{ state: 'complete' }]);
    await age(2);
    const beyond = { front: 'ffffffff-ffff-ffff-ffff-ffffffffffff', sweep: null };
    let kept: unknown;
    const lease: JobLease = { progress: beyond, keep: async (at) => Boolean((kept = at)) };
    expect(await job(app).run(lease)).toMatchObject({ retired: 0 });
    expect(await job(app).run({ ...UNLEASED, progress: kept })).toMatchObject({ retired: 1 });
  });
});
