import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnnotationStore } from '../../../libs/tasker/src/database/annotation.store.js';
import { DependentSystemStore } from '../../../libs/tasker/src/database/dependent-system.store.js';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { TaskWriter } from '../../../libs/tasker/src/database/task.writer.js';
import { createdDocument, TaskerFunctions } from '../../../libs/tasker/src/database/tasker.functions.js';
import { WorkerFunctions } from '../../../libs/tasker/src/database/worker.functions.js';
import { useSession } from '../../support/session.js';

describe('the methods of database/, in a schema of another name', () => {
  const session = useSession({ empty: true });
  const schema = 'wf';
  let dataSource: DataSource;
  let database: EngineDatabase;
  beforeEach(async () => {
    await migrateDatabase({ url: session.url }, { schema });
    dataSource = await new DataSource({ type: 'postgres', url: session.url }).initialize();
    database = new EngineDatabase(dataSource, schema, true);
  });
  afterEach(async () => {
    await database.close();
    await session.client.query('drop schema wf cascade');
  });

  const declare = async () => {
    const steps = [{ name: 'only', dependentSystem: 'unknown', queue: 'default', skippable: false, retryable: true, retryLimit: 1 }];
    const snapshot = {
      namespace: 'default',
      name: 'd',
      version: '1.0.0',
      description: null,
      hash: 'h',
      configuration: JSON.stringify({ steps }),
    };
    return new WorkerFunctions(database).registerDefinition(snapshot);
  };
  const call = ({ namedTaskId, steps }: Awaited<ReturnType<typeof declare>>, ...tasks: object[]) => {
    const [named_step_id, lane] = steps['only']!;
    const words = { graph: 0, named_task_id: namedTaskId, priority: 0, initiator: 'a', source_system: 'b', reason: 'c', context: {} };
    return {
      graphs: JSON.stringify([[{ named_step_id, lane, retry_limit: 1, retryable: true, skippable: true, parents: [], children: [] }]]),
      tasks: JSON.stringify(tasks.map((task) => ({ task_id: randomUUID(), tags: [], bypass_steps: [], ...words, ...task }))),
      claim: null,
    };
  };

  it('TaskerFunctions: a duplicate is named by the id that was asked for, also in a caller’s transaction', async () => {
    const functions = new TaskerFunctions(database);
    const definition = await declare();
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const report = await functions.createTasks(
      call(definition, { task_id: first, identity_hash: 'h' }, { task_id: second, identity_hash: 'h' }),
    );
    expect(report).toMatchObject({
      created: new Set([first]),
      duplicates: new Map([[second, first]]),
      requestedAt: expect.any(Date),
      claimed: [],
    });
    await dataSource.transaction(async (manager) => {
      const { text, values } = functions.createStatement(call(definition, { task_id: third, identity_hash: 'h' }));
      const [row] = await manager.query<{ context: unknown }[]>(text, values as unknown[]);
      expect(createdDocument(row?.context)).toMatchObject({ created: new Set(), duplicates: new Map([[third, first]]) });
    });
  });

  it('TaskerFunctions: a lost attempt waits by the profile of its lane', async () => {
    const functions = new TaskerFunctions(database);
    const workers = new WorkerFunctions(database);
    const definition = await declare();
    const lane = definition.steps['only']![1];
    const registration = { leaseMs: 60_000, pid: 1, concurrency: 1, host: 'h', version: '0', queues: ['default'], definitions: {} };
    const [dead, reaper] = [randomUUID(), randomUUID()];
    for (const workerId of [dead, reaper]) await workers.registerWorker({ workerId, ...registration });
    await functions.createTasks({ ...call(definition, {}), claim: { workerId: dead, capacity: 1, lanes: [lane] } });
    await session.client.query('update wf.workflow_steps set retry_limit = 2');
    await session.client.query("update wf.workers set heartbeat_at = now() - interval '1 h' where worker_id = $1", [dead]);
    const profile = (seconds: number) => ({ seconds: [seconds], max: 3600, multiplier: 1, jitter: 0 });
    const lanes = new Map([[lane, profile(70)]]);
    expect(await functions.reapWorker(reaper, { default: profile(5), lanes }, 1)).toMatchObject({
      workerId: dead,
      lost: true,
      steps: 1,
      rested: [],
    });
    expect(await session.rows('select backoff_request_seconds as wait from wf.workflow_steps')).toEqual([{ wait: 70 }]);
  });

  it('WorkerFunctions: namespaces, chosen steps and who handles them', async () => {
    const workers = new WorkerFunctions(database);
    expect(await workers.createNamespace('payments', 'money')).toMatchObject({ description: 'money', created: true });
    expect(await workers.createNamespace('payments', null)).toMatchObject({ description: 'money', created: false });
    const { namedTaskId, steps } = await declare();
    const [only, lane] = steps['only']!;
    const chosen = { name: 'part', like: 'only', queue: 'default', dependentSystem: 'erp' };
    const { part } = await workers.registerSteps(namedTaskId, [chosen]);
    expect(part).toEqual([expect.any(Number), lane]);
    await dataSource.transaction(async (manager) => {
      const { text, values } = workers.registerStepsStatement(namedTaskId, [chosen]);
      expect(await manager.query(text, values as unknown[])).toEqual([{ steps: { part } }]);
    });
    expect(await workers.stepsOfTask(namedTaskId, [part![0], only, -1])).toEqual([
      { namedStepId: only, name: 'only', handledAs: null },
      { namedStepId: part![0], name: 'part', handledAs: only },
    ]);
  });

  it('TaskWriter: deadlines', async () => {
    const writer = new TaskWriter(database);
    expect([await writer.nextDeadlineInMs(), await writer.expire(5)]).toEqual([null, []]);
    const taskId = randomUUID();
    await new TaskerFunctions(database).createTasks(call(await declare(), { task_id: taskId, max_seconds: 0 }));
    expect(await writer.nextDeadlineInMs()).toBeLessThanOrEqual(0);
    expect(await writer.expire(5)).toEqual([{ taskId, state: 'cancelled' }]);
  });

  it('AnnotationStore: notes and hooks', async () => {
    const store = new AnnotationStore(database);
    const definition = await declare();
    const taskId = randomUUID();
    await new TaskerFunctions(database).createTasks(call(definition, { task_id: taskId, annotates: true, bypass: [1] }));
    const none = { type: null, key: null, value: null, taskId: null };
    expect(await store.add(randomUUID(), 'note', '{}')).toBeNull();
    const id = await store.add(taskId, 'note', '{"level":"gold"}');
    expect(await store.claim([-1], 1_000)).toBeNull();
    const hook = await store.claim([definition.namedTaskId], 60_000);
    expect(hook).toEqual({ taskId, attempts: 1 });
    expect([await store.defer(hook!, 0), await store.defer({ taskId, attempts: 9 }, 0)]).toEqual([true, false]);
    const again = await store.claim([definition.namedTaskId], 60_000);
    const notes = [{ type: 'figure', annotation: { n: 1 } }];
    expect([await store.finish(hook!, notes), await store.finish(again!, notes)]).toEqual([false, true]);
    const found = { task_annotation_id: id, task_id: taskId, type: 'note', annotation: { level: 'gold' }, created_at: expect.any(Date) };
    const page = { limit: 10, after: null };
    expect(await store.find({ ...none, type: 'note' }, page)).toEqual([found]);
    expect(await store.find({ ...none, key: 'level', value: 'gold', taskId }, page)).toEqual([found]);
    expect((await store.find(none, { limit: 10, after: id })).map(({ type }) => type)).toEqual(['figure']);
  });

  it('DependentSystemStore: links', async () => {
    const store = new DependentSystemStore(database);
    const [one, two] = [
      { system: 'crm', id: 'C1' },
      { system: 'erp', id: '9' },
    ] as const;
    const { id, created } = await store.link(one, two);
    expect([created, await store.link(two, one)]).toEqual([true, { id, created: false }]);
    expect(await store.links(two)).toEqual([{ id, other_system: 'crm', other_id: 'C1' }]);
  });
});
