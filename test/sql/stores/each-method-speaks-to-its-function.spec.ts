import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnnotationStore } from '../../../libs/tasker/src/database/annotation.store.js';
import { BulkStore } from '../../../libs/tasker/src/database/bulk.store.js';
import { DeadLetterReader } from '../../../libs/tasker/src/database/dead-letter.reader.js';
import { DependentSystemStore } from '../../../libs/tasker/src/database/dependent-system.store.js';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { EventFeedStore } from '../../../libs/tasker/src/database/event-feed.store.js';
import { LimitFunctions } from '../../../libs/tasker/src/database/limit.functions.js';
import { ProgressReader } from '../../../libs/tasker/src/database/progress.reader.js';
import { QueueFiguresStore } from '../../../libs/tasker/src/database/queue-figures.store.js';
import { OperationStore } from '../../../libs/tasker/src/database/operation.store.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { StalenessStore } from '../../../libs/tasker/src/database/staleness.store.js';
import { TaskHistoryReader } from '../../../libs/tasker/src/database/task-history.reader.js';
import { TaskWriter } from '../../../libs/tasker/src/database/task.writer.js';
import { createdDocument, TaskerFunctions } from '../../../libs/tasker/src/database/tasker.functions.js';
import { WorkerFunctions } from '../../../libs/tasker/src/database/worker.functions.js';
import { WorkerReader } from '../../../libs/tasker/src/database/worker.reader.js';
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
    const registration = {
      leaseMs: 60_000,
      pid: 1,
      concurrency: 1,
      host: 'h',
      version: '0',
      queues: ['default'],
      definitions: {},
      lanes: [],
    };
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

  it('WorkerFunctions: what a worker may claim, when it starts and later', async () => {
    const workers = new WorkerFunctions(database);
    const workerId = randomUUID();
    const stored = async () => (await session.rows('select lanes, definitions from wf.workers'))[0];
    const registration = { leaseMs: 60_000, pid: 1, concurrency: 1, host: 'h', version: '0', queues: ['default'] };
    await workers.registerWorker({ workerId, ...registration, definitions: { a: 'x' }, lanes: [1, 4] });
    expect(await stored()).toEqual({ lanes: [1, 4], definitions: { a: 'x' } });
    await workers.setWorkerLanes({ workerId, lanes: [], definitions: { b: 'y' } });
    expect(await stored()).toEqual({ lanes: [], definitions: { b: 'y' } });
  });

  it('ProgressReader: explanation, context, readiness and circuits', async () => {
    const reader = new ProgressReader(database);
    const functions = new TaskerFunctions(database);
    const taskId = randomUUID();
    await functions.createTasks(call(await declare(), { task_id: taskId }));
    expect(await reader.explain(taskId)).toMatchObject([
      { workflow_step_id: null, name: null, state: 'pending', reason: 'no_worker', circuit: null },
      { workflow_step_id: 1, name: 'only', state: 'pending', reason: 'no_worker', circuit: 'closed' },
    ]);
    expect(await reader.executionContext(taskId)).toMatchObject({
      task_id: taskId,
      total_steps: 1,
      ready_steps: 1,
      completion_percentage: 0,
      execution_status: 'has_ready_steps',
      next_in_seconds: 0,
      next_is_retry: false,
    });
    expect(await reader.readiness(taskId)).toMatchObject([
      { workflow_step_id: 1, name: 'only', ready_in_seconds: 0, is_released: true, task_paused: false, circuit: 'closed' },
    ]);
    expect(await reader.circuits()).toMatchObject([{ name: 'unknown', circuit: 'closed', closed_steps: 1, sampled: false }]);
    expect([await reader.explain(randomUUID()), await reader.executionContext(randomUUID())]).toEqual([[], null]);
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
    expect([await writer.nextDeadlineInMs(), await writer.expire(5, false)]).toEqual([null, []]);
    const taskId = randomUUID();
    await new TaskerFunctions(database).createTasks(call(await declare(), { task_id: taskId, max_seconds: 0 }));
    expect(await writer.nextDeadlineInMs()).toBeLessThanOrEqual(0);
    expect(await writer.expire(5, false)).toEqual([{ taskId, state: 'error', told: null }]);
  });

  it('OperationStore: a task and a step, by place and by name', async () => {
    const store = new OperationStore(database);
    const [taskId, nobody] = [randomUUID(), randomUUID()];
    const definition = await declare();
    await new TaskerFunctions(database).createTasks(call(definition, { task_id: taskId }));
    const by = { actor: 'ann', reason: 'x' };
    const unchanged = { state: 'pending', refused: false, changed: false, told: null };
    const done = { state: 'pending', refused: false, changed: true, told: null };
    expect(await store.pauseTask(taskId, by)).toEqual(done);
    expect(await store.resumeTask(taskId, by)).toEqual(done);
    expect(await store.retryTask(taskId, 1, by)).toEqual(unchanged);
    const step = { stepId: 1, stepState: 'pending', attempt: null, since: null };
    expect(await store.retryStep(taskId, 'only', { ...by, attempts: null })).toEqual({ ...unchanged, ...step });
    expect(await store.changeRetryLimit(taskId, 1, { ...by, retryLimit: 4 })).toEqual({ ...done, ...step });
    expect(await store.cancelStep(taskId, 'onyl', by)).toEqual({ ...unchanged, refused: true, ...step, stepId: 0, stepState: null });
    expect(await store.cancelStep(nobody, 1, by)).toBeNull();
    expect(await store.stepNames(taskId)).toEqual(['only']);
    expect(await store.contract(taskId, 'only')).toEqual({
      namedTaskId: definition.namedTaskId,
      stepId: 1,
      declaredStep: 'only',
      resultSchema: null,
    });
    expect([await store.contract(taskId, 2), await store.contract(nobody, 1)]).toEqual([null, null]);
    const end = { state: 'complete', results: '{"a":1}' } as const;
    expect(await store.settleStep(taskId, 'only', { ...by, end })).toEqual({ ...done, ...step, state: 'complete', stepState: 'complete' });
    expect(await store.cancelTask(taskId, by)).toEqual({ ...unchanged, state: 'complete', refused: true });
    expect(await store.resolveTask(nobody, by)).toBeNull();
    expect(await session.rows('select results from wf.workflow_steps')).toEqual([{ results: { a: 1 } }]);
  });

  it('whoever asks is told what an action wrote to the history, by a store of any kind', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await new TaskerFunctions(database).createTasks(call(await declare(), { task_id: first }, { task_id: second, max_seconds: 0 }));
    const by = { actor: 'ann', reason: 'x', tell: true };
    const operations = new OperationStore(database);
    const paused = await operations.pauseTask(first, by);
    expect(paused!.told).toMatchObject({
      tasks: [{ taskId: first, state: 'pending', context: {} }],
      transitions: [{ kind: 'task', taskId: first, from: 'pending', to: 'pending', actor: 'ann', metadata: { action: 'pause' } }],
    });
    expect((await operations.pauseTask(first, by))!.told).toBeNull();
    const changed = await operations.changeRetryLimit(first, 'only', { ...by, retryLimit: 9 });
    expect(changed!.told!.transitions).toMatchObject([{ kind: 'step', name: 'only', metadata: { from: 1, to: 9 } }]);
    const [cancelled] = await new BulkStore(database).act('cancel', [first], { filter: {}, acting: by });
    expect(cancelled!.told!.transitions).toMatchObject([
      { kind: 'step', from: 'pending', to: 'cancelled' },
      { kind: 'task', to: 'cancelled', reason: 'x' },
    ]);
    const [expired] = await new TaskWriter(database).expire(5, true);
    expect(expired!.told).toMatchObject({
      tasks: [{ taskId: second }],
      transitions: [{ kind: 'task', to: 'error', reason: 'max_execution_time' }],
    });
  });

  it('what people change, and the history of it; notes, warnings and workers of some namespaces', async () => {
    const operations = new OperationStore(database);
    const taskId = randomUUID();
    await new TaskerFunctions(database).createTasks(call(await declare(), { task_id: taskId }));
    const by = { actor: 'ann', reason: 'x' };
    expect(await operations.updateTask(taskId, { reason: 'gift', tags: ['vip'] }, by)).toMatchObject({ state: 'pending', changed: true });
    expect(await operations.updateTask(randomUUID(), { reason: 'gift', tags: null }, by)).toBeNull();
    const change = { inputs: '{"a":1}', retryLimit: 5 };
    expect(await operations.updateStep(taskId, 'only', { ...by, change })).toMatchObject({ stepState: 'pending', changed: true });
    const history = new TaskHistoryReader(database);
    const stretch = { taskId, stepId: null, after: { task: null, step: null }, descending: true, limit: 9 };
    expect((await history.page(stretch)).map(({ metadata }) => metadata!['action'])).toEqual([
      'change_retry_limit',
      'change_inputs',
      'update',
    ]);
    expect([await history.stepPlace(taskId, 'only'), await history.stepPlace(taskId, 2)]).toEqual([1, null]);
    const notes = new AnnotationStore(database);
    await notes.add(taskId, 'note', '{}');
    const types = (within: string[] | null) => notes.types(within, { limit: 9, looked: 9 });
    expect([await types(null), await types(['default']), await types(['other'])]).toEqual([
      [{ name: 'note', description: null }],
      [{ name: 'note', description: null }],
      [],
    ]);
    const letters = new DeadLetterReader(database);
    expect([
      await letters.has(taskId),
      await letters.count({ within: ['default'] }),
      await letters.page({ within: ['default'] }, null, 9),
    ]).toEqual([false, 0, []]);
    const stale = new StalenessStore(database);
    expect([await stale.list({ kind: null, within: ['default'] }, null, 9), await stale.counts(null)]).toEqual([[], []]);
    expect(await new LimitFunctions(database).list(['default'])).toEqual([]);
    expect(await new ProgressReader(database).circuits(['default'])).toMatchObject([{ name: 'unknown', closed_steps: 1 }]);
    const workers = new WorkerFunctions(database);
    const workerId = randomUUID();
    const registration = { leaseMs: 60_000, pid: 1, concurrency: 1, host: 'h', version: '0', queues: ['default'], lanes: [] };
    await workers.registerWorker({ workerId, ...registration, definitions: { 'default.d@1.0.0': 'h', 'other.d@1.0.0': 'h' } });
    await workers.drainWorker(workerId);
    const filter = { state: 'draining', queue: 'default', within: ['default'] } as const;
    expect(await new WorkerReader(database).page(filter, null, 9)).toMatchObject([
      { worker_id: workerId, definitions: ['default.d@1.0.0'] },
    ]);
    expect(await workers.removeWorkers(0, 9)).toBe(0);
    await workers.stopWorker(workerId);
    expect(await workers.removeWorkers(0, 9)).toBe(1);
  });

  it('BulkStore: counts, pages and acts', async () => {
    const store = new BulkStore(database);
    const ids = [randomUUID(), randomUUID(), randomUUID()].sort();
    await new TaskerFunctions(database).createTasks(call(await declare(), ...ids.map((task_id) => ({ task_id }))));
    const filter = { namespace: 'default', name: 'd', version: '1.0.0', states: ['pending' as const], paused: false };
    const { matched, at } = await store.count(filter);
    expect(matched).toBe(3);
    const first = await store.page(filter, { at, after: null, limit: 2 });
    expect([first, await store.page(filter, { at, after: first[1]!, limit: 2 })]).toEqual([ids.slice(0, 2), ids.slice(2)]);
    expect(await store.page(filter, { at: '2000-01-01T00:00:00Z', after: null, limit: 2 })).toEqual([]);
    const outcomes = await store.act('cancel', ids, { filter, acting: { actor: null, reason: 'x' } });
    expect(outcomes).toEqual(ids.map((taskId) => ({ taskId, state: 'cancelled', outcome: 'changed', told: null })));
    expect(await store.count({ states: ['error'] })).toMatchObject({ matched: 0 });
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
    const found = { task_annotation_id: id, task_id: taskId, type: 'note', annotation: { level: 'gold' } };
    const whole = { ...found, created_at: expect.any(Date), reached: true, ends: false };
    const page = { limit: 10, after: null };
    expect(await store.find({ ...none, type: 'note' }, page)).toEqual([whole]);
    expect(await store.find({ ...none, key: 'level', value: 'gold', taskId }, { ...page, looked: 1 })).toEqual([{ ...whole, ends: true }]);
    expect((await store.find(none, { limit: 10, after: id })).map(({ type }) => type)).toEqual(['figure']);
  });

  it('EventFeedStore: an event is fed, fails, is given up and delivered again', async () => {
    const store = new EventFeedStore(database);
    const [taskId, holder] = [randomUUID(), randomUUID()];
    const lease = { leaseMs: 60_000, limit: 10, patterns: [] };
    const policy = { maxAttempts: 2, waitMs: 0 };
    const broken = { message: 'broken' };
    const terms = { patterns: [], maxAgeMs: 60_000 };
    const registered = [
      await store.register('a', { ...terms, wants: ['task:*'] }),
      await store.register('a', { ...terms, wants: ['task:action'] }),
    ];
    expect(registered).toEqual([true, false]);
    expect(await store.read('a', holder, lease)).toMatchObject({ page: null, events: [] });
    await new TaskerFunctions(database).createTasks(call(await declare(), { task_id: taskId }));
    await new OperationStore(database).pauseTask(taskId, { actor: 'ann', reason: 'x' });
    const page = await store.read('a', holder, lease);
    if (typeof page === 'string' || page.page === null) throw new Error('no page');
    const { position } = page.events[0]!;
    expect(page).toMatchObject({
      through: position,
      more: false,
      lost: 0,
      tasks: [{ taskId }],
      events: [{ kind: 'task', position, taskId }],
    });
    const failures = [[position, broken]] as const;
    expect(await store.commitPage('a', holder, { ...page, page: page.page, delivered: 0, failures, ...policy })).toEqual([]);
    expect(await store.due('a', holder, lease)).toMatchObject({
      lost: [],
      events: [{ position, attempts: 1, transition: { actor: 'ann' } }],
    });
    const givenUp = { position, taskId, attempts: 2 };
    expect(await store.settle('a', holder, { settled: failures, ...policy })).toEqual([givenUp]);
    expect(await store.givenUp('a', 0, 10)).toMatchObject([{ ...givenUp, kind: 'task', name: 'action', error: broken }]);
    expect(await store.lag(10)).toMatchObject([
      { consumer: 'a', waiting: 0, open: 0, givenUp: 1, failed: 2, delivered: 0, lost: 0, holder },
    ]);
    expect(await store.redeliver('a', [position])).toBe(1);
    expect(await store.settle('a', holder, { settled: [[position, null]], ...policy })).toEqual([]);
    expect([await store.renew('a', holder, 60_000), await store.renew('a', randomUUID(), 60_000)]).toEqual([true, false]);
    await store.release('a', holder);
    expect(await store.trim({ after: 0, limit: 1 })).toEqual({ deleted: 1, lost: {}, next: position });
    expect([await store.drop('a', null), await store.remove('a'), await store.remove('a'), await store.read('a', holder, lease)]).toEqual([
      ...[0, 'removed', 'unknown', 'unknown'],
    ]);
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

  it('reads the figures of the queue', async () => {
    const figures = await new QueueFiguresStore(database).read(100);
    expect(figures).toEqual({
      ready: [],
      tasks: {},
      deadLetters: 0,
      warnings: {},
      bottlenecks: {},
      analyticsAge: null,
      workers: 0,
      capped: false,
    });
  });
});
