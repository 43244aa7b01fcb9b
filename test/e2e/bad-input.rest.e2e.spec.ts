import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const NUL = 'a\u0000b';
const LONE_SURROGATE = 'a\ud800b';
const { context: _, ...WITHOUT_CONTEXT } = GREETING;
const { name: __, ...WITHOUT_NAME } = GREETING;

/** What is wrong, the body, and the paths that the answer names. */
const BODIES: [string, unknown, string[]][] = [
  ['no name', WITHOUT_NAME, ['name']],
  ['an empty name', { ...GREETING, name: '' }, ['name']],
  ['a name that is no text', { ...GREETING, name: 7 }, ['name']],
  ['a name over 64 characters', { ...GREETING, name: 'x'.repeat(65) }, ['name']],
  ['a namespace over 64 characters', { ...GREETING, namespace: 'x'.repeat(65) }, ['namespace']],
  ['an unknown name', { ...GREETING, name: 'greting' }, ['name']],
  ['an unknown namespace', { ...GREETING, namespace: 'e2f' }, ['namespace']],
  ['an unknown version', { ...GREETING, version: '9.0.0' }, ['version']],
  ['no context', WITHOUT_CONTEXT, ['context']],
  ['a null context', { ...GREETING, context: null }, ['context']],
  ['a list as context', { ...GREETING, context: [] }, ['context']],
  ['a text as context', { ...GREETING, context: '{}' }, ['context']],
  ['a NUL in a value of the context', { ...GREETING, context: { deep: [{ text: NUL }] } }, ['context.deep.0.text']],
  ['a NUL in a key of the context', { ...GREETING, context: { [NUL]: 1 } }, ['context.a\ufffdb']],
  ['a lone surrogate in the context', { ...GREETING, context: { text: LONE_SURROGATE } }, ['context.text']],
  ['an initiator over 128 characters', { ...GREETING, initiator: 'x'.repeat(129) }, ['initiator']],
  ['a source_system over 128 characters', { ...GREETING, source_system: 'x'.repeat(129) }, ['source_system']],
  ['a reason over 128 characters', { ...GREETING, reason: 'x'.repeat(129) }, ['reason']],
  ['a NUL in the reason', { ...GREETING, reason: NUL }, ['reason']],
  ['an initiator that is no text', { ...GREETING, initiator: { id: 1 } }, ['initiator']],
  ['tags that are no list', { ...GREETING, tags: 'vip' }, ['tags']],
  ['a tag that is no text', { ...GREETING, tags: ['vip', 7] }, ['tags.1']],
  ['a NUL in a tag', { ...GREETING, tags: [NUL] }, ['tags.0']],
  ['a priority that is no whole number', { ...GREETING, priority: 1.5 }, ['priority']],
  ['a priority that is text', { ...GREETING, priority: 'high' }, ['priority']],
  ['a correlation_id that is no text', { ...GREETING, correlation_id: 7 }, ['correlation_id']],
  ['an unknown key', { ...GREETING, contxt: {} }, ['contxt']],
  ['a key in camel case', { ...GREETING, sourceSystem: 'desk' }, ['sourceSystem']],
  ['an unknown key in the wrapped body', { task: { ...GREETING, contxt: {} } }, ['task.contxt']],
  ['a wrong value in the wrapped body', { task: { ...GREETING, source_system: 7 } }, ['task.source_system']],
  ['a key beside the wrapped body', { task: GREETING, name: 'greeting' }, ['name']],
  ['a wrapped body that is no object', { task: 'greeting' }, ['task']],
  ['a list', [GREETING], ['']],
];

const QUERIES: [string, string[]][] = [
  ['limit=0', ['limit']],
  ['limit=101', ['limit']],
  ['limit=abc', ['limit']],
  ['limit=', ['limit']],
  ['limit=5&limit=6', ['limit']],
  ['offset=20', ['offset']],
  ['sort_by=context', ['sort_by']],
  ['namespace=%00', ['namespace']],
  ['sort_order=up', ['sort_order']],
  ['status=done', ['status']],
  ['cursor=garbage', ['cursor']],
  ['tag=', ['tag']],
  ['tag=%00', ['tags.0']],
  ['initiator=a&initiator=b', ['initiator']],
  ['requested_after=yesterday', ['requested_after']],
  ['requested_before=2026-02-30', ['requested_before']],
  ['context=c-17', ['context']],
  ['context[nobody.knows]=c-17', ['context.nobody.knows']],
  ['include=everything', ['include']],
  ['total=1', ['total']],
  ['limit=abc&status=done', ['limit', 'status']],
];

describe.each(ADAPTERS)('bad input over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  const countTasks = async () => (await host.http.get('/tasker/tasks?limit=100').expect(200)).body.tasks.length as number;

  it.each(BODIES)('refuses %s, naming the field and writing nothing', async (_, request, paths) => {
    const { body } = await host.http
      .post('/tasker/tasks')
      .send(request as object)
      .expect(400);
    expect(body).toEqual({ error: 'Bad Request', message: expect.any(String), details: expect.any(Array) });
    expect(body.details.map((detail: any) => detail.path)).toEqual(paths);
    expect(await countTasks()).toBe(0);
  });

  it('names every wrong field at once', async () => {
    const { body } = await host.http.post('/tasker/tasks').send({ name: 7, context: [], tags: 'x' }).expect(400);
    expect(body.details.map((detail: any) => detail.path).toSorted()).toEqual(['context', 'name', 'tags']);
  });

  it('offers near names for an unknown one', async () => {
    const { body } = await host.http
      .post('/tasker/tasks')
      .send({ ...GREETING, name: 'greting' })
      .expect(400);
    expect(body.message).toContain('greeting');
  });

  it('refuses a body that is missing or of another content type', async () => {
    await host.http.post('/tasker/tasks').expect(400);
    const { status } = await host.http.post('/tasker/tasks').set('content-type', 'text/plain').send('{"name":"greeting"}');
    expect([400, 415]).toContain(status);
    expect(await countTasks()).toBe(0);
  });

  it.each(QUERIES)('refuses the list %s, naming the parameter', async (query, paths) => {
    const { body } = await host.http.get(`/tasker/tasks?${query}`).expect(400);
    expect(body).toMatchObject({ error: 'Bad Request' });
    expect(body.details.map((detail: any) => detail.path)).toEqual(paths);
  });

  it.each([
    ['a reason given twice', '?reason=a', { reason: 'b' }, ['reason']],
    ['an unknown key', '', { why: 'b' }, ['why']],
    ['an unknown parameter', '?force=true', undefined, ['force']],
    ['a reason that is no text', '', { reason: 7 }, ['reason']],
    ['a reason over 128 characters', `?reason=${'x'.repeat(129)}`, undefined, ['reason']],
  ])('refuses a cancellation with %s and cancels nothing', async (_, query, sent, paths) => {
    const { task_id: id } = (await host.http.post('/tasker/tasks').send(GREETING).expect(201)).body.task;
    const { body } = await host.http.delete(`/tasker/tasks/${id}${query}`).send(sent).expect(400);
    expect(body.details.map((detail: any) => detail.path)).toEqual(paths);
    expect((await host.http.get(`/tasker/tasks/${id}`)).body.task.status).toBe('pending');
  });
});

describe('limits of the engine over REST', () => {
  it('refuses a context over limits.contextBytes and takes one below', async () => {
    const host = await startHost({ limits: { contextBytes: 1_000 } });
    try {
      const { body } = await host.http
        .post('/tasker/tasks')
        .send({ ...GREETING, context: { name: 'x'.repeat(1_000) } })
        .expect(400);
      expect(body.details).toEqual([{ path: 'context', message: expect.stringContaining('1000') }]);
      await host.http
        .post('/tasker/tasks')
        .send({ ...GREETING, context: { name: 'x'.repeat(900) } })
        .expect(201);
    } finally {
      await host.close();
    }
  });
});
