import { Controller, Get, Injectable, VersioningType } from '@nestjs/common';
import { OpenApiDocument, TaskerModule } from 'nestjs-tasker';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerCheck } from '../support/answer.check.js';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication, HostOptions } from './host.application.js';

@Injectable()
@Controller('merged')
class MergingController {
  constructor(private readonly tasker: OpenApiDocument) {}

  @Get()
  merged() {
    const { paths, servers } = this.tasker.document({ server: 'https://shop.example/tasker' });
    return { paths: Object.keys(paths as object), servers };
  }
}

const hosts: HostApplication[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(options: HostOptions): Promise<HostApplication> {
  const host = await startHost(options);
  hosts.push(host);
  return host;
}

describe.each(ADAPTERS)('the documentation of the API on %s', (adapter) => {
  it('is not there unless it is asked for', async () => {
    const { http } = await start({ adapter });
    for (const path of ['openapi.json', 'api-docs', 'api-docs/start.js']) await http.get(`/tasker/${path}`).expect(404);
  });

  it('is the document of the routes, and says where they stand', async () => {
    const { app, http } = await start({
      adapter,
      api: { docs: true, path: 'wf' },
      configure: (host) => host.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    const { body, headers } = await http.get('/api/wf/openapi.json').expect(200);
    expect(body).toEqual(app.get(OpenApiDocument).document());
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/wf' }] });
    expect(body.paths['/tasks'].post).toMatchObject({ operationId: 'createTask', security: [] });
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' });
    await http.get('/api/wf/openapi.json?v=1').expect(400);
  });

  it('is a page of files of this server alone, which may load nothing else', async () => {
    const { http } = await start({ adapter, api: { docs: true } });
    const page = await http.get('/tasker/api-docs').expect(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    const files = [...page.text.matchAll(/(?:src|href)="(\.[^"]+)"/g)].map(
      ([, address]) => new URL(address!, 'http://host/tasker/api-docs'),
    );
    expect(files).toHaveLength(3);
    for (const { pathname } of files) {
      const { headers } = await http.get(pathname).expect(200);
      expect(headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/(css|javascript)/),
        'x-content-type-options': 'nosniff',
      });
    }
    for (const name of ['package.json', 'index.html', '..%2fpackage.json', 'constructor', '%00']) {
      expect((await http.get(`/tasker/api-docs/${name}`).expect(404)).body).toMatchObject({ error: 'Not Found' });
    }
  });

  it('says who is let in, and lets everybody read it', async () => {
    const authenticator = { authenticate: () => null, securityScheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const };
    const { http } = await start({ adapter, api: { docs: true }, auth: { authenticator } });
    await http.get('/tasker/tasks').expect(401);
    await http.get('/tasker/api-docs').expect(200);
    const { body } = await http.get('/tasker/openapi.json').expect(200);
    expect(body.components.securitySchemes).toEqual({ api_key: authenticator.securityScheme });
    expect(body.paths['/tasks'].get.security).toEqual([{ api_key: [] }]);
    expect(body.paths['/openapi.json'].get.security).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  it.each([true, false])('can be merged by a host into its own (the engine is provided to all modules: %s)', async (global) => {
    const { http } = await start({ global, controllers: [MergingController] });
    const { body } = await http.get('/merged').expect(200);
    expect(body.servers).toEqual([{ url: 'https://shop.example/tasker' }]);
    expect(body.paths).toContain('/tasks/{task_id}');
    expect(body.paths).not.toContain('/openapi.json');
  });

  it('cannot be asked for without the routes that it is about', () => {
    const options = { database: { url: 'postgres://127.0.0.1/none' }, auth: 'none' as const };
    const refused = (api: object) => () => TaskerModule.forRoot({ ...options, api });
    expect(refused({ docs: true, rest: false })).toThrow('api.docs: documents the REST routes, which api.rest switches off');
    expect(refused({ docs: 'yes' })).toThrow('api.docs: must be true or false');
  });
});

describe('what these tests hold every answer against', () => {
  it('is the document: a status, a media type or a body that it does not have is found', async () => {
    const { app, raw } = await start({});
    const check = new AnswerCheck(app.get(OpenApiDocument).document());
    const { body, status } = await raw.post('/tasker/tasks').send(GREETING).expect(201);
    const answer = { method: 'post', path: '/tasker/tasks', status, type: 'application/json; charset=utf-8', body };
    expect(check.problemOf(answer)).toBeUndefined();
    expect(check.problemOf({ ...answer, path: '/shop' })).toBeUndefined();
    expect(check.problemOf({ ...answer, status: 418 })).toContain('createTask does not list this status');
    expect(check.problemOf({ ...answer, type: 'text/html' })).toContain('its media type text/html is not listed');
    expect(check.problemOf({ ...answer, body: { task: { ...body.task, status: 'done' } } })).toContain(
      '/task/status must be equal to one of',
    );
    expect(check.problemOf({ ...answer, body: { task: { ...body.task, more: 1 } } })).toContain('"additionalProperty":"more"');
    const { name: _, ...nameless } = body.task;
    expect(check.problemOf({ ...answer, body: { task: nameless } })).toContain('"missingProperty":"name"');
    expect(check.problemOf({ ...answer, status: 401, body: { message: 'no' } })).toContain("must have required property 'error'");
  });
});
