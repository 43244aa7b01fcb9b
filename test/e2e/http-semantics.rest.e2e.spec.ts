import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

describe.each(ADAPTERS)('what HTTP asks of the REST routes on %s', (adapter) => {
  let host: HostApplication;
  let id: string;
  beforeAll(async () => {
    host = await startHost({ adapter, configure: (app) => app.setGlobalPrefix('api') });
    const created = await host.http.post('/api/tasker/tasks').send(GREETING).expect(201);
    id = created.body.task.task_id;
    expect(created.headers.location).toBe(`/api/tasker/tasks/${id}`);
  });
  afterAll(() => host.close());

  /** A request as it stands, whatever a client library would make of it. */
  const bare = (method: string, path: string, headers: Record<string, string>, body = '') =>
    new Promise<IncomingMessage & { text: string }>((resolve, reject) => {
      const { port } = host.app.getHttpServer().address() as AddressInfo;
      const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(Object.assign(response, { text })));
      });
      sent.on('error', reject).end(body);
    });

  it('leads to the task by the Location of its creation, once created and not when it is repeated', async () => {
    const keyed = { ...GREETING, idempotency_key: 'once' };
    const first = await host.http.post('/api/tasker/tasks').send(keyed).expect(201);
    await host.http.get(first.headers.location as string).expect(200);
    const again = await host.http.post('/api/tasker/tasks').send(keyed).expect(200);
    expect(again.headers).not.toHaveProperty('location');
  });

  it('finds a tag among others, and takes garbage for none', async () => {
    const url = `/api/tasker/tasks/${id}`;
    const tag = String((await host.http.get(url).expect(200)).headers.etag);
    for (const known of [tag.slice(2), `"a", ${tag}`, '*']) await host.http.get(url).set('If-None-Match', known).expect(304);
    for (const other of ['garbage', '"', 'W/"a"', `${tag.slice(0, -2)}"`, ''])
      await host.http.get(url).set('If-None-Match', other).expect(200);
  });

  it('keeps the tag to what is read', async () => {
    const { headers } = await host.http.post(`/api/tasker/tasks/${id}/resume`).set('If-None-Match', '*').expect(200);
    expect(headers['cache-control']).toBeUndefined();
  });

  it.each(['/tasks', '/tasks?limit=1', '/metrics'])('answers HEAD %s as GET, without a body', async (path) => {
    const get = await host.http.get(`/api/tasker${path}`);
    const head = await bare('HEAD', `/api/tasker${path}`, {});
    expect([head.statusCode, head.text]).toEqual([get.status, '']);
    expect([head.headers.etag, head.headers.link]).toEqual([get.headers.etag, get.headers.link]);
  });

  it('answers HEAD of what there is not with 404', async () => {
    expect(await bare('HEAD', '/api/tasker/tasks/01920000-0000-7000-8000-000000000000', {})).toMatchObject({ statusCode: 404, text: '' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
    'answers 415 to a body sent as %j and writes nothing',
    async (type) => {
      const count = async () => (await host.http.get('/api/tasker/tasks?total=true')).body.total as number;
      const before = await count();
      const body = type.endsWith('urlencoded') ? 'name=greeting' : JSON.stringify(GREETING);
      const headers = { 'content-length': String(Buffer.byteLength(body)), ...(type === '' ? {} : { 'content-type': type }) };
      expect((await bare('POST', '/api/tasker/tasks', headers, body)).statusCode).toBe(415);
      expect(await count()).toBe(before);
    },
  );

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('takes a body sent as %s', async (type) => {
    const body = JSON.stringify(GREETING);
    const headers = { 'content-length': String(Buffer.byteLength(body)), 'content-type': type };
    expect((await bare('POST', '/api/tasker/tasks', headers, body)).statusCode).toBe(201);
  });

  it('links a page to the next one, with its filter, and the last one to none', async () => {
    const first = await host.http.get('/api/tasker/tasks?limit=1&namespace=e2e&tag=a%26b&tag=').expect(400);
    expect(first.headers).not.toHaveProperty('link');
    let url: string | undefined = '/api/tasker/tasks?limit=2&namespace=e2e&include=context';
    const seen: string[] = [];
    while (url !== undefined) {
      const page: Awaited<ReturnType<typeof host.http.get>> = await host.http.get(url).expect(200);
      seen.push(...page.body.tasks.map(({ task_id }: { task_id: string }) => task_id));
      url = /^<(.*)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
      expect(url === undefined).toBe(page.body.next_cursor === null);
      if (url !== undefined) expect(url).toMatch(/^\/api\/tasker\/tasks\?limit=2&namespace=e2e&include=context&cursor=/);
    }
    expect(new Set(seen).size).toBe((await host.http.get('/api/tasker/tasks?total=true')).body.total);
  });

  it('lets no browser guess at the type of an answer', async () => {
    const { headers } = await host.http.get('/api/tasker/tasks').expect(200);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-type']).toMatch(/^application\/json/);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'express') return;

  it.each(['', '/workflow_steps', '/workflow_steps/greet', '/explain', '/readiness', '/execution_context'])(
    'answers 304 without a body to who has what tasks/:id%s shows',
    async (path) => {
      const url = `/api/tasker/tasks/${id}${path}`;
      const { headers } = await host.http.get(url).expect(200);
      expect(headers).toMatchObject({ etag: expect.stringMatching(/^W\/"[\w-]{27}"$/), 'cache-control': 'private, no-cache' });
      const same = await host.http.get(url).set('If-None-Match', String(headers.etag)).expect(304);
      expect([same.text, same.headers.etag]).toEqual(['', headers.etag]);
    },
  );

  it.each(['/handlers', '/handlers/e2e/greeting'])('answers 304 to who has what %s shows, whenever that was made', async (path) => {
    const { headers, body } = await host.http.get(`/api/tasker${path}`).expect(200);
    await eventually(() => Date.now() > Date.parse(body.generated_at));
    await host.http.get(`/api/tasker${path}`).set('If-None-Match', String(headers.etag)).expect(304);
  });

  it('gives a changed task another tag', async () => {
    const { task_id: other } = (await host.http.post('/api/tasker/tasks').send(GREETING)).body.task;
    const { etag } = (await host.http.get(`/api/tasker/tasks/${other}`)).headers;
    await host.http.post(`/api/tasker/tasks/${other}/pause`).expect(200);
    const { body } = await host.http.get(`/api/tasker/tasks/${other}`).set('If-None-Match', String(etag)).expect(200);
    expect(body.task.paused_at).not.toBeNull();
  });

  it.each(['application/json', 'application/*', '*/*', 'text/html, application/json;q=0.5', 'APPLICATION/JSON'])(
    'takes the Accept %s',
    async (accept) => {
      await host.http.get(`/api/tasker/tasks/${id}`).set('Accept', accept).expect(200);
    },
  );

  it.each(['application/xml', 'text/html', 'application/json;q=0', 'nonsense'])(
    'answers 406 in JSON to the Accept %s and does nothing',
    async (accept) => {
      const { body } = await host.http.get(`/api/tasker/tasks/${id}`).set('Accept', accept).expect(406);
      expect(body).toEqual({ error: 'Not Acceptable', message: 'this route answers with application/json', details: [] });
      await host.http.post(`/api/tasker/tasks/${id}/pause`).set('Accept', accept).expect(406);
      expect((await host.http.get(`/api/tasker/tasks/${id}`)).body.task.paused_at).toBeNull();
    },
  );
});
