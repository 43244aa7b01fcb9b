import {
  Catch,
  ClassSerializerInterceptor,
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import type { ArgumentsHost, CallHandler, CanActivate, ExceptionFilter, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { isTaskerRoute, Orchestrator } from 'nestjs-tasker';
import { map } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication, HostOptions } from './host.application.js';

@Injectable()
class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('members only');
  }
}

@Injectable()
class ClosedButForTaskerGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return isTaskerRoute(context);
  }
}

@Catch()
class TeapotFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}
  catch(_: unknown, context: ArgumentsHost): void {
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), { teapot: true }, 418);
  }
}

@Injectable()
class WrappingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Controller('shop')
class ShopController {
  @Get()
  show() {
    return { open: true };
  }
}

const UNKNOWN = '/tasker/tasks/01920000-0000-7000-8000-000000000000';
const envelope = (error: string) => ({ error, message: expect.any(String), details: expect.any(Array) });

describe.each(ADAPTERS)('a host on %s cannot break the REST routes by', (adapter) => {
  let host: HostApplication | undefined;
  afterEach(() => host?.close());

  const start = async (options: HostOptions) => {
    host = await startHost({ adapter, ...options });
    return host.http;
  };

  it('versions in its URIs with a default version', async () => {
    const http = await start({
      controllers: [ShopController],
      configure: (app) => app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    await http.get('/api/v1/shop').expect(200);
    await http.get('/api/tasker/tasks').expect(200);
    await http.post('/api/tasker/tasks').send(GREETING).expect(201);
  });

  it('a serialiser that exposes nothing by default', async () => {
    const provide = {
      provide: APP_INTERCEPTOR,
      useFactory: (reflector: Reflector) => new ClassSerializerInterceptor(reflector, { strategy: 'excludeAll' }),
      inject: [Reflector],
    };
    const http = await start({ providers: [provide] });
    const { body } = await http.post('/tasker/tasks').send(GREETING).expect(201);
    expect(body.task).toMatchObject({ status: 'pending', context: { name: 'Ann' } });
    expect(body.task.workflow_steps[0]).toMatchObject({ name: 'greet', children_ids: [2, 3] });
    expect((await http.get('/tasker/tasks').expect(200)).body.tasks).toHaveLength(1);
  });

  it('a filter that catches everything', async () => {
    const http = await start({ controllers: [ShopController], providers: [{ provide: APP_FILTER, useClass: TeapotFilter }] });
    await http.get('/nowhere').expect(418);
    expect((await http.get(UNKNOWN).expect(404)).body).toEqual(envelope('Not Found'));
    expect((await http.get('/tasker/tasks?limit=0').expect(400)).body).toEqual(envelope('Bad Request'));
  });

  it('a pipe that refuses undecorated bodies and converts parameters', async () => {
    const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, transform: true });
    const http = await start({ providers: [{ provide: APP_PIPE, useValue: pipe }] });
    const { task } = (await http.post('/tasker/tasks').send(GREETING).expect(201)).body;
    await http.get(`/tasker/tasks/${task.task_id}`).expect(200);
    await http.get('/tasker/tasks?limit=5&status=pending').expect(200);
    await http.delete(`/tasker/tasks/${task.task_id}`).send({ reason: 'rain' }).expect(200);
  });

  it('an interceptor that wraps every body: the tag and 304 stay', async () => {
    await start({ providers: [{ provide: APP_INTERCEPTOR, useClass: WrappingInterceptor }] });
    const { headers, body } = await host!.raw.get('/tasker/tasks').expect(200);
    expect(body).toEqual({ data: { tasks: [], next_cursor: null } });
    const { text } = await host!.raw.get('/tasker/tasks').set('If-None-Match', String(headers.etag)).expect(304);
    expect(text).toBe('');
  });

  it('a guard: it still guards them, and its refusal has the envelope', async () => {
    const http = await start({
      providers: [
        { provide: APP_GUARD, useClass: ClosedGuard },
        { provide: APP_FILTER, useClass: TeapotFilter },
      ],
    });
    for (const path of ['/tasker/tasks', UNKNOWN]) {
      expect((await http.get(path).expect(403)).body).toEqual({ error: 'Forbidden', message: 'members only', details: [] });
    }
  });

  it('a guard that lets them pass by isTaskerRoute, and nothing else', async () => {
    const http = await start({ controllers: [ShopController], providers: [{ provide: APP_GUARD, useClass: ClosedButForTaskerGuard }] });
    await http.get('/tasker/tasks').expect(200);
    await http.get('/shop').expect(403);
  });

  it('a failure inside: the client is told that it happened and nothing else', async () => {
    const http = await start({});
    vi.spyOn(host!.app.get(Orchestrator), 'getTask').mockRejectedValue(new Error('password "hunter2" refused by 10.0.0.7'));
    const { body } = await http.get(UNKNOWN).expect(500);
    expect(body).toEqual({
      error: 'Internal Server Error',
      message: 'An internal error occurred; the log of the server has the details.',
      details: [],
    });
  });
});

describe('a host on express cannot break the REST routes by', () => {
  it('a parser that makes objects of queries', async () => {
    const host = await startHost({ configure: (app) => void (app as NestExpressApplication).set('query parser', 'extended') });
    try {
      const { body } = await host.http.get('/tasker/tasks?context[order.id]=7&tag=a&tag=b').expect(400);
      expect(body.details).toMatchObject([{ path: 'context.order.id', message: expect.stringContaining('searchable') }]);
      const nested = await host.http.get('/tasker/tasks?context[order][id]=7').expect(400);
      expect(nested.body.details).toMatchObject([{ path: 'context.order' }]);
    } finally {
      await host.close();
    }
  });
});
