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

  it('stands below the global prefix of the host', async () => {
    const http = await start({ api: { path: 'wf' }, configure: (app) => app.setGlobalPrefix('api') });
    await http.get('/api/wf/tasks').expect(200);
  });

  it('is another one for each application of a process', async () => {
    const [one, two] = [await start({ api: { path: 'one' } }), await start({ api: { path: 'two' } })];
    await one.post('/one/tasks').send(GREETING).expect(201);
    await two.post('/two/tasks').send(GREETING).expect(201);
    await one.get('/two/tasks').expect(404);
    expect((await one.get('/one/tasks')).body.tasks).toHaveLength(1);
  });

  it('is none when the API or its REST part is off', async () => {
    for (const api of [false, { rest: false }] as const) await (await start({ api })).get('/tasker/tasks').expect(404);
  });

  it('works when the engine is not provided to all modules', async () => {
    await (await start({ global: false })).post('/tasker/tasks').send(GREETING).expect(201);
  });
});
