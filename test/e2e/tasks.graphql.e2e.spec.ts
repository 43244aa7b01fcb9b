import pg from 'pg';
import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TaskBatchCalls } from '../../libs/tasker/src/api/calls/task-batch.calls.js';
import { Access, UNLIMITED } from '../../libs/tasker/src/auth/access.js';
import { blueprint, createTask } from '../support/creation.js';
import { ask, codesOf, dataOf } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const CREATE = `mutation ($input: TaskerCreateTaskInput!) {
  createTask(input: $input) { task { taskId fullName status tags initiator context steps { stepId name status } } errors { code path message } }
}`;

describe.each(ADAPTERS)('tasks over GraphQL on %s, created and never worked on', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter, api: { rest: false, graphql: 'own' } });
  });
  afterAll(() => host.close());

  const create = async (input: object = {}) =>
    (await dataOf(host, CREATE, { variables: { input: { ...GREETING, ...input } } })).createTask.task as { taskId: string };
  const mutate = async (field: string, input: object, below = 'task { status }') => {
    const type = field.includes('Task')
      ? field === 'retryTask'
        ? 'TaskerRetryTaskInput'
        : 'TaskerTaskActionInput'
      : 'TaskerStepActionInput';
    const text = `mutation ($input: ${INPUTS[field] ?? type}!) { ${field}(input: $input) { ${below} errors { code path message } } }`;
    return (await dataOf(host, text, { variables: { input } }))[field];
  };
  const INPUTS: Readonly<Record<string, string>> = {
    updateTask: 'TaskerUpdateTaskInput',
    updateStep: 'TaskerUpdateStepInput',
    completeStep: 'TaskerCompleteStepInput',
    annotateTask: 'TaskerAnnotateTaskInput',
    cancelTasks: 'TaskerBulkInput',
    resolveDeadLetter: 'TaskerResolveDeadLetterInput',
    linkSystems: 'TaskerLinkSystemsInput',
  };

  it('are created with a context that is an object, and shown with their steps', async () => {
    expect(await create({ tags: ['vip'], initiator: 'ann' })).toEqual({
      taskId: expect.any(String),
      fullName: 'e2e.greeting@1.0.0',
      status: 'pending',
      tags: ['vip'],
      initiator: 'ann',
      context: { name: 'Ann' },
      steps: ['greet', 'bow', 'wave', 'leave'].map((name, place) => ({ stepId: String(place + 1), name, status: 'pending' })),
    });
    const literal =
      'mutation { createTask(input: { namespace: "e2e", name: "greeting", context: { name: "Bea", list: [1, true, null] } }) { task { context version } } }';
    expect((await dataOf(host, literal)).createTask.task).toEqual({ context: { name: 'Bea', list: [1, true, null] }, version: '1.0.0' });
  });

  it('are refused with what is wrong as part of the answer', async () => {
    const { createTask } = await dataOf(host, CREATE, { variables: { input: { name: 'nothing', context: {}, priority: 1 } } });
    expect(createTask).toEqual({
      task: null,
      errors: [{ code: 'INVALID', path: expect.any(String), message: expect.stringContaining('nothing') }],
    });
    expect(await mutate('cancelTask', { taskId: UNKNOWN })).toEqual({
      task: null,
      errors: [{ code: 'NOT_FOUND', path: '', message: `there is no task ${UNKNOWN}` }],
    });
    expect((await mutate('cancelTask', { taskId: 'seven' })).errors).toEqual([
      { code: 'INVALID', path: 'taskId', message: 'must be a UUID' },
    ]);
    expect((await mutate('resolveTask', { taskId: (await create()).taskId })).errors).toMatchObject([
      { code: 'INCOMPLETE', path: 'reason' },
    ]);
  });

  it('are created many at once, all or none', async () => {
    const text =
      'mutation ($inputs: [TaskerCreateTaskInput!]!) { createTasks(inputs: $inputs) { tasks { status steps { name } } errors { path } } }';
    const { createTasks } = await dataOf(host, text, { variables: { inputs: [GREETING, GREETING, GREETING] } });
    expect([createTasks.tasks.length, createTasks.errors]).toEqual([3, []]);
    const refused = (await dataOf(host, text, { variables: { inputs: [GREETING, { ...GREETING, name: 'nothing' }] } })).createTasks;
    expect(refused).toEqual({ tasks: null, errors: [{ path: expect.stringMatching(/^1\./) }] });
  });

  it('give one task for a repeated request, and refuse another one under its key', async () => {
    const first = await create({ idempotencyKey: `key-${adapter}` });
    expect((await create({ idempotencyKey: `key-${adapter}` })).taskId).toBe(first.taskId);
    const other = { ...GREETING, context: { name: 'Bea' }, idempotencyKey: `key-${adapter}` };
    expect((await dataOf(host, CREATE, { variables: { input: other } })).createTask.errors[0]).toMatchObject({ code: 'DUPLICATE' });
  });

  it('are listed newest first in pages, counted only when it is asked for', async () => {
    const tags = [`page-${adapter}`];
    const ids: string[] = [];
    for (let place = 0; place < 5; place += 1) ids.push((await create({ tags, initiator: 'list' })).taskId);
    const text = `query ($after: String, $order: TaskerSortOrder) { tasks(filter: { tags: ["${tags[0]}"], status: pending, initiator: "list" }, first: 2, after: $after, sortOrder: $order) {
      edges { node { taskId } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount } }`;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { tasks } = await dataOf(host, text, { variables: { after } });
      expect([tasks.totalCount, tasks.pageInfo.hasPreviousPage]).toEqual([5, after !== null]);
      seen.push(...tasks.edges.map(({ node }: { node: { taskId: string } }) => node.taskId));
      after = tasks.pageInfo.endCursor;
    } while (after !== null);
    expect(seen).toEqual(ids.toReversed());
    const { tasks } = await dataOf(host, text, { variables: { order: 'asc' } });
    expect(tasks.edges[0].node.taskId).toBe(ids[0]);
  });

  it('are found by status, by a note, and by the kind of their definition', async () => {
    const { taskId } = await create({ name: 'insult' });
    await mutate('cancelTask', { taskId });
    const cancelled = await dataOf(host, '{ tasksByStatus(status: cancelled, first: 1) { nodes { taskId } } }');
    expect(cancelled.tasksByStatus.nodes).toEqual([{ taskId }]);
    expect((await dataOf(host, '{ tasks(filter: { name: "insult", namespace: "e2e" }) { totalCount } }')).tasks.totalCount).toBe(1);
    const note = { taskId, type: 'review', annotation: { by: 'ada' } };
    expect(await mutate('annotateTask', note, 'annotation { type annotation taskId }')).toEqual({ annotation: note, errors: [] });
    const found = await dataOf(
      host,
      `{ tasksByAnnotation(annotationType: "review", annotationKey: "by", annotationValue: "ada") { nodes { taskId annotations { type } } }
      annotations(taskId: "${taskId}") { nodes { annotation } } annotationTypes { name } }`,
    );
    expect(found).toEqual({
      tasksByAnnotation: { nodes: [{ taskId, annotations: [{ type: 'review' }] }] },
      annotations: { nodes: [{ annotation: { by: 'ada' } }] },
      annotationTypes: [{ name: 'review' }],
    });
  });

  it('are null where there is none, and refused where the question is none', async () => {
    expect(
      await dataOf(
        host,
        `{ task(taskId: "${UNKNOWN}") { name } step(taskId: "${UNKNOWN}", stepId: "greet") { name } archivedTask(taskId: "${UNKNOWN}") { name } }`,
      ),
    ).toEqual({
      task: null,
      step: null,
      archivedTask: null,
    });
    for (const [query, path] of [
      ['{ task(taskId: "seven") { name } }', 'taskId'],
      ['{ tasks(first: 0) { totalCount } }', 'first'],
      ['{ tasks(first: 101) { totalCount } }', 'first'],
      ['{ tasks(after: "nothing") { totalCount } }', 'after'],
      ['{ tasks(filter: { context: [{ path: "nowhere", value: "1" }] }) { totalCount } }', 'context.nowhere'],
    ] as const) {
      const { errors } = await ask(host, query);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', details: [{ path }] } }]);
    }
  });

  it('are changed by a person, step by step, and say so in their history', async () => {
    const { taskId } = await create();
    const actor = 'ann';
    expect(await mutate('updateTask', { taskId, tags: ['late'], reason: 'asked again', actor }, 'task { tags reason }')).toMatchObject({
      task: { tags: ['late'], reason: 'asked again' },
    });
    expect(await mutate('pauseTask', { taskId, actor }, 'task { pausedBy }')).toMatchObject({ task: { pausedBy: actor } });
    expect(await mutate('resumeTask', { taskId, actor }, 'task { pausedBy }')).toMatchObject({ task: { pausedBy: null } });
    expect(
      await mutate('updateStep', { taskId, stepId: 'bow', retryLimit: 9, inputs: { low: true } }, 'step { retryLimit inputs }'),
    ).toMatchObject({ step: { retryLimit: 9, inputs: { low: true } } });
    expect(await mutate('updateStep', { taskId, stepId: '2', inputs: null }, 'step { name inputs }')).toMatchObject({
      step: { name: 'bow', inputs: null },
    });
    expect(
      await mutate(
        'completeStep',
        { taskId, stepId: '1', results: { text: 'Hi' }, reason: 'by hand', actor },
        'step { name status results }',
      ),
    ).toMatchObject({
      step: { name: 'greet', status: 'complete', results: { text: 'Hi' } },
    });
    expect((await mutate('completeStep', { taskId, stepId: 'greet', reason: 'again' }, 'step { name }')).errors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect(await mutate('cancelStep', { taskId, stepId: 'wave', actor }, 'step { status } task { status }')).toMatchObject({
      step: { status: 'cancelled' },
    });
    const { task } = await dataOf(
      host,
      `{ task(taskId: "${taskId}") { transitions(first: 100) { nodes { kind step toStatus actor reason metadata } } results } }`,
    );
    expect(task.results).toEqual({ greet: { text: 'Hi' } });
    expect(task.transitions.nodes).toContainEqual({
      kind: 'step',
      step: 'greet',
      toStatus: 'complete',
      actor,
      reason: 'by hand',
      metadata: null,
    });
    expect(task.transitions.nodes.filter((row: any) => row.metadata?.action === 'update')).toHaveLength(1);
  });

  it('are acted on in bulk with the number that is expected', async () => {
    const tags = [`bulk-${adapter}`];
    await create({ tags });
    await create({ tags });
    const input = { selection: { tags, status: ['pending'] }, reason: 'outdated' };
    const result = 'result { matched changed unchanged refused busy }';
    expect((await mutate('cancelTasks', { ...input, dryRun: true }, result)).result).toMatchObject({ matched: 2, changed: 0 });
    expect((await mutate('cancelTasks', { ...input, expected: 3 }, result)).errors).toMatchObject([{ code: 'INVALID' }]);
    expect((await mutate('cancelTasks', input, result)).result).toEqual({ matched: 2, changed: 2, unchanged: 0, refused: 0, busy: 0 });
    expect((await mutate('cancelTasks', { selection: {}, reason: 'all' }, result)).errors).toMatchObject([{ path: 'expected' }]);
  });

  it('are explained, analysed, forecast and drawn', async () => {
    const { taskId } = await create();
    const { task } = await dataOf(
      host,
      `{ task(taskId: "${taskId}") {
      explanation { reason message steps { name reason } } executionContext { executionStatus nextAction { action } } readiness { name canExecuteNow }
      analysis { taskExecutionSummary { totalSteps } criticalPaths { totalPaths paths { stepNames } } } forecast { expected { seconds } }
      diagram svg: diagram(format: svg) diagramData { nodes { kind level } } workflowSummary { ready totalSteps }
      steps { name isRootStep parents { name } children { name } siblings { name } transitions { nodes { toStatus } } } } }`.replace(
        / transitions \{ nodes \{ toStatus \} \}/,
        '',
      ),
    );
    expect(task.explanation.steps.map(({ name }: { name: string }) => name)).toEqual(['greet', 'bow', 'wave', 'leave']);
    expect(task.analysis.criticalPaths).toMatchObject({
      totalPaths: '2',
      paths: [{ stepNames: expect.arrayContaining(['greet', 'leave']) }, {}],
    });
    expect([task.diagram.slice(0, 5), task.svg.slice(0, 4)]).toEqual(['graph', '<svg']);
    expect(task.workflowSummary).toEqual({ ready: 1, totalSteps: 4 });
    expect(task.steps[1]).toEqual({
      name: 'bow',
      isRootStep: false,
      parents: [{ name: 'greet' }],
      children: [{ name: 'leave' }],
      siblings: [{ name: 'wave' }],
    });
    const what = `{ whatIf(taskId: "${taskId}", factors: [{ step: "greet", factor: 0.5 }]) { savedSeconds } step(taskId: "${taskId}", stepId: "bow") { name task { taskId } transitions { nodes { toStatus } } } }`;
    expect(await dataOf(host, what)).toEqual({
      whatIf: { savedSeconds: expect.any(Number) },
      step: { name: 'bow', task: { taskId }, transitions: { nodes: [] } },
    });
  });

  it('stand beside what the process can run and how it is doing', async () => {
    const answer = await dataOf(
      host,
      `{
      namespaces { name handlers } handlers(namespace: "e2e") { name versions latestVersion } handler(namespace: "e2e", name: "greeting") { fullName stepTemplates { name dependsOn } dependencyGraph { executionOrder summary { maxDepth } } }
      missing: handler(namespace: "e2e", name: "nothing") { name } handlerDiagram(namespace: "e2e", name: "greeting")
      handlerDifference(namespace: "e2e", name: "greeting", from: "1.0.0", to: "latest") { identical }
      performance(fresh: true) { systemOverview { activeTasks } performanceTrends { lastHour { taskThroughput taskDurations { p95 } } } scope { namespace } cacheInfo { cached } }
      bottlenecks(period: 2) { analysisPeriodHours recommendations { code } bottleneckAnalysis { slowestTasks { taskId } errorPatterns { totalErrors } } }
      workers { nodes { state } } limits { name } circuits { name } staleTasks { nodes { kind } } staleCounts { kind count } healthStatus { healthy queue { unfinishedTasks } counts { totalTasks } readiness generatedAt } deadLetters { nodes { kind } } deadLetterCount
    }`,
    );
    expect(answer).toMatchObject({
      namespaces: expect.arrayContaining([{ name: 'e2e', handlers: 2 }]),
      handlers: [{ name: 'greeting', versions: ['1.0.0'], latestVersion: '1.0.0' }, { name: 'insult' }],
      handler: { fullName: 'e2e.greeting@1.0.0', dependencyGraph: { executionOrder: expect.any(Array), summary: { maxDepth: 2 } } },
      missing: null,
      handlerDiagram: expect.stringContaining('graph'),
      handlerDifference: { identical: true },
      bottlenecks: { analysisPeriodHours: 2 },
      workers: { nodes: [] },
      staleCounts: expect.arrayContaining([{ kind: 'waiting', count: 0 }]),
      deadLetterCount: 0,
      healthStatus: {
        healthy: expect.any(Boolean),
        queue: { unfinishedTasks: expect.any(Number) },
        generatedAt: expect.stringMatching(/Z$/),
      },
    });
    expect(await mutate('linkSystems', { systemA: 'shop', idA: adapter, systemB: 'bank', idB: '7' }, 'link { created }')).toMatchObject({
      link: { created: true },
    });
    expect((await dataOf(host, `{ systemLinks(system: "shop", id: "${adapter}") { system id } }`)).systemLinks).toEqual([
      { system: 'bank', id: '7' },
    ]);
  });

  it('are read with the same statements, however many they are', async () => {
    const tags = [`many-${adapter}`];
    for (let place = 0; place < 6; place += 1) await create({ tags });
    const counted = async (first: number) => {
      const query = vi.spyOn(pg.Client.prototype, 'query');
      const { tasks } = await dataOf(
        host,
        `{ tasks(first: ${first}, filter: { tags: ["${tags[0]}"] }) { nodes {
        context results workflowSummary { ready } annotations { type } steps { name task { taskId } parents { name children { name } } } } } }`,
      );
      const sent = query.mock.calls.length;
      query.mockRestore();
      expect(tasks.nodes).toHaveLength(first);
      return sent;
    };
    await counted(2);
    const [two, six] = [await counted(2), await counted(6)];
    expect([two, six]).toEqual([two, two]);
    expect(two).toBeLessThanOrEqual(6);
  });

  it('are read as far as they are asked for: contexts without steps, and steps without what they hold', async () => {
    const tags = [`little-${adapter}`];
    await create({ tags });
    await mutate(
      'annotateTask',
      { taskId: (await create({ tags })).taskId, type: 'little', annotation: { by: adapter } },
      'annotation { type }',
    );
    const read = async (field: string, below: string) => {
      const query = vi.spyOn(pg.Client.prototype, 'query');
      const answer = await dataOf(host, `{ list: ${field} { nodes { ${below} } } }`);
      const texts = query.mock.calls
        .map(([sent]) => (typeof sent === 'string' ? sent : (sent as unknown as { text: string }).text))
        .join(' ');
      query.mockRestore();
      expect(answer.list.nodes).not.toEqual([]);
      return ['workflow_steps', 't.context', 's.inputs', 's.results', 's.error'].filter((word) => texts.includes(word));
    };
    const tasks = `tasks(filter: { tags: ["${tags[0]}"] })`;
    expect(await read(tasks, 'name')).toEqual([]);
    expect(await read(tasks, 'context')).toEqual(['t.context']);
    expect(await read(tasks, 'steps { name } workflowSummary { ready }')).toEqual(['workflow_steps']);
    expect(await read(tasks, 'results')).toEqual(['workflow_steps', 's.results']);
    expect(await read(tasks, 's: steps { ...f } } } } fragment f on TaskerStep { children { error { message } parents { inputs')).toEqual([
      'workflow_steps',
      's.inputs',
      's.error',
    ]);
    const noted = `tasksByAnnotation(annotationType: "little", annotationKey: "by", annotationValue: "${adapter}")`;
    expect(await read(noted, 'name')).toEqual([]);
  });

  it('are handed out as far as an answer can hold them, however their steps lead to one another', async () => {
    const connection = new pg.Client({ connectionString: host.database });
    await connection.connect();
    const width = 150;
    const plan = await blueprint(connection, width + 2, 'wide');
    const middle = Array.from({ length: width }, () => ({ parents: [1] }));
    const taskId = await createTask(connection, plan, [{}, ...middle, { parents: middle.map((_, at) => at + 2) }]);
    await connection.end();
    const one = (below: string) => `{ task(taskId: "${taskId}") { steps { ${below} } } }`;
    const { task } = await dataOf(host, one('children { name } parents { name }'));
    expect(task.steps[0].children).toHaveLength(width);
    expect(task.steps.at(-1).parents).toHaveLength(width);
    expect(await codesOf(host, one('children { parents { __typename } }'))).toContain('OPERATION_TOO_COMPLEX');
    expect(await codesOf(host, one('siblings { name }'))).toContain('OPERATION_TOO_COMPLEX');
    const calls = host.app.get(TaskBatchCalls, { strict: false });
    const read = async (bounds: object) =>
      (await calls.views(UNLIMITED, [taskId], { contents: ['inputs'], mostSteps: 1_000, mostBytes: 1_000, ...bounds })).complete;
    expect([await read({}), await read({ mostSteps: width + 2 }), await read({ mostSteps: width + 1 })]).toEqual([true, true, false]);
    await mutate('updateStep', { taskId, stepId: '1', inputs: { text: 'x'.repeat(2_000) } }, 'step { name }');
    expect([await read({}), await read({ contents: [] }), await read({ mostBytes: 3_000 })]).toEqual([false, true, true]);
    const other = (await create({ context: { name: 'x'.repeat(2_000) } })).taskId;
    const contexts = async (mostBytes: number) => (await calls.contexts(UNLIMITED, [taskId, other], mostBytes)).complete;
    expect([await contexts(1_000), await contexts(5_000)]).toEqual([false, true]);
    expect((await calls.contexts(new Access(null, ['elsewhere']), [taskId, other], 5_000)).found.size).toBe(0);
  });

  it('are refused to operations that are too costly, in a batch, or no JSON', async () => {
    const many = (count: number) =>
      `{ ${Array.from({ length: count }, (_, place) => `t${place}: tasks(first: 1) { totalCount }`).join(' ')} }`;
    expect(await codesOf(host, many(3))).toEqual([]);
    expect(new Set(await codesOf(host, many(600)))).toEqual(new Set(['OPERATION_TOO_COMPLEX']));
    const wide = 'query ($first: Int) { tasks(first: $first) { nodes { steps { children { children { name } } } } } }';
    expect(await codesOf(host, wide, { variables: { first: 100 } })).toEqual(['OPERATION_TOO_COMPLEX']);
    expect(await codesOf(host, '{ tasks { nodes { explanation { reason } } } }')).toEqual(['NOT_IN_A_LIST']);
    const batch = await host.raw.post('/tasker/graphql').send([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
    expect([batch.status, JSON.stringify(batch.body)]).toEqual([400, expect.not.stringContaining('stack')]);
    expect((await host.raw.get('/tasker/graphql?query={tasks{totalCount}}')).status).toBe(400);
    const deep = `mutation { createTask(input: { name: "greeting", context: { a: ${'['.repeat(20_000)}${']'.repeat(20_000)} } }) { task { taskId } } }`;
    expect(await codesOf(host, deep)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codesOf(host, 'subscription { tasksChanged { kind } }')).toEqual(['BAD_REQUEST']);
    const text = await host.raw.post('/tasker/graphql').set('content-type', 'text/plain').send('{ tasks { totalCount } }');
    expect(text.status).toBeGreaterThanOrEqual(400);
  });

  it('answer nothing of the server where it is at fault', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(() => {
      throw new Error('relation "secret" does not exist');
    });
    try {
      const { errors } = await ask(host, '{ tasks { totalCount } }');
      expect(errors).toMatchObject([{ message: expect.stringContaining('internal error'), extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(JSON.stringify(errors)).not.toMatch(/secret|stack/);
    } finally {
      query.mockRestore();
    }
  });

  it('take whatever text there is', async () => {
    for (const name of ['\u0000', '\ud800', `'; drop table tasks; --`, '<script>', 'x'.repeat(10_000), '‮']) {
      const { createTask } = await dataOf(host, CREATE, { variables: { input: { ...GREETING, name, reason: name } } });
      expect(createTask.errors.length).toBeGreaterThan(0);
      expect(
        await codesOf(host, 'query ($n: String) { tasks(filter: { name: $n, tags: [$n] }) { totalCount } }'.replace('[$n]', '["x"]'), {
          variables: { n: name },
        }),
      ).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });
});

describe('tasks over GraphQL, worked on', () => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ worker: true, api: { rest: false, graphql: 'own' } });
  });
  afterAll(() => host.close());

  it('show their results, and a person what needs one', async () => {
    const orchestrator = host.app.get(Orchestrator);
    const [done, failed] = await Promise.all([orchestrator.createTask(GREETING), orchestrator.createTask({ ...GREETING, name: 'insult' })]);
    await Promise.all([done, failed].map(({ taskId }) => orchestrator.waitForTask(taskId, { timeout: '20s' })));
    const answer = await dataOf(
      host,
      `{ task(taskId: "${done.taskId}") { status complete results steps { attempts processed } }
      deadLetters { nodes { kind task { taskId } failedSteps { name error { message errorClass errorCode } history { attempt toStatus } } actions { action step } } } deadLetterCount workers { nodes { state definitions } } }`,
    );
    expect(answer.task).toMatchObject({
      status: 'complete',
      complete: true,
      results: { greet: { text: 'Hello Ann' }, leave: { bowed: 15 } },
    });
    expect(answer.deadLetters.nodes).toMatchObject([
      {
        kind: 'failed_for_good',
        task: { taskId: failed.taskId },
        failedSteps: [{ name: 'shout', error: { errorCode: 'RUDE' }, history: [{ attempt: 1, toStatus: 'error' }] }],
      },
    ]);
    expect(answer.workers.nodes).toMatchObject([{ state: 'live', definitions: expect.arrayContaining(['e2e.greeting@1.0.0']) }]);
    const resolve = `mutation { resolveDeadLetter(input: { taskId: "${failed.taskId}", action: resolve, reason: "said sorry" }) { task { status } errors { code } } }`;
    expect((await dataOf(host, resolve)).resolveDeadLetter).toEqual({ task: { status: 'resolved_manually' }, errors: [] });
  });
});
