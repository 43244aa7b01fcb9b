import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { SignJWT } from 'jose';
import { Orchestrator, PermanentError, StepHandler, TaskAnnotations, TaskHandler } from 'nestjs-tasker';
import supertest from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { order } from '../../readme/client.example.js';
import { Pictures } from '../../readme/diagrams.example.js';
import { withHealth } from '../../readme/health-options.example.js';
import { HealthzController } from '../../readme/health.example.js';
import { changed, latest, morning } from '../../readme/history.example.js';
import { Deliver, deliveredTo } from '../../readme/lists.example.js';
import { Board } from '../../readme/live.example.js';
import { configure, MembersOnly, tasker } from '../../readme/mounting.example.js';
import { documented, merged } from '../../readme/openapi.example.js';
import { withRest } from '../../readme/rest.example.js';
import { PaymentGateway, Warehouse } from '../../readme/shop.services.js';
import { failures } from '../../readme/subscription.example.js';
import { ProcessOrder } from '../../readme/workflow.example.js';
import { TestAuthenticator } from '../../support/callers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { codeBlocks } from '../../support/documented.code.js';
import { eventually } from '../../support/eventually.js';

/** Charges once more. */
@TaskHandler({ namespace: 'shop', name: 'process_order', version: '2.0.0' })
class ProcessOrderAnew {
  @StepHandler({ retryLimit: 8 })
  chargePayment() {
    return { charged: true };
  }
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('TOKEN_SECRET', 'a secret of at least 32 characters');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.drop();
});

async function start(metadata: ModuleMetadata, prepare: (app: INestApplication) => void = () => undefined): Promise<INestApplication> {
  const app = (await Test.createTestingModule(metadata).compile()).createNestApplication({ logger: false });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('the examples of an application with the API', () => {
  const lines: string[] = [];
  const stop = new AbortController();
  let app: INestApplication;
  let http: ReturnType<typeof supertest>;
  let url: string;
  let token: string;
  let following: Promise<void>;
  let subscribed: Promise<void> | undefined;

  beforeAll(async () => {
    const handlers = [ProcessOrder, ProcessOrderAnew, PaymentGateway, Warehouse, Deliver];
    app = await start(
      {
        imports: [tasker(), TerminusModule],
        controllers: [HealthzController],
        providers: [...handlers, Board, Pictures, { provide: APP_GUARD, useClass: MembersOnly }],
      },
      configure,
    );
    url = `${await app.getUrl()}/api/workflows`;
    http = supertest(app.getHttpServer());
    const secret = new TextEncoder().encode(process.env['TOKEN_SECRET']);
    token = await new SignJWT({ permissions: ['*'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('ann')
      .setExpirationTime('1h')
      .sign(secret);
    following = app.get(Board).follow((line) => lines.push(line), stop.signal);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    stop.abort();
    await following;
    await app.close();
    await subscribed;
  });

  const failedOrder = async () => {
    const orchestrator = app.get(Orchestrator);
    const charge = vi.spyOn(app.get(PaymentGateway), 'charge').mockRejectedValue(new PermanentError('the gateway is closed'));
    const task = await orchestrator.createTask(ProcessOrder, { context: { orderId: 'o-1', amount: 5 } });
    const { taskId, state } = await orchestrator.waitForTask(task, { timeout: '20s' });
    charge.mockRestore();
    expect(state).toBe('error');
    return taskId;
  };

  it('mounting: a prefix, versions, a pipe, and a guard that lets these routes pass', async () => {
    await http.get('/api/workflows/tasks').set('Authorization', `Bearer ${token}`).expect(200);
    await http.get('/api/workflows/tasks').expect(401);
    await http.get('/api/workflows/health/live').expect(200);
    await http.get('/api/v1/healthz').expect(403);
    const { body } = await http.get('/api/v1/healthz').set('x-member', 'yes').expect(200);
    expect(body.details.tasker).toMatchObject({ status: 'up', checks: { database: { status: 'healthy' } } });
    const refused = await http.post('/api/workflows/tasks').set('content-type', 'application/json').send('{ "name":').expect(400);
    expect(refused.body).toMatchObject({ error: 'Bad Request', details: [] });
  });

  it('client: a task, by types made of the document', async () => {
    const taskId = await order(url, token);
    const done = await app.get(Orchestrator).waitForTask(taskId, { timeout: '20s' });
    expect(done).toMatchObject({ state: 'complete', version: '2.0.0', initiator: 'ann' });
    await expect(order(url, 'no token')).rejects.toThrow();
  });

  it('history: what happened, changes of a step that failed, and what needs a person', async () => {
    const orchestrator = app.get(Orchestrator);
    const taskId = await failedOrder();
    expect((await latest(orchestrator, taskId)).lines[0]).toMatch(/Z task: in_progress → error, the engine$/);
    await changed(orchestrator, taskId);
    const done = await orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(done).toMatchObject({ state: 'complete', tags: ['vip', 'discount'] });
    expect(done.steps.find(({ name }) => name === 'charge_payment')).toMatchObject({ inputs: { amount: 40 } });
    const { records } = await orchestrator.taskHistory(taskId, { limit: 100 });
    const actions = records.map(({ metadata }) => metadata?.['action']);
    expect(actions).toEqual(expect.arrayContaining(['update', 'change_inputs']));

    const other = await failedOrder();
    const { hosts, retried } = await morning(orchestrator, app.get(TaskAnnotations));
    expect([hosts.length, retried]).toEqual([1, 1]);
    expect((await orchestrator.waitForTask(other, { timeout: '20s' })).state).toBe('complete');
  });

  it('lists: tasks by a value of their context', async () => {
    const orchestrator = app.get(Orchestrator);
    const contexts = ['c-17', 'c-18', 'c-17'].map((customer_id) => ({ order: { customer_id, country: 'NL' } }));
    const tasks = await orchestrator.createTasks(contexts.map((context) => ({ namespace: 'shop', name: 'deliver', context })));
    await Promise.all(tasks.map((task) => orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(await deliveredTo(orchestrator, 'c-17')).toEqual({ total: 2, ids: [tasks[2]!.taskId, tasks[0]!.taskId] });
  });

  it('live: every change of a namespace, as it is committed', async () => {
    const { taskId } = await app.get(Orchestrator).createTask(Deliver, { context: {} });
    await app.get(Orchestrator).waitForTask(taskId, { timeout: '20s' });
    const told = ['deliver : nothing → pending', 'deliver ship: in_progress → complete', 'deliver : in_progress → complete'];
    await eventually(() => told.every((line) => lines.includes(line)), { what: `the changes; told ${lines.join(', ')}` });
  });

  it('diagrams: files, and what another version declares otherwise', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tasker-pictures-'));
    const { taskId } = await app.get(Orchestrator).createTask(Deliver, { context: {} });
    await app.get(Pictures).write(taskId, directory);
    expect((await readdir(directory)).sort()).toEqual(['task.html', 'task.mmd', 'task.svg']);
    expect(await readFile(join(directory, 'task.svg'), 'utf8')).toContain('ship');
    await rm(directory, { recursive: true });
    expect(app.get(Pictures).changes('1.0.0', '2.0.0')).toContainEqual({
      name: 'charge_payment',
      changes: expect.arrayContaining([{ field: 'retryLimit', from: 5, to: 8 }]),
    });
  });

  it('graphql: a page of tasks, a new one, and a subscription', async () => {
    const [page, create] = codeBlocks('docs/graphql.md').filter(({ language }) => language === 'graphql');
    const ask = (query: string, variables = {}) =>
      http.post('/api/workflows/graphql').set('Authorization', `Bearer ${token}`).send({ query, variables }).expect(200);
    const made = await ask(create!.code, { context: {} });
    expect(made.body.data.createTask).toMatchObject({ task: { status: expect.any(String) }, errors: [] });
    const found = await ask(page!.code);
    expect(found.body.data.tasks).toMatchObject({ nodes: [], totalCount: 0 });

    const failed: string[] = [];
    subscribed = failures({ url: `${url.replace('http', 'ws')}/graphql`, token }, (taskId) => failed.push(taskId)).catch(() => undefined);
    const ids: string[] = [];
    // Nothing says when a subscription is open, and it tells what is committed from then on.
    await eventually(async () => failed.length > 0 || (ids.push(await failedOrder()), false), { what: 'a failure' });
    expect(ids).toContain(failed[0]);
  });
});

describe('the examples of options of the API', () => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  it('README: tokens, roles, GraphQL and documentation', async () => {
    const { ApiModule } = await import('../../readme/api.example.js');
    app = await start({ imports: [ApiModule] });
    const http = supertest(app.getHttpServer());
    await http.get('/tasker/api-docs').expect(200);
    await http.get('/tasker/tasks').expect(401);
    const { body } = await http.post('/tasker/graphql').send({ query: '{ tasks { totalCount } }' });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const document = merged(app, { paths: { '/shop': {} }, components: { schemas: { Shop: {} } } });
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/shop', '/tasker/tasks']));
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Shop', 'TaskAnswer']));
  });

  it('graphql: fields in the schema of the application', async () => {
    const { ShopModule } = await import('../../readme/graphql.example.js');
    app = await start({ imports: [ShopModule] });
    const { body } = await supertest(app.getHttpServer()).post('/graphql').send({ query: '{ shopName taskerTasks { totalCount } }' });
    expect(body.data).toMatchObject({ shopName: 'corner shop', taskerTasks: { totalCount: expect.any(Number) } });
    const url = (await app.getUrl()).replace('http', 'ws');
    const opened = (origin: string) =>
      new Promise<unknown>((resolve) => {
        const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws', { headers: { origin } });
        socket.once('open', () => socket.send('{"type":"connection_init"}'));
        socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
        socket.once('close', resolve);
      });
    expect(await opened(url.replace('ws', 'http'))).toEqual({ type: 'connection_ack' });
    expect(await opened('https://evil.example')).toBe(4403);
  });

  it('rest and openapi: what is on by default, and documentation', async () => {
    const authenticator = new TestAuthenticator();
    app = await start({ imports: [withRest(database.url, authenticator)] });
    await supertest(app.getHttpServer()).get('/tasker/tasks').expect(401);
    await supertest(app.getHttpServer()).get('/tasker/api-docs').expect(404);
    await app.close();
    app = await start({ imports: [documented(database.url, { authenticator })] });
    await supertest(app.getHttpServer()).get('/tasker/openapi.json').expect(200);
  });

  it('health: thresholds', async () => {
    app = await start({ imports: [withHealth(database.url)] });
    const { body } = await supertest(app.getHttpServer()).get('/tasker/health/status');
    expect(body).toMatchObject({ status: expect.stringMatching(/healthy$/), process: { ready: true } });
  });
});
