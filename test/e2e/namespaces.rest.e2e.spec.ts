import { Orchestrator, StepHandler, TaskHandler, type Authenticator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

@TaskHandler({ namespace: 'vault', name: 'open', version: '1.0.0' })
class OpenVault {
  @StepHandler()
  turn() {
    return {};
  }
}

/** Everybody is an administrator; `Bearer ann:e2e` is confined to a namespace. */
const authenticator: Authenticator = {
  authenticate: ({ headers }) => {
    const [, id, namespace] = /^Bearer (\w+)(?::(\w+))?$/.exec(headers.authorization ?? '') ?? [];
    if (id === undefined) return null;
    return { id, admin: true, ...(namespace === undefined ? {} : { namespaces: [namespace] }) };
  },
};

describe('a caller of one namespace over REST', () => {
  let host: HostApplication;
  let foreign: string;
  beforeAll(async () => {
    host = await startHost({ adapter: 'fastify', auth: { authenticator }, providers: [OpenVault] });
    const { body } = await as('root')
      .post('/tasker/tasks')
      .send({ namespace: 'vault', name: 'open', context: {}, tags: ['gold'] })
      .expect(201);
    foreign = body.task.task_id;
  });
  afterAll(() => host.close());

  const as = (who: string) => ({
    get: (path: string) => host.http.get(path).set('Authorization', `Bearer ${who}`),
    post: (path: string) => host.http.post(path).set('Authorization', `Bearer ${who}`),
    patch: (path: string) => host.http.patch(path).set('Authorization', `Bearer ${who}`),
    put: (path: string) => host.http.put(path).set('Authorization', `Bearer ${who}`),
    delete: (path: string) => host.http.delete(path).set('Authorization', `Bearer ${who}`),
  });
  const ann = as('ann:e2e');

  it.each([
    ['get', ''],
    ['patch', ''],
    ['put', ''],
    ['delete', ''],
    ['get', '/explain'],
    ['get', '/readiness'],
    ['get', '/execution_context'],
    ['post', '/cancel'],
    ['post', '/retry'],
    ['post', '/resolve'],
    ['post', '/pause'],
    ['post', '/resume'],
    ['get', '/workflow_steps'],
    ['get', '/workflow_steps/turn'],
    ['patch', '/workflow_steps/turn'],
    ['put', '/workflow_steps/turn'],
    ['delete', '/workflow_steps/turn'],
    ['post', '/workflow_steps/turn/cancel'],
    ['post', '/workflow_steps/turn/retry'],
    ['post', '/workflow_steps/turn/resolve'],
    ['post', '/workflow_steps/turn/complete'],
  ] as const)('finds by %s tasks/:id%s no task of another, as if it did not exist', async (method, path) => {
    const body =
      method === 'get' || method === 'delete' ? undefined : method === 'post' || path === '' ? { reason: 'r' } : { retry_limit: 5 };
    const answers = [];
    for (const id of [foreign, '01920000-0000-7000-8000-000000000000']) {
      const { body: refused } = await ann[method](`/tasker/tasks/${id}${path}`).send(body).expect(404);
      answers.push(JSON.stringify(refused).replaceAll(id, ':id'));
    }
    expect(answers[0]).toBe(answers[1]);
    const { records } = await host.app.get(Orchestrator).taskHistory(foreign);
    expect(records.filter(({ actor }) => actor === 'ann')).toEqual([]);
  });

  it('lists its own tasks only, whatever it asks for', async () => {
    await ann.post('/tasker/tasks').send(GREETING).expect(201);
    for (const query of ['', '?namespace=vault', '?tag=gold', '?status=pending', '?include=context']) {
      const { body } = await ann.get(`/tasker/tasks${query}`).expect(200);
      expect(body.tasks.every(({ namespace }: { namespace: string }) => namespace === 'e2e')).toBe(true);
    }
    expect((await ann.get('/tasker/tasks?total=true').expect(200)).body.total).toBe(1);
    expect((await as('root').get('/tasker/tasks?total=true').expect(200)).body.total).toBe(2);
  });

  it('creates in its own only, and is told of no other', async () => {
    for (const request of [
      { namespace: 'vault', name: 'open', context: {} },
      { name: 'open', context: {} },
    ]) {
      await ann.post('/tasker/tasks').send(request).expect(404);
      await ann
        .post('/tasker/tasks/bulk')
        .send({ tasks: [GREETING, request] })
        .expect(404);
    }
    for (const [who, request, message] of [
      ['ann:e2e', { ...GREETING, name: 'open' }, "no task 'open' in namespace 'e2e'"],
      ['ben:empty', { ...GREETING, namespace: 'empty', name: 'nobody' }, "no namespace 'empty'"],
      ['ben:empty', { ...GREETING, namespace: 'empty', name: 'open' }, "no task 'open' in namespace 'empty'"],
    ] as const) {
      const alone = await as(who).post('/tasker/tasks').send(request).expect(400);
      expect(alone.body.details).toMatchObject([{ message }]);
      const among = await as(who)
        .post('/tasker/tasks/bulk')
        .send({ tasks: [request] })
        .expect(400);
      expect(among.body.details).toMatchObject([{ message }]);
    }
  });

  it('acts on its own in bulk, and must confirm all of them', async () => {
    const counted = await ann
      .post('/tasker/tasks/bulk/pause')
      .send({ selection: { tags: 'gold' }, dry_run: true })
      .expect(200);
    expect(counted.body.bulk_action.matched).toBe(0);
    await ann.post('/tasker/tasks/bulk/pause').send({ selection: {}, reason: 'r' }).expect(422);
    const { total } = (await ann.get('/tasker/tasks?total=true').expect(200)).body;
    const done = await ann.post('/tasker/tasks/bulk/pause').send({ selection: {}, reason: 'r', expected: total }).expect(200);
    expect(done.body.bulk_action.changed).toBe(total);
    expect((await as('root').get(`/tasker/tasks/${foreign}`)).body.task.paused_at).toBeNull();
  });

  it('stands in the history by its credentials, and may name nobody else', async () => {
    const { task } = (await ann.post('/tasker/tasks').send(GREETING).expect(201)).body;
    expect(task.initiator).toBe('ann');
    for (const [path, sent] of [
      ['/pause', { actor: 'ben' }],
      ['/workflow_steps/greet/resolve', { actor: 'ben', reason: 'r' }],
    ] as const) {
      const { body } = await ann.post(`/tasker/tasks/${task.task_id}${path}`).send(sent).expect(400);
      expect(body.details).toMatchObject([{ path: 'actor' }]);
    }
    const { body } = await ann.post(`/tasker/tasks/${task.task_id}/pause`).send({ reason: 'r' }).expect(200);
    expect(body.task.paused_by).toBe('ann');
  });

  it('is let in by no route without credentials', async () => {
    const { body } = await host.http.get(`/tasker/tasks/${foreign}`).expect(401);
    expect(body).toMatchObject({ error: 'Unauthorized' });
  });
});
