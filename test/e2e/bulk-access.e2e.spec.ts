import { request, type ClientRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Orchestrator, StepHandler, TaskHandler, type AuthorizationCoordinator } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { eventually } from '../support/eventually.js';
import { ask } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

@TaskHandler({ namespace: 'vault', name: 'open', version: '1.0.0' })
class OpenVault {
  @StepHandler()
  turn() {
    return {};
  }
}

const ACTIONS = ['cancel', 'retry', 'resolve', 'pause', 'resume'] as const;
const by = (...permissions: string[]) => bearer({ permissions: permissions.map((permission) => `tasker.task:${permission}`) });
const field = (action: string, more: string) =>
  `mutation { ${action}Tasks(input: { selection: { ${more} }, reason: "r" }) { result { matched changed } errors { code } } }`;

describe.each(ADAPTERS)('an action on many tasks on %s', (adapter) => {
  /** Two batches at a time, as far as the action comes before it is told that its client has gone. */
  const UNDER_WAY = 200;
  const TASKS = 500;
  let host: HostApplication;
  let holder: pg.Client;
  beforeAll(async () => {
    host = await startHost({ adapter, api: { graphql: 'own' }, auth: { authenticator: new TestAuthenticator() } });
    holder = new pg.Client({ connectionString: host.database });
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await host.close();
  });

  const sent = (action: string, headers: Record<string, string>) =>
    host.http
      .post(`/tasker/tasks/bulk/${action}`)
      .set(headers)
      .send({ selection: { name: 'nobody' }, reason: 'r' });
  const codeOf = async (action: string, headers: Record<string, string>) =>
    (await ask(host, field(action, 'name: "nobody"'), { headers })).errors?.[0]?.extensions['code'];

  it.each(ACTIONS)('asks for its own permission beside that of actions on many tasks: %s', async (action) => {
    await sent(action, by('bulk', ...ACTIONS.filter((other) => other !== action))).expect(403);
    await sent(action, by(...ACTIONS)).expect(403);
    await sent(action, by('bulk', action)).expect(200);
    expect(await codeOf(action, by('bulk', ...ACTIONS.filter((other) => other !== action)))).toBe('FORBIDDEN');
    expect(await codeOf(action, by(...ACTIONS))).toBe('FORBIDDEN');
    expect(await codeOf(action, by('bulk', action))).toBeUndefined();
  });

  /** Sends a request, and leaves when its work is under way. */
  async function leave(path: string, body: object): Promise<void> {
    const { port } = host.app.getHttpServer().address() as AddressInfo;
    const closed = new Promise<void>((resolve) => {
      host.app
        .getHttpServer()
        .once('connection', (socket: { once(event: 'close', heard: () => void): void }) => socket.once('close', resolve));
    });
    const headers = { 'content-type': 'application/json', ...bearer({ admin: true }) };
    const sent: ClientRequest = request({ port, path, method: 'POST', headers, agent: false });
    sent.on('error', () => undefined);
    sent.end(JSON.stringify(body));
    await eventually(async () => (await waiting()) === 2);
    sent.destroy();
    await closed;
  }
  const waiting = async () => {
    const { rows } = await holder.query(
      `select count(*)::integer as n from pg_locks l join pg_database d on d.oid = l.database
       where not l.granted and d.datname = current_database() and l.relation = 'tasker.task_transitions'::regclass`,
    );
    return rows[0].n as number;
  };

  it.each([
    ['REST', '/tasker/tasks/bulk/pause', (tag: string) => ({ selection: { tags: tag }, reason: 'r' })],
    ['GraphQL', '/tasker/graphql', (tag: string) => ({ query: field('pause', `tags: ["${tag}"]`) })],
  ])('ends after the batches that are under way when its client leaves: %s', async (tag, path, body) => {
    await host.app.get(Orchestrator).createTasks(Array.from({ length: TASKS }, () => ({ ...GREETING, tags: [tag] })));
    const begun = vi.spyOn(host.app.get(Orchestrator), 'pauseTasks');
    await holder.query('begin');
    await holder.query('lock table tasker.task_transitions in share mode');
    await leave(path, body(tag));
    await holder.query('rollback');
    await expect(begun.mock.results[0]!.value).rejects.toMatchObject({ name: 'ClientGoneError' });
    const { rows } = await holder.query('select count(*)::integer as n from tasker.tasks where $1 = any (tags) and paused_at is not null', [
      tag,
    ]);
    expect(rows[0].n).toBe(UNDER_WAY);
    begun.mockRestore();
  });
});

describe.each(ADAPTERS)('an action on many tasks, its permissions granted in different namespaces, on %s', (adapter) => {
  /** Both hold in the vault only. */
  const authorizationCoordinator: AuthorizationCoordinator = {
    authorize: ({ action }) => ({ namespaces: action === 'bulk' ? ['vault', 'elsewhere'] : action === 'pause' ? ['e2e', 'vault'] : [] }),
  };
  let host: HostApplication;
  beforeAll(async () => {
    const auth = { authenticator: new TestAuthenticator(), authorizationCoordinator };
    host = await startHost({ adapter, api: { graphql: 'own' }, auth, providers: [OpenVault] });
  });
  afterAll(() => host.close());

  it('reaches the tasks of those in which all of them hold', async () => {
    const orchestrator = host.app.get(Orchestrator);
    const reached = await orchestrator.createTask({ namespace: 'vault', name: 'open', context: {} });
    const other = await orchestrator.createTask(GREETING);
    const body = { selection: { status: 'pending' }, reason: 'r' };
    const { body: done } = await host.http.post('/tasker/tasks/bulk/pause').set(bearer({})).send(body).expect(200);
    expect(done.bulk_action).toMatchObject({ matched: 1, changed: 1 });
    expect((await ask(host, field('pause', 'status: pending'), { headers: bearer({}) })).data.pauseTasks.result).toMatchObject({
      matched: 1,
    });
    expect((await orchestrator.getTask(reached.taskId)).pausedBy).toBe('ann');
    expect((await orchestrator.getTask(other.taskId)).pausedAt).toBeNull();
  });
});
