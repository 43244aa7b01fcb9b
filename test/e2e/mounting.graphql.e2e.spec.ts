import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Global, Logger, Module } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { createClient } from 'graphql-ws';
import type { AddressInfo } from 'node:net';
import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { OwnDriver } from '../../libs/tasker/src/api/graphql/own.driver.js';
import { codesOf, dataOf } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

@Resolver()
class Shop {
  @Query(() => String)
  shopName(): string {
    return 'corner';
  }

  @Subscription(() => String, { resolve: (said: string) => said })
  async *shopSays(): AsyncGenerator<string> {
    yield 'open';
  }
}

@Global()
@Module({ providers: [Shop] })
class ShopModule {}

const hostGraphql = (options: Partial<ApolloDriverConfig> = {}) =>
  GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, graphiql: false, ...options });

const names = async (host: HostApplication, path: string) => {
  const { __schema: schema } = await dataOf(host, '{ __schema { queryType { fields { name } } } }', { path });
  return schema.queryType.fields.map(({ name }: { name: string }) => name) as string[];
};

/** What a subscription is answered with first: an event, or the errors that refuse it. */
const firstOf = async (host: HostApplication, path: string, query: string): Promise<unknown> => {
  const { port } = host.app.getHttpServer().address() as AddressInfo;
  const client = createClient({ url: `ws://127.0.0.1:${port}${path}`, webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    for await (const event of client.iterate({ query })) return event.errors ?? event;
    return undefined;
  } catch (refused) {
    return refused;
  } finally {
    await client.dispose();
  }
};

describe.each(ADAPTERS)('where GraphQL stands on %s', (adapter) => {
  let own: HostApplication;
  let within: HostApplication;
  let warned: unknown[];
  beforeAll(async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    own = await startHost({
      adapter,
      api: { path: 'wf', rest: false, graphql: 'own' },
      imports: [ShopModule, hostGraphql({ include: [ShopModule], subscriptions: { 'graphql-ws': true } })],
      configure: (app) => app.setGlobalPrefix('api'),
    });
    warned = warn.mock.calls.flat();
    warn.mockRestore();
    within = await startHost({
      adapter,
      api: { rest: false, graphql: 'host' },
      imports: [ShopModule, hostGraphql({ include: [ShopModule] })],
    });
  });
  afterAll(async () => {
    await own.close();
    await within.close();
  });

  it('is an endpoint of its own below the path and the global prefix, apart from a GraphQLModule of the host', async () => {
    expect(await names(own, '/api/wf/graphql')).toContain('tasks');
    expect(await names(own, '/api/wf/graphql')).not.toContain('shopName');
    expect(await names(own, '/graphql')).toEqual(['shopName']);
    await own.raw.post('/wf/graphql').send({ query: '{ __typename }' }).expect(404);
    expect(warned.filter((line) => String(line).includes('GraphQLModule'))).toEqual([]);
    expect(await firstOf(own, '/graphql', 'subscription { shopSays }')).toEqual({ data: { shopSays: 'open' } });
    const unknown = 'subscription { taskChanged(taskId: "01920000-0000-7000-8000-000000000000") { taskId } }';
    expect(await firstOf(own, '/api/wf/graphql', unknown)).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await firstOf(own, '/graphql', unknown)).toMatchObject([
      { message: expect.stringContaining('Cannot query field "taskChanged"') },
    ]);
  });

  it('is as each application of a process has it', async () => {
    await within.app.get(Orchestrator).createTask(GREETING);
    expect(await dataOf(own, '{ tasks { totalCount } }', { path: '/api/wf/graphql' })).toEqual({ tasks: { totalCount: 0 } });
    expect(await dataOf(within, '{ taskerTasks { totalCount } }', { path: '/graphql' })).toEqual({ taskerTasks: { totalCount: 1 } });
    expect(await codesOf(own, '{ taskerTasks { totalCount } }', { path: '/api/wf/graphql' })).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codesOf(within, '{ tasks { totalCount } }', { path: '/graphql' })).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('is the schema of the host, where every field begins with tasker, and limits hold', async () => {
    const found = await names(within, '/graphql');
    expect(found).toContain('taskerTasksByStatus');
    expect(found.filter((name) => !name.startsWith('tasker'))).toEqual(['shopName']);
    await within.raw.post('/tasker/graphql').send({ query: '{ __typename }' }).expect(404);
    const tasks = 'taskerTasks(filter: { tags: [], namespace: "e2e" }, first: 5) { totalCount nodes { context } }';
    const many = Array.from({ length: 600 }, (_, place) => `t${place}: ${tasks}`).join(' ');
    expect(new Set(await codesOf(within, `{ ${many} }`, { path: '/graphql' }))).toEqual(new Set(['OPERATION_TOO_COMPLEX']));
  });
});

describe('an endpoint of GraphQL', () => {
  let host: HostApplication;
  let warned: unknown[];
  beforeAll(async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    host = await startHost({ api: { rest: false, graphql: 'own' }, imports: [ShopModule, hostGraphql()] });
    warned = warn.mock.calls.flat();
    warn.mockRestore();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await host.close();
  });

  it('warns of a GraphQLModule of the host that shows its fields too', () => {
    expect(warned).toContainEqual(expect.stringContaining('has no `include`'));
  });

  it.each([
    ['express', '@as-integrations/express5'],
    ['fastify', '@as-integrations/fastify'],
  ])('names the package that it needs on %s and that is not installed', async (adapter, name) => {
    vi.doMock(name, () => {
      throw new Error('not there');
    });
    const driver = Object.create(OwnDriver.prototype, {
      httpAdapterHost: { value: { httpAdapter: { getType: () => adapter } } },
    }) as OwnDriver;
    await expect(driver.start({})).rejects.toThrow(
      `api.graphql: 'own' needs ${name} on ${adapter}, which is not installed: npm install ${name}, or set api.graphql to false`,
    );
    vi.doUnmock(name);
  });

  it('tells no schema in production, has no page, and stores the id and trace of a request with its task', async () => {
    expect(await codesOf(host, '{ __schema { queryType { name } } }')).toHaveLength(1);
    const hint = await host.raw.post('/tasker/graphql').send({ query: '{ task { nam } }' });
    expect([hint.status, hint.text]).toEqual([400, expect.not.stringMatching(/Did you mean|stack/)]);
    expect((await host.raw.get('/tasker/graphql').set('accept', 'text/html')).text).not.toContain('<html');
    const headers = { 'x-correlation-id': 'c-17' };
    const text = 'mutation ($input: TaskerCreateTaskInput!) { createTask(input: $input) { task { taskId correlationId } } }';
    const { createTask } = await dataOf(host, text, { headers, variables: { input: GREETING } });
    expect(createTask.task.correlationId).toBe('c-17');
    expect((await host.app.get(Orchestrator).getTask(createTask.task.taskId)).correlationId).toBe('c-17');
  });
});
