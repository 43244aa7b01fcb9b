import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { Orchestrator, PERMISSIONS } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { fieldText, rootOperations, type RootOperation } from '../support/graphql.operations.js';
import { nestedFields } from '../support/nested.fields.js';
import { ask, codesOf, dataOf } from './graphql.client.js';
import { socketCodes } from './graphql.socket.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

/** Parts of an operation that cancels a task. */
interface Parts {
  readonly allowed: string;
  readonly field: string;
  readonly below: string;
}

/**
 * Every nested field that has a resolver, with what it asks for beside what its root field does; null: what it shows belongs to what it is a
 * field of, and whoever is shown that may see it. A new field must be put here by somebody who has thought of it.
 */
const NESTED: Readonly<Record<string, string | null>> = {
  'TaskerChange.task': 'tasker.task:show',
  'TaskerStep.children': 'tasker.workflow_step:index',
  'TaskerStep.parents': 'tasker.workflow_step:index',
  'TaskerStep.siblings': 'tasker.workflow_step:index',
  'TaskerStep.task': 'tasker.task:show',
  'TaskerStep.transitions': 'tasker.workflow_step:show',
  'TaskerTask.analysis': 'tasker.task:show',
  'TaskerTask.annotations': 'tasker.annotation:index',
  'TaskerTask.context': null,
  'TaskerTask.diagram': 'tasker.task_diagram:index',
  'TaskerTask.diagramData': 'tasker.task_diagram:index',
  'TaskerTask.executionContext': 'tasker.task:explain',
  'TaskerTask.explanation': 'tasker.task:explain',
  'TaskerTask.forecast': 'tasker.task:show',
  'TaskerTask.readiness': 'tasker.workflow_step:explain',
  'TaskerTask.results': 'tasker.workflow_step:index',
  'TaskerTask.steps': 'tasker.workflow_step:index',
  'TaskerTask.transitions': 'tasker.task:show',
  'TaskerTask.workflowSummary': null,
};

/** An operation that leads to an object of a type, and what its root field asks for. */
const LEADING: Readonly<Record<string, { readonly to: (taskId: string, below: string) => string; readonly permission: string }>> = {
  TaskerTask: { to: (taskId, below) => `{ task(taskId: "${taskId}") { ${below} } }`, permission: 'tasker.task:show' },
  TaskerStep: {
    to: (taskId, below) => `{ step(taskId: "${taskId}", stepId: "bow") { ${below} } }`,
    permission: 'tasker.workflow_step:show',
  },
  TaskerChange: { to: (taskId, below) => `subscription { taskChanged(taskId: "${taskId}") { ${below} } }`, permission: 'tasker.task:show' },
};

const allBut = (permission: string) => PERMISSIONS.filter((one) => one !== permission);
const reader = bearer({ permissions: ['tasker.task:index', 'tasker.task:show'] });

describe.each(ADAPTERS)('who may ask for what over GraphQL on %s', (adapter) => {
  let host: HostApplication;
  let taskId: string;
  let schema: GraphQLSchema;
  let operations: RootOperation[];
  let subscriptions: RootOperation[];
  beforeAll(async () => {
    host = await startHost({ adapter, api: { rest: false, graphql: 'own' }, auth: { authenticator: new TestAuthenticator() } });
    ({ taskId } = await host.app.get(Orchestrator).createTask(GREETING));
    ({ schema } = host.app.get(GraphQLSchemaHost, { strict: false }));
    operations = rootOperations(schema).filter(({ kind }) => kind !== 'subscription');
    subscriptions = rootOperations(schema).filter(({ kind }) => kind === 'subscription');
  });
  afterAll(() => host.close());

  const letIn = async (headers: Record<string, string>, code: string) => {
    const answers = await Promise.all(operations.map(async ({ name, text }) => ({ name, ...(await ask(host, text, { headers })) })));
    return answers.filter(
      ({ data, errors = [] }) =>
        (data !== null && Object.values(data).some((value) => value !== null)) || errors[0]?.extensions['code'] !== code,
    );
  };

  it('answers no field to a caller without credentials, or with bad ones', async () => {
    expect(operations.length).toBeGreaterThan(40);
    expect(await letIn({}, 'UNAUTHENTICATED')).toEqual([]);
    expect(await letIn({ authorization: 'Bearer nobody' }, 'UNAUTHENTICATED')).toEqual([]);
  });

  it('opens no subscription for a caller without credentials, with bad ones, or without its permission', async () => {
    expect(subscriptions.length).toBeGreaterThan(1);
    for (const { text } of subscriptions) {
      expect(await socketCodes(host, text)).toEqual(['UNAUTHENTICATED']);
      expect(await socketCodes(host, text, { connectionParams: { authorization: 'Bearer nobody' } })).toEqual(['UNAUTHENTICATED']);
      for (const caller of [{ permissions: [] }, { admin: true, namespaces: [] }, { permissions: allBut('tasker.task:show') }]) {
        expect(await socketCodes(host, text, { connectionParams: bearer(caller) })).toEqual(['FORBIDDEN']);
      }
    }
  });

  it('answers no field to a caller without permissions, or one that may do everything nowhere', async () => {
    expect(await letIn(bearer({ permissions: [] }), 'FORBIDDEN')).toEqual([]);
    expect(await letIn(bearer({ admin: true, namespaces: [] }), 'FORBIDDEN')).toEqual([]);
  });

  it.each([
    ['an alias', (of: Parts) => `mutation { t: ${of.field} ${of.below} }`],
    ['a second field', (of: Parts) => `mutation { ${of.allowed} ${of.field} ${of.below} }`],
    [
      'a comment and a directive',
      (of: Parts) => `mutation ($yes: Boolean = true) { # a word {\n ${of.field} @include(if: $yes) ${of.below} }`,
    ],
    ['a named fragment', (of: Parts) => `mutation { ...all } fragment all on Mutation { ${of.field} ${of.below} }`],
    ['an inline fragment', (of: Parts) => `mutation { ... on Mutation { ${of.field} ${of.below} } }`],
  ])('is not led around the permission of a mutation by %s', async (_, text) => {
    const operation = text({
      allowed: `updateTask(input: { taskId: "${taskId}", reason: "x" }) { errors { code } }`,
      field: `cancelTask(input: { taskId: "${taskId}", reason: "a) b {" })`,
      below: '{ task { status } }',
    });
    const { data, errors = [] } = await ask(host, operation, {
      headers: bearer({ permissions: ['tasker.task:update', 'tasker.task:show'] }),
    });
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
    expect(JSON.stringify(data ?? {})).not.toContain('cancelled');
    expect((await host.app.get(Orchestrator).getTask(taskId)).state).toBe('pending');
  });

  it('asks for every root field of an operation by itself', async () => {
    const query = `{ a: tasks { nodes { taskId } } b: task(taskId: "${taskId}") { name } c: workers { nodes { workerId } } }`;
    expect(await codesOf(host, query, { headers: reader })).toEqual(['FORBIDDEN']);
  });

  it('asks for more where fields lead to more, through aliases, fragments and variables', async () => {
    const show = { headers: reader };
    const one = (below: string) => `{ task(taskId: "${taskId}") { ${below} } }`;
    expect(await codesOf(host, one('name context'), show)).toEqual([]);
    for (const query of [
      one('s: steps { name }'),
      one('results'),
      `${one('...more')} fragment more on TaskerTask { steps { name } }`,
      one('... on TaskerTask { steps { name } }'),
      `query ($yes: Boolean = true) ${one('steps @include(if: $yes) { name }')}`,
    ]) {
      expect(await ask(host, query, show)).toMatchObject({ data: { task: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    const left = `query ($yes: Boolean = true, $no: Boolean = false) ${one('name steps @skip(if: $yes) { name } results @include(if: $no)')}`;
    expect(await codesOf(host, left, show)).toEqual([]);
    expect(await codesOf(host, '{ tasks { edges { node { steps { name } } } } }', show)).toEqual(['FORBIDDEN']);
  });

  it('asks at every nested field that has a resolver for what is written down of it', () => {
    const declared = nestedFields(host.app).map(({ field, permissions }) => [field, permissions[0] ?? null]);
    expect(Object.fromEntries(declared)).toEqual(NESTED);
    expect(Object.keys(NESTED).filter((field) => LEADING[field.split('.')[0]!] === undefined)).toEqual([]);
  });

  it('shows no nested field to a caller who has every permission but the one that it asks for', async () => {
    const looks = Object.entries(NESTED).map(async ([name, asked]) => {
      const [type, of] = name.split('.') as [string, string];
      const { to, permission } = LEADING[type]!;
      const text = to(taskId, fieldText((schema.getType(type) as GraphQLObjectType).getFields()[of]!));
      const isSubscription = text.startsWith('subscription');
      const answer = (permissions: readonly string[]) =>
        isSubscription
          ? socketCodes(host, text, { connectionParams: bearer({ permissions }) })
          : codesOf(host, text, { headers: bearer({ permissions }) });
      if (asked !== null) expect([name, await answer(allBut(asked))]).toEqual([name, ['FORBIDDEN']]);
      if (asked !== null && asked !== permission) expect([name, await answer([permission])]).toEqual([name, ['FORBIDDEN']]);
      // What may be subscribed to goes on until it is ended.
      if (!isSubscription) expect([name, await answer([permission, ...(asked === null ? [] : [asked])])]).toEqual([name, []]);
    });
    await Promise.all(looks);
  });

  it('shows nothing of other namespaces', async () => {
    const elsewhere = { headers: bearer({ admin: true, namespaces: ['elsewhere'] }) };
    const query = `{
      tasks { totalCount nodes { taskId } } task(taskId: "${taskId}") { name } step(taskId: "${taskId}", stepId: "1") { name }
      namespaces { name } handler(namespace: "e2e", name: "greeting") { name } deadLetters { nodes { kind } } workers { nodes { workerId } }
    }`;
    expect(await dataOf(host, query, elsewhere)).toEqual({
      tasks: { totalCount: 0, nodes: [] },
      task: null,
      step: null,
      namespaces: [],
      handler: null,
      deadLetters: { nodes: [] },
      workers: { nodes: [] },
    });
    const cancel = `mutation { cancelTask(input: { taskId: "${taskId}" }) { task { taskId } errors { code message } } }`;
    expect((await dataOf(host, cancel, elsewhere)).cancelTask).toEqual({
      task: null,
      errors: [{ code: 'NOT_FOUND', message: `there is no task ${taskId}` }],
    });
    const create =
      'mutation { createTask(input: { namespace: "e2e", name: "greeting", context: {} }) { task { taskId } errors { code } } }';
    expect((await dataOf(host, create, elsewhere)).createTask).toEqual({ task: null, errors: [{ code: 'NOT_FOUND' }] });
  });

  it('gives each of two callers at the same time what is theirs', async () => {
    const of = (namespaces: string[]) => dataOf(host, '{ tasks { totalCount } }', { headers: bearer({ admin: true, namespaces }) });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, place) => of([place % 2 === 0 ? 'e2e' : 'elsewhere'])));
    expect(answers.map(({ tasks }) => tasks.totalCount)).toEqual(Array.from({ length: 20 }, (_, place) => (place % 2 === 0 ? 1 : 0)));
  });

  it('writes the caller into the history, and lets nobody pose as somebody else', async () => {
    const { taskId: own } = await host.app.get(Orchestrator).createTask(GREETING);
    const admin = { headers: bearer({ id: 'bea', admin: true }) };
    const pause = (more: string) => `mutation { pauseTask(input: { taskId: "${own}"${more} }) { task { pausedBy } errors { path code } } }`;
    expect((await dataOf(host, pause(', actor: "ann"'), admin)).pauseTask).toEqual({
      task: null,
      errors: [{ path: 'actor', code: 'INVALID' }],
    });
    expect((await dataOf(host, pause(''), admin)).pauseTask).toEqual({ task: { pausedBy: 'bea' }, errors: [] });
  });
});
