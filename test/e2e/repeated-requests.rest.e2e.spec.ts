import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { ask } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

describe.each(ADAPTERS)('a repeated request over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  const post = (body: object) => host.http.post('/tasker/tasks').send(body);

  it('with the same idempotency_key is answered 200 with the task of the first', async () => {
    const first = await post({ ...GREETING, idempotency_key: 'once' }).expect(201);
    const again = await post({ ...GREETING, idempotency_key: 'once' }).expect(200);
    expect(again.body.task).toEqual(first.body.task);
  });

  it('that differs is answered 409 with what differs, under the names of REST', async () => {
    const first = await post({ ...GREETING, idempotency_key: 'mine' }).expect(201);
    const refused = await post({ ...GREETING, context: { name: 'Bob' }, source_system: 'desk', idempotency_key: 'mine' }).expect(409);
    expect(refused.body.message).toContain(first.body.task.task_id);
    expect(refused.body.details).toEqual([
      { path: 'context.name', message: 'the existing task has "Ann", the request "Bob"' },
      { path: 'source_system', message: 'the existing task has "unknown", the request "desk"' },
    ]);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'fastify') return;

  it.each([
    [{ idempotency_key: '' }, 'idempotency_key'],
    [{ idempotency_key: 'a\u0007b' }, 'idempotency_key'],
    [{ idempotency_key: 'x'.repeat(256) }, 'idempotency_key'],
    [{ bypass_steps: 'bow' }, 'bypass_steps'],
    [{ bypass_steps: ['bow'] }, 'bypass_steps.0'],
    [{ bypass_steps: ['bwo'] }, 'bypass_steps.0'],
  ])('with %j is refused, naming the field', async (fields, path) => {
    const { body } = await post({ ...GREETING, ...fields }).expect(400);
    expect(body.details).toMatchObject([{ path }]);
  });
});

describe('a request that repeats that of another caller', () => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ auth: { authenticator: new TestAuthenticator() }, api: { graphql: 'own' } });
  });
  afterAll(() => host.close());

  const creator = (id: string) => bearer({ id, permissions: ['tasker.task:create'] });
  const reader = (id: string) => bearer({ id, permissions: ['tasker.task:create', 'tasker.task:show'] });
  type Headers = ReturnType<typeof bearer>;
  const post = (by: Headers, key: string, fields: object = {}) =>
    host.http
      .post('/tasker/tasks')
      .set(by)
      .send({ ...GREETING, idempotency_key: key, ...fields });
  const secret = { name: 'Ann', password: 'hunter2', note: 'is hunter2', card: 7 };

  it('is given its task, whoever asks: an initiator that nobody named is no difference', async () => {
    const first = await post(reader('shop'), 'k1').expect(201);
    const again = await post(reader('desk'), 'k1').expect(200);
    expect([again.body.task.task_id, again.body.task.initiator]).toEqual([first.body.task.task_id, 'shop']);
    await post(reader('desk'), 'k1', { initiator: 'shop' }).expect(200);
    const { body } = await post(reader('desk'), 'k1', { initiator: 'desk' }).expect(409);
    expect(body.details).toEqual([{ path: 'initiator', message: 'the existing task has "shop", the request "desk"' }]);
  });

  it('is told what differs by name, and the values, masked, only where it may see tasks', async () => {
    await post(creator('shop'), 'k2', { context: secret }).expect(201);
    const told = async (by: Headers) => (await post(by, 'k2', { context: { name: 'x' } }).expect(409)).text;
    const paths = ['context.card', 'context.name', 'context.note', 'context.password'];
    expect(JSON.parse(await told(creator('other'))).details).toEqual(
      paths.map((path) => ({ path, message: 'the existing task has another value' })),
    );
    const seen = await told(reader('other'));
    expect(JSON.parse(seen).details[1]).toEqual({ path: 'context.name', message: 'the existing task has "Ann", the request "x"' });
    expect(JSON.parse(seen).details.map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(await told(creator('other'))).not.toMatch(/Ann|hunter2|7,/);
    expect(seen).not.toContain('hunter2');
  });

  it('is told no more over GraphQL', async () => {
    await post(creator('shop'), 'k3', { context: secret }).expect(201);
    const input = { ...GREETING, context: { name: 'x' }, idempotencyKey: 'k3' };
    const text = 'mutation ($input: TaskerCreateTaskInput!) { createTask(input: $input) { task { taskId } errors { code path message } } }';
    const errors = async (headers: Headers) =>
      (await ask(host, text, { variables: { input }, headers })).data.createTask.errors as { path: string; message: string }[];
    const [, ...fields] = await errors(creator('other'));
    expect(fields.map(({ message }) => message)).toEqual(Array(4).fill('the existing task has another value'));
    expect(JSON.stringify(await errors(creator('other')))).not.toMatch(/Ann|hunter2/);
    expect(JSON.stringify(await errors(reader('other')))).toContain('Ann');
    expect(JSON.stringify(await errors(reader('other')))).not.toContain('hunter2');
  });

  it('is shown neither results nor notes where it may not see tasks', async () => {
    const { body: made } = await post(creator('shop'), 'k4', { tags: ['vip'] }).expect(201);
    const admin = bearer({ id: 'root', admin: true });
    const path = `/tasker/tasks/${made.task.task_id}`;
    await host.http
      .post(`${path}/workflow_steps/1/complete`)
      .set(admin)
      .send({ results: { said: 'private' }, reason: 'by hand' })
      .expect(200);
    await host.http.post(`${path}/pause`).set(admin).send({ reason: 'private' }).expect(200);
    const { body, text } = await post(creator('other'), 'k4', { tags: ['vip'] }).expect(200);
    expect(text).not.toMatch(/private|root|shop/);
    expect(body.task).toMatchObject({ task_id: made.task.task_id, initiator: 'other', tags: ['vip'], context: GREETING.context });
    expect(body.task.workflow_steps[0]).toMatchObject({ status: 'complete', results: null });
    expect((await post(reader('other'), 'k4', { tags: ['vip'] }).expect(200)).text).toContain('private');
  });
});
