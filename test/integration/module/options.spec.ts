import { Inject, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { ConfigurationError, Orchestrator, TaskerModule, type TaskerAsyncOptions, type TaskerOptions } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { single } from '../../support/workflows.js';
import { runTask, useHosts } from './hosts.js';

const Single = single(() => ({ ran: true }));

describe('TaskerModule', () => {
  const engine = useEngine();
  const { start, refusal } = useHosts(engine);
  const options = (more: Partial<TaskerOptions> = {}): TaskerOptions => ({ database: { url: engine.url }, ...more });
  const ran = async (tasker: DynamicModule, imports: Type[] = []) => {
    const module = await start(tasker, { imports, providers: [Single] });
    return (await runTask(module, 'single')).results;
  };

  describe('starts', () => {
    it('with options that are known when modules are declared', async () => {
      expect(await ran(TaskerModule.forRoot({ ...options(), api: false }))).toEqual({ only: { ran: true } });
    });

    it('with a factory and what is injected into it', async () => {
      @Module({ providers: [{ provide: 'URL', useFactory: () => engine.url }], exports: ['URL'] })
      class SettingsModule {}
      const tasker = TaskerModule.forRootAsync({
        imports: [SettingsModule],
        inject: ['URL'],
        useFactory: async (url: string) => ({ database: { url } }),
        api: false,
      });
      expect(await ran(tasker)).toEqual({ only: { ran: true } });
    });

    it('with a class that makes the options', async () => {
      class Settings {
        create = () => options();
      }
      expect(await ran(TaskerModule.forRootAsync({ useClass: Settings, api: false }))).toEqual({ only: { ran: true } });
    });

    it('with a provider that exists', async () => {
      @Injectable()
      class Settings {
        create = () => options();
      }
      @Module({ providers: [Settings], exports: [Settings] })
      class SettingsModule {}
      const tasker = TaskerModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings, api: false });
      expect(await ran(tasker)).toEqual({ only: { ran: true } });
    });
  });

  describe('provides the engine', () => {
    @Injectable()
    class Shop {
      constructor(@Inject(Orchestrator) readonly orchestrator: Orchestrator) {}
    }
    @Module({ providers: [Shop] })
    class ShopModule {}

    it('to modules that do not import it', async () => {
      const module = await start(TaskerModule.forRoot({ ...options(), api: false }), { imports: [ShopModule] });
      expect(module.get(Shop, { strict: false }).orchestrator).toBeInstanceOf(Orchestrator);
    });

    it('only to those that import it when global is false', async () => {
      const tasker = TaskerModule.forRoot({ ...options(), api: false, global: false });
      expect((await refusal(tasker, { imports: [ShopModule] })).message).toContain('Orchestrator');
      const async = TaskerModule.forRootAsync({ useFactory: () => options(), api: false, global: false });
      const module = await start(async, { providers: [Shop] });
      expect(module.get(Shop).orchestrator).toBeInstanceOf(Orchestrator);
    });
  });

  describe('refuses', () => {
    const message = async (tasker: DynamicModule | DynamicModule[]) => {
      const error = await refusal(tasker);
      expect(error).toBeInstanceOf(ConfigurationError);
      return error.message;
    };
    const async = (given: unknown, structure: object = { api: false }) =>
      TaskerModule.forRootAsync({ useFactory: () => given, ...structure } as TaskerAsyncOptions);

    it('to start without a database', async () => {
      expect(await message(TaskerModule.forRoot({ api: false } as never))).toMatch(/^TaskerModule: no database\. Set database\.url/);
      expect(await message(async({}))).toMatch(/^TaskerModule: no database\. Set database\.url/);
    });

    it('an unknown option, wherever the options come from', async () => {
      const given = options({ worker: { concurency: 1 } as never });
      expect(await message(TaskerModule.forRoot({ ...options(), apii: false } as never))).toMatch(/^apii: unknown option; known are /);
      const words = /^worker\.concurency: unknown option; known are concurrency, queues/;
      expect(await message(TaskerModule.forRoot({ ...given, api: false }))).toMatch(words);
      expect(await message(async(given))).toMatch(words);
    });

    it('a factory that returns nothing', async () => {
      expect(await message(async(undefined))).toBe('TaskerModule: the options: must be an object');
    });

    it.each(['api', 'global'])('%s in the result of a factory: routes are fixed before it runs', async (key) => {
      expect(await message(async({ ...options(), [key]: true }))).toBe(
        `TaskerModule: '${key}' must stand beside useFactory: routes are fixed before it runs`,
      );
    });

    it('an unknown key beside the factory', () => {
      expect(() => async(options(), { apii: false })).toThrow("TaskerModule.forRootAsync: unknown key 'apii'; known are imports, inject");
    });

    it.each([
      [{ api: true }, 'api: must be an object or false'],
      [{ api: null }, 'api: must be an object or false'],
      [{ api: { pth: 'x' } }, 'api.pth: unknown option; known are path, rest'],
      [{ api: { path: '' } }, "api.path: must be a path such as 'tasker' or 'internal/tasker'"],
      [{ api: { path: 'a b' } }, "api.path: must be a path such as 'tasker' or 'internal/tasker'"],
      [{ api: { path: '/a//b' } }, "api.path: must be a path such as 'tasker' or 'internal/tasker'"],
      [{ api: { path: ':id' } }, "api.path: must be a path such as 'tasker' or 'internal/tasker'"],
      [{ api: { rest: 'yes' } }, 'api.rest: must be true or false'],
      [{ api: { graphql: true } }, "api.graphql: must be false, 'own' or 'host'"],
      [{ api: false, global: 'yes' }, 'global: must be true or false'],
    ])('the structure %j', (structure, words) => {
      expect(() => TaskerModule.forRoot({ ...options(), ...structure } as never)).toThrow(words);
      expect(() => async(options(), structure)).toThrow(words);
    });

    it('an API without a word about auth', async () => {
      const words =
        "TaskerModule: api is on but auth is not set; give auth: { authenticator }, auth: 'none' to let everybody in who reaches it, or api: false";
      expect(await message(async(options(), {}))).toBe(words);
      expect(await message(TaskerModule.forRoot(options() as never))).toBe(words);
      const graphql = { api: { rest: false, graphql: 'host' } };
      expect(await message(TaskerModule.forRoot({ ...options(), ...graphql } as never))).toBe(words);
      expect(await message(async(options(), graphql))).toBe(words);
    });

    it('to be imported twice', async () => {
      const twice = [TaskerModule.forRoot({ ...options(), api: false }), async(options())];
      expect(await message(twice)).toBe('TaskerModule.forRoot() was called twice: import it once, in the root module');
    });
  });

  it("warns that auth 'none' lets everybody in, once, and only when there are routes", async () => {
    await start(TaskerModule.forRoot({ ...options(), auth: 'none', worker: false }));
    expect(engine.logs.with("auth is 'none'")).toEqual([
      "warn auth is 'none': everybody who reaches the API may create, read and cancel tasks",
    ]);
    engine.logs.clear();
    await start(TaskerModule.forRoot({ ...options(), auth: 'none', api: { rest: false, graphql: 'host' }, worker: false }));
    expect(engine.logs.with("auth is 'none'")).toHaveLength(1);
    engine.logs.clear();
    await start(TaskerModule.forRoot({ ...options(), api: false, worker: false }));
    await start(TaskerModule.forRoot({ ...options(), auth: 'none', api: { rest: false }, worker: false }));
    await start(TaskerModule.forRoot({ ...options(), auth: { authenticator: { authenticate: () => null } }, worker: false }));
    expect(engine.logs.with("auth is 'none'")).toEqual([]);
  });

  it("says in an error line that auth 'none' lets everybody in where NODE_ENV is production, and starts", async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await start(TaskerModule.forRoot({ ...options(), auth: 'none', worker: false }));
    vi.unstubAllEnvs();
    expect(engine.logs.with("auth is 'none'")).toEqual([
      "error auth is 'none': everybody who reaches the API may create, read and cancel tasks",
    ]);
  });
});
