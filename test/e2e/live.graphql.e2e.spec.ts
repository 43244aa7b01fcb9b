import type { Client } from 'graphql-ws';
import { Orchestrator } from 'nestjs-tasker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { eventually } from '../support/eventually.js';
import { ask } from './graphql.client.js';
import { addressOf, codesIn as codesOf, socketOf } from './graphql.socket.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

/** The first event of a subscription. It tells what is committed once it is open, and nothing says when that is: it is done until it is told. */
async function told(stream: AsyncIterator<any>, act: () => Promise<unknown>): Promise<any> {
  let event: IteratorResult<any> | undefined;
  const next = stream.next().then((found) => (event = found));
  await eventually(async () => {
    await act();
    return event !== undefined;
  });
  return (await next).value;
}

/** As TestAuthenticator, whose tokens are JSON: a moment in them is a text. */
const authenticator = {
  authenticate: (request: { headers: Readonly<Record<string, string | undefined>> }) => {
    const principal = new TestAuthenticator().authenticate(request);
    return principal?.expiresAt === undefined ? principal : { ...principal, expiresAt: new Date(principal.expiresAt) };
  },
};

describe.each(ADAPTERS)('live changes over GraphQL on %s', (adapter) => {
  let host: HostApplication;
  const clients: Client[] = [];
  beforeAll(async () => {
    host = await startHost({
      adapter,
      auth: { authenticator },
      api: { rest: false, graphql: 'own' },
      options: { graphql: { introspection: false, origins: ['https://board.example'] } },
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
  });
  afterAll(() => host.close());

  const subscribe = (query: string, connectionParams: Record<string, unknown> = {}) => {
    const client = socketOf(host, { connectionParams });
    clients.push(client);
    return client.iterate({ query });
  };
  const admin = bearer({ id: 'ann', admin: true });
  const changed = (taskId: string, after = '') => `subscription { taskChanged(taskId: "${taskId}"${after}) {
    kind cursor taskId fromStatus toStatus actor step { name } task { status steps { name status } } } }`;

  it('of a task come in order, with who did it, and go on behind a cursor', async () => {
    const orchestrator = host.app.get(Orchestrator);
    const { taskId } = await orchestrator.createTask(GREETING);
    const first = subscribe(changed(taskId, ', after: "nothing"'), admin);
    expect(await codesOf(first as never)).toEqual(['BAD_USER_INPUT']);
    const stream = subscribe(changed(taskId), admin);
    const value = await told(stream, async () => {
      await orchestrator.pauseTask(taskId, { actor: 'bea' });
      await orchestrator.resumeTask(taskId, { actor: 'bea' });
    });
    expect(value.data.taskChanged).toMatchObject({ taskId, actor: 'bea', task: { status: 'pending', steps: expect.any(Array) } });
    await stream.return!();
    await orchestrator.cancelTask(taskId, { actor: 'cid' });
    const later = subscribe(changed(taskId, `, after: "${value.data.taskChanged.cursor}"`), admin);
    const kinds: unknown[] = [];
    for await (const { data } of later as AsyncIterable<{ data: any }>) {
      kinds.push(data.taskChanged);
      if (data.taskChanged.toStatus === 'cancelled' && data.taskChanged.kind === 'task_changed') break;
    }
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'task_changed', toStatus: 'cancelled', actor: 'cid' }));
    expect(kinds).not.toContainEqual(value.data.taskChanged);
  });

  it('of tasks are told to those who reach them', async () => {
    const orchestrator = host.app.get(Orchestrator);
    const text = 'subscription { tasksChanged(filter: { initiator: "live" }) { kind namespace name } }';
    const stream = subscribe(text, admin);
    const confined = subscribe('subscription { tasksChanged { kind namespace } }', bearer({ admin: true, namespaces: ['elsewhere'] }));
    const heard: unknown[] = [];
    void confined.next().then(
      (event) => heard.push(event.value),
      () => undefined,
    );
    const value = await told(stream, () => orchestrator.createTask({ ...GREETING, initiator: 'live' }));
    expect(value.data.tasksChanged).toEqual({ kind: 'task_created', namespace: 'e2e', name: 'greeting' });
    expect(heard).toEqual([]);
  });

  it('are told to nobody else', async () => {
    const { taskId } = await host.app.get(Orchestrator).createTask(GREETING);
    for (const text of [
      'subscription { t: tasksChanged { kind } }',
      changed(taskId),
      `subscription { ...f } fragment f on Subscription { tasksChanged { taskId } }`,
    ]) {
      expect(await codesOf(subscribe(text) as never)).toEqual(['UNAUTHENTICATED']);
      expect(await codesOf(subscribe(text, { authorization: 'Bearer nobody' }) as never)).toEqual(['UNAUTHENTICATED']);
      expect(await codesOf(subscribe(text, bearer({ permissions: ['tasker.task:index'] })) as never)).toEqual(['FORBIDDEN']);
    }
    const nested = await codesOf(subscribe(changed(taskId), bearer({ permissions: ['tasker.task:show'] })) as never);
    expect(nested).toEqual(['FORBIDDEN']);
    expect(await codesOf(subscribe(changed(taskId), bearer({ admin: true, namespaces: ['elsewhere'] })) as never)).toEqual(['NOT_FOUND']);
    const { data = null } = await ask(host, 'subscription { tasksChanged { kind } }', { headers: admin });
    expect(data).toBeNull();
  });

  it('end when the credentials of the caller do', async () => {
    const expiresAt = new Date(Date.now() + 300).toISOString();
    const stream = subscribe(
      'subscription { tasksChanged(filter: { name: "nothing" }) { kind } }',
      bearer({ admin: true, expiresAt: expiresAt as never }),
    );
    expect(await stream.next()).toMatchObject({ done: true });
  });

  it('share a connection that tells no schema where introspection is off, and is asked for permissions', async () => {
    const schema = subscribe('{ __schema { queryType { name } } }', admin);
    expect(JSON.stringify(await schema.next().catch((refused: unknown) => refused))).toContain('introspection');
    expect(await codesOf(subscribe('{ tasks { totalCount } }') as never)).toEqual(['UNAUTHENTICATED']);
    expect(
      await codesOf(
        subscribe('mutation { cancelTasks(input: { selection: {} }) { result { matched } } }', bearer({ permissions: [] })) as never,
      ),
    ).toEqual(['FORBIDDEN']);
    expect((await ask(host, '{ __schema { queryType { name } } }', { headers: admin })).errors).toHaveLength(1);
  });

  it('read nothing for each change that is read for one object at a time', async () => {
    const { taskId } = await host.app.get(Orchestrator).createTask(GREETING);
    for (const field of ['analysis { dependencyGraph { __typename } }', 'forecast { __typename }', 'diagram', 'explanation { reason }']) {
      const text = `subscription { taskChanged(taskId: "${taskId}") { task { ${field} } } }`;
      expect(await codesOf(subscribe(text, admin) as never)).toEqual(['NOT_IN_A_LIST']);
    }
  });

  it('are opened for pages of the host itself, of the origins that are allowed, and for what is no browser', async () => {
    const { host: own } = new URL(addressOf(host));
    const opened = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const socket = new WebSocket(addressOf(host), 'graphql-transport-ws', { headers });
        socket.once('open', () => (socket.terminate(), resolve(101)));
        socket.once('unexpected-response', (_, { statusCode }) => (socket.terminate(), resolve(statusCode ?? 0)));
        socket.once('error', reject);
      });
    expect(await opened({})).toBe(101);
    expect(await opened({ origin: `http://${own}` })).toBe(101);
    expect(await opened({ origin: 'https://board.example' })).toBe(101);
    expect(await opened({ origin: 'https://evil.example' })).toBe(403);
    expect(await opened({ origin: 'null' })).toBe(403);
  });

  it('come over sockets that take short messages and short operations from whoever it is', async () => {
    const long = `{ ${'a: tasks { nodes { name } } '.repeat(2_000)} }`;
    expect(await codesOf(subscribe(long) as never)).toEqual(['GRAPHQL_PARSE_FAILED']);
    const closed = await subscribe(`{ ${'a'.repeat(300_000)} }`)
      .next()
      .catch((event: unknown) => event);
    expect(closed).toMatchObject({ code: 1009 });
    const hint = await subscribe('{ tasksz { name } }')
      .next()
      .catch((refused: unknown) => refused);
    expect(JSON.stringify(hint)).toContain('Cannot query field');
    expect(JSON.stringify(hint)).not.toContain('Did you mean');
  });
});
