import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createApiKey, TaskerExceptionFilter } from 'nestjs-tasker';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bySession, RefundsController, secured } from '../../readme/auth.example.js';
import { createTestDatabase } from '../../support/database.js';

describe('the examples of auth', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let app: INestApplication | undefined;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await app?.close();
    await database.drop();
  });

  const start = async (metadata: ModuleMetadata, configure: (app: INestApplication) => void = () => undefined) => {
    const module = await Test.createTestingModule(metadata).compile();
    app = module.createNestApplication({ logger: false });
    configure(app);
    await app.init();
    return supertest(app.getHttpServer());
  };

  it('tokens and keys with roles, and a route of the application', async () => {
    const { key, hash } = createApiKey();
    const env = { JWKS_URI: 'http://127.0.0.1:1/keys', JWT_ISSUER: 'https://id.example/', BILLING_KEY_HASH: hash };
    const module = { imports: [secured(database.url, env)], controllers: [RefundsController], providers: [] };
    const http = await start(module, (host) => host.useGlobalFilters(host.get(TaskerExceptionFilter, { strict: false })));

    await http.post('/refunds/7/approve').set('X-API-Key', key).expect(201, { id: '7', approvedBy: 'billing' });
    await http.post('/refunds/7/approve').expect(401).expect('WWW-Authenticate', 'Bearer');
    await http.get('/tasker/tasks').set('X-API-Key', key).expect(403);
    await http.post('/tasker/tasks').set('X-API-Key', key).send({ name: 'order', namespace: 'shop', context: {} }).expect(404);
    await http.get('/tasker/metrics').expect(({ status }) => expect(status).not.toBe(401));
    const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.AAAA`;
    await http.get('/tasker/tasks').set('Authorization', `Bearer ${token}`).expect(503);
  });

  it('sessions of the application, and a coordinator of its own', async () => {
    const signedIn = { email: 'ann@shop', shops: ['payments'] };
    const http = await start(bySession(database.url), (host) =>
      host.use((request: { headers: Record<string, string>; user?: object }, _: unknown, next: () => void) => {
        if (request.headers['cookie'] === 'session=1') request.user = signedIn;
        next();
      }),
    );
    await http.get('/tasker/tasks').expect(401).expect('WWW-Authenticate', 'Session');
    await http.get('/tasker/tasks').set('Cookie', 'session=1').expect(200);
    await http.post('/tasker/tasks').set('Cookie', 'session=1').send({ name: 'order', context: {} }).expect(403);
  });
});
