import { Controller, Get, Injectable, Module, Param, Post, UseGuards } from '@nestjs/common';
import { Strategy } from 'passport-http-bearer';
import {
  Access,
  anyOf,
  ApiKeyAuthenticator,
  AuthenticationUnavailableError,
  Caller,
  createApiKey,
  JwtAuthenticator,
  PassportAuthenticator,
  RequirePermission,
  RolesCoordinator,
  TaskerAuthGuard,
  type AuthenticationRequest,
  type Authenticator,
  type Principal,
} from 'nestjs-tasker';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { ask } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

const secret = 'a secret that has thirty-two characters';
const key = createApiKey();

/** Somebody whose answers take as long as somebody else's: all are asked before one is answered. */
@Injectable()
class SlowAuthenticator implements Authenticator {
  private readonly waiting: (() => void)[] = [];
  private expected = 0;
  private readonly inner = new TestAuthenticator();

  /** Holds back the next `count` callers until the last of them has come; the last is answered first. */
  meet(count: number): void {
    this.expected = count;
  }

  async authenticate(request: AuthenticationRequest): Promise<Principal | null> {
    if (request.headers['authorization'] === 'Bearer down')
      throw new AuthenticationUnavailableError('nobody can say', { cause: new Error('10.1.2.3 refused') });
    if (request.headers['authorization'] === 'Bearer fault') throw new RangeError('secret of the server');
    if (this.expected > 0) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        if (this.waiting.length < this.expected) return;
        this.expected = 0;
        for (const answer of this.waiting.splice(0).reverse()) answer();
      });
    }
    return this.inner.authenticate(request);
  }
}

@Module({ providers: [SlowAuthenticator], exports: [SlowAuthenticator] })
class UsersModule {}

/** Of the application, guarded by the package. */
@Controller('refunds')
@UseGuards(TaskerAuthGuard)
class RefundsController {
  @Post(':id/approve')
  @RequirePermission('shop.refund:approve')
  approve(@Caller() caller: Access, @Param('id') id: string) {
    return { id, by: caller.principal?.id };
  }

  @Get()
  @RequirePermission('public')
  list() {
    return [];
  }
}

const roles = {
  operator: ['tasker.task:*', 'tasker.workflow_step:*', 'shop.refund:*'],
  clerk: ['tasker.task:index', 'tasker.task:show'],
  tidier: ['tasker.task:destroy'],
};

describe.each(ADAPTERS)('auth on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({
      adapter,
      imports: [UsersModule],
      controllers: [RefundsController],
      auth: {
        authenticator: SlowAuthenticator,
        authorizationCoordinator: new RolesCoordinator({ roles }),
        public: ['tasker.metrics:index'],
        resources: { 'shop.refund': ['approve'] },
        maxBodyBytes: 20_000,
      },
    });
  });
  afterAll(() => host.close());

  const create = async () =>
    (
      await host.http
        .post('/tasker/tasks')
        .set(bearer({ roles: ['operator'] }))
        .send(GREETING)
        .expect(201)
    ).body.task as { task_id: string; initiator: string };

  it('keeps the callers of concurrent requests apart', async () => {
    const users = Array.from({ length: 8 }, (_, place) => `user-${place}`);
    const sent = [
      ...users.map((id) => bearer({ id, roles: ['operator'] })),
      {},
      { authorization: 'Bearer garbage' },
      bearer({ id: 'eve', roles: [] }),
    ];
    for (let round = 0; round < 2; round++) {
      host.app.get(SlowAuthenticator, { strict: false }).meet(sent.length);
      const answers = await Promise.all(sent.map((headers) => host.http.post('/tasker/tasks').set(headers).send(GREETING)));
      expect(answers.map(({ status }) => status)).toEqual([...users.map(() => 201), 401, 401, 403]);
      expect(answers.slice(0, users.length).map(({ body }) => body.task.initiator)).toEqual(users);
    }
  });

  it('answers 401 with the challenge, the same for every bad credential', async () => {
    const none = await host.http.get('/tasker/tasks').expect(401).expect('WWW-Authenticate', 'Bearer');
    expect(none.body).toEqual({ error: 'Unauthorized', message: 'credentials are required', details: [] });
    const bad = await host.http.get('/tasker/tasks').set('Authorization', 'Bearer x').expect(401).expect('WWW-Authenticate', 'Bearer');
    expect(bad.body).toEqual({ error: 'Unauthorized', message: 'the token is not accepted', details: [] });
    expect(none.headers['x-correlation-id']).toBeTruthy();
  });

  it('answers 503 when nobody can say who calls, and 500 for a fault, and tells nothing of either', async () => {
    const down = await host.http.get('/tasker/tasks').set('Authorization', 'Bearer down').expect(503);
    expect(down.text).not.toContain('10.1.2.3');
    const fault = await host.http.get('/tasker/tasks').set('Authorization', 'Bearer fault').expect(500);
    expect(fault.text).not.toContain('secret');
  });

  it('answers 413 to a body beyond the limit, whether its length is said or not', async () => {
    const request = { ...GREETING, context: { name: 'x'.repeat(20_000) } };
    const { body } = await host.http
      .post('/tasker/tasks')
      .set(bearer({ roles: ['operator'] }))
      .send(request)
      .expect(413);
    expect(body).toEqual({ error: 'Payload Too Large', message: 'the body is larger than 20000 bytes', details: [] });
    const address = host.app.getHttpServer().address() as { port: number };
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(JSON.stringify(request)));
        controller.close();
      },
    });
    const chunked = await fetch(`http://127.0.0.1:${address.port}/tasker/tasks`, {
      method: 'POST',
      headers: { ...bearer({ roles: ['operator'] }), 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
  });

  it('guards routes of the application, by resources of its own', async () => {
    await host.raw.get('/refunds').expect(200, []);
    // An error here is answered by the application: the filter of this package is for its own routes.
    await host.raw.post('/refunds/7/approve').expect(({ status }) => expect(status).not.toBe(201));
    await host.raw
      .post('/refunds/7/approve')
      .set(bearer({ id: 'ben', roles: ['operator'] }))
      .expect(201, { id: '7', by: 'ben' });
  });

  // What follows is the same on any adapter.
  if (adapter !== 'fastify') return;

  it('answers 403 to who is known and may not, naming what is not granted', async () => {
    const { task_id } = await create();
    const { body } = await host.http
      .delete(`/tasker/tasks/${task_id}`)
      .set(bearer({ roles: ['clerk'] }))
      .expect(403);
    expect(body).toEqual({ error: 'Forbidden', message: 'tasker.task:cancel is not granted to you', details: [] });
    await host.http
      .get(`/tasker/tasks/${task_id}`)
      .set(bearer({ roles: ['clerk'] }))
      .expect(200);
  });

  it('lets those DELETE who may destroy', async () => {
    const { task_id } = await create();
    await host.http
      .delete(`/tasker/tasks/${task_id}`)
      .set(bearer({ roles: ['tidier'] }))
      .expect(200);
  });

  it('writes the caller into the history, and nobody whom the request names', async () => {
    const { task_id } = await create();
    const by = bearer({ id: 'ben', roles: ['operator'] });
    await host.http.post(`/tasker/tasks/${task_id}/pause`).set(by).send({ actor: 'ann' }).expect(400);
    const { body } = await host.http.post(`/tasker/tasks/${task_id}/pause`).set(by).send({}).expect(200);
    expect(body.task.paused_by).toBe('ben');
  });

  it('asks for nothing where a permission is public', async () => {
    await host.raw.get('/tasker/metrics').expect(({ status }) => expect([200, 503]).toContain(status));
  });
});

describe('authenticators', () => {
  const tokens = {
    jwt: (claims: object) =>
      new SignJWT({ sub: 'ann', exp: 4_102_444_800, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret)),
  };
  const strategy = new Strategy((token: string, done: (error: unknown, user?: object | false) => void) =>
    done(null, token === 'of-passport' ? { id: 'pat', admin: true } : false),
  );
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({
      api: { graphql: 'own' },
      auth: {
        authenticator: anyOf(
          new JwtAuthenticator({ secret }),
          new ApiKeyAuthenticator({ keys: [{ hash: key.hash, id: 'billing', permissions: ['tasker.task:*'] }] }),
          new PassportAuthenticator({ strategy }),
        ),
        rateLimit: { limit: 3, per: '1h' },
      },
    });
  });
  afterAll(() => host.close());

  it('know callers by a token, by an API key, and by a strategy of Passport', async () => {
    const token = await tokens.jwt({ permissions: 'tasker.task:create' });
    for (const [header, value, initiator] of [
      ['Authorization', `Bearer ${token}`, 'ann'],
      ['X-API-Key', key.key, 'billing'],
      ['Authorization', `Bearer ${key.key}`, 'billing'],
      ['Authorization', 'Bearer of-passport', 'pat'],
    ] as const) {
      const { body } = await host.http.post('/tasker/tasks').set(header, value).send(GREETING).expect(201);
      expect(body.task.initiator).toBe(initiator);
    }
  });

  it('confine a caller to the namespaces of its token', async () => {
    const token = await tokens.jwt({ sub: 'cleo', permissions: '*', namespaces: ['elsewhere'] });
    await host.http.post('/tasker/tasks').set('Authorization', `Bearer ${token}`).send(GREETING).expect(404);
  });

  it('are asked as often as the limit of each caller says, and of each address for those who are nobody', async () => {
    const zoe = await tokens.jwt({ sub: 'zoe', permissions: 'tasker.task:index' });
    const list = (token: string) => host.http.get('/tasker/tasks').set('Authorization', `Bearer ${token}`);
    for (let call = 0; call < 3; call++) await list(zoe).expect(200);
    const refused = await list(zoe).expect(429);
    expect(refused.body).toMatchObject({ error: 'Too Many Requests', details: [] });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3_600);
    const max = await tokens.jwt({ sub: 'max', permissions: 'tasker.task:index' });
    await list(max).expect(200);
    // Aliases are no way around it: two calls are left, and three are asked for.
    const aliases = ['a', 'b', 'c'].map((alias) => `${alias}: tasks { nodes { taskId } }`).join(' ');
    const { errors = [] } = await ask(host, `{ ${aliases} }`, { headers: { authorization: `Bearer ${max}` } });
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['TOO_MANY_REQUESTS']);
    await host.raw.get('/tasker/tasks/events').set('Authorization', `Bearer ${max}`).expect(429);
  });

  it('are not asked any more for an address that guesses', async () => {
    const list = (token: string) => host.http.get('/tasker/tasks').set('Authorization', `Bearer ${token}`);
    for (let guess = 0; guess < 3; guess++) await list(`guess-${guess}`).expect(401);
    await list('guess-3').expect(429);
    const right = await list(key.key).expect(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(3_000);
    const { errors = [] } = await ask(host, '{ tasks { nodes { taskId } } }', { headers: { 'x-api-key': key.key } });
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['TOO_MANY_REQUESTS']);
    await host.http.get('/tasker/health/live').expect(200);
  });
});
