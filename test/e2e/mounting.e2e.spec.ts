import { VersioningType } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication, HostOptions } from './host.application.js';

describe.each(ADAPTERS)('the path of the REST routes on %s', (adapter) => {
  const hosts: HostApplication[] = [];
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
  });

  const start = async (options: HostOptions) => {
    const host = await startHost({ adapter, ...options });
    hosts.push(host);
    return host.http;
  };

  it('is /tasker by default and can be chosen', async () => {
    await (await start({})).get('/tasker/tasks').expect(200);
    const http = await start({ api: { path: 'wf' } });
    await http.get('/wf/tasks').expect(200);
    await http.get('/tasker/tasks').expect(404);
  });

  it('is another one for each application of a process', async () => {
    const [one, two] = [await start({ api: { path: 'one' } }), await start({ api: { path: 'two' } })];
    await one.post('/one/tasks').send(GREETING).expect(201);
    await two.post('/two/tasks').send(GREETING).expect(201);
    await one.get('/two/tasks').expect(404);
    expect((await one.get('/one/tasks')).body.tasks).toHaveLength(1);
  });

  it('stands below the global prefix of the host, for everything, and where the options come from a factory', async () => {
    const app = await start({
      async: true,
      api: { path: 'wf/v2', graphql: 'own', docs: true },
      configure: (application) => application.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    for (const path of ['tasks', 'health/live', 'api-docs', 'metrics']) await app.get(`/api/wf/v2/${path}`).expect(200);
    const { body: document } = await app.get('/api/wf/v2/openapi.json').expect(200);
    expect(document.servers).toEqual([expect.objectContaining({ url: expect.stringMatching(/\/api\/wf\/v2$/) })]);
    const { body } = await app.post('/api/wf/v2/graphql').send({ query: '{ tasks { totalCount } }' }).expect(200);
    expect(body).toEqual({ data: { tasks: { totalCount: 0 } } });
  });

  it('is none when the API or its REST part is off', async () => {
    for (const api of [false, { rest: false }] as const) await (await start({ api })).get('/tasker/tasks').expect(404);
  });

  it('works when the engine is not provided to all modules', async () => {
    await (await start({ global: false })).post('/tasker/tasks').send(GREETING).expect(201);
  });
});
