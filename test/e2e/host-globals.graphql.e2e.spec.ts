import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Catch, ClassSerializerInterceptor, ForbiddenException, ValidationPipe, VersioningType } from '@nestjs/common';
import type { ArgumentsHost, CanActivate, ExceptionFilter, ExecutionContext } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost, Reflector } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { isTaskerRoute, Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, dataOf } from './graphql.client.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

@Resolver()
class Shop {
  @Query(() => String)
  shopName(): string {
    return 'corner';
  }
}

/** As hosts have it that know REST only. */
const byHeaders = (context: ExecutionContext) => context.switchToHttp().getRequest<{ headers: object }>().headers !== undefined;

/** A guard of the host, before everything. */
class HostGuard implements CanActivate {
  static rule: (context: ExecutionContext) => boolean;
  canActivate(context: ExecutionContext): boolean {
    return HostGuard.rule(context);
  }
}

@Catch()
class TeapotFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}
  catch(_: unknown, context: ArgumentsHost): void {
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), { teapot: true }, 418);
  }
}

const GLOBALS = [
  {
    provide: APP_PIPE,
    useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, transform: true }),
  },
  {
    provide: APP_INTERCEPTOR,
    inject: [Reflector],
    useFactory: (reflector: Reflector) => new ClassSerializerInterceptor(reflector, { strategy: 'excludeAll' }),
  },
  { provide: APP_FILTER, useClass: TeapotFilter },
  { provide: APP_GUARD, useClass: HostGuard },
];

/** The schema of the host, whose guards, interceptors and filters stand before nested fields too. */
const hostGraphql = () =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    graphiql: false,
    useGlobalPrefix: true,
    fieldResolverEnhancers: ['guards', 'interceptors', 'filters'],
  });

const PLACES = {
  own: { api: { graphql: 'own' }, path: '/api/tasker/graphql', imports: [], field: (name: string) => name },
  host: {
    api: { rest: false, graphql: 'host' },
    path: '/api/graphql',
    imports: [hostGraphql()],
    field: (name: string) => `tasker${name[0]!.toUpperCase()}${name.slice(1)}`,
  },
} as const;

describe.each(ADAPTERS)('a host on %s cannot break', (adapter) => {
  describe.each(['own', 'host'] as const)('GraphQL (%s) by', (mode) => {
    const { api, path, imports, field } = PLACES[mode];
    let host: HostApplication;
    beforeAll(async () => {
      host = await startHost({
        adapter,
        api,
        imports: [...imports],
        providers: [...GLOBALS, Shop],
        configure: (app) => app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
      });
    });
    beforeEach(() => {
      HostGuard.rule = (context) => isTaskerRoute(context) || byHeaders(context);
    });
    afterAll(() => host.close());

    it('a prefix, versions, a serialiser, a pipe, and a guard that knows headers only and lets pass by isTaskerRoute', async () => {
      const create = `mutation ($input: TaskerCreateTaskInput!) {
        created: ${field('createTask')}(input: $input) { task { taskId requestedAt context steps { name status } } errors { code } } }`;
      const { created } = await dataOf(host, create, { path, variables: { input: GREETING } });
      expect(created).toMatchObject({
        task: {
          requestedAt: expect.stringMatching(/Z$/),
          context: { name: 'Ann' },
          steps: [{ name: 'greet', status: 'pending' }, {}, {}, {}],
        },
        errors: [],
      });
      const one = `{ found: ${field('task')}(taskId: "${created.task.taskId}") { context annotations(first: 5) { __typename } } }`;
      expect(await dataOf(host, one, { path })).toEqual({ found: { context: { name: 'Ann' }, annotations: [] } });
    });

    it('a filter that catches everything: errors have their codes, below root fields too', async () => {
      const first = `{ ${field('tasks')}(first: 0) { totalCount } }`;
      expect((await ask(host, first, { path })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      await host.app.get(Orchestrator).createTask(GREETING);
      const below = `{ ${field('tasks')}(first: 1) { nodes { annotations(first: 0) { __typename } } } }`;
      const { errors } = await ask(host, below, { path });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', details: [{ path: 'first' }] } }]);
    });

    it('a guard that refuses: its words arrive, and nothing else', async () => {
      HostGuard.rule = () => {
        throw new ForbiddenException('members only');
      };
      const { data, errors } = await ask(host, `{ ${field('tasks')} { totalCount } }`, { path });
      expect([data, errors]).toEqual([null, [expect.objectContaining({ message: 'members only' })]]);
      expect(errors![0]!.extensions).toEqual({ code: 'FORBIDDEN' });
    });

    it('a guard that falls over what is no request: the caller is told that something failed and nothing else', async () => {
      HostGuard.rule = byHeaders;
      const { errors } = await ask(host, `{ ${field('tasks')} { totalCount } }`, { path });
      expect(errors).toMatchObject([
        { message: expect.stringMatching(/^An internal error occurred/), extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ]);
    });
  });
});
