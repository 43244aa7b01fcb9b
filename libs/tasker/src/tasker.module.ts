import { Logger, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { AccessControl } from './auth/access.control.js';
import { TaskerCallsModule } from './api/calls/calls.module.js';
import { ConfigurationError } from './model/errors.js';
import { TaskerApiStructure } from './tasker.module-definition.js';
import { TaskerEngineModule } from './tasker.engine.module.js';
import type { TaskerAsyncOptions, TaskerRootOptions, TaskerStructure } from './tasker.options.js';

const STRUCTURE_KEYS = ['api', 'global'];
const ASYNC_KEYS = ['imports', 'inject', 'useFactory', 'useClass', 'useExisting', 'provideInjectionTokensFrom', ...STRUCTURE_KEYS];
const API_KEYS = ['path', 'rest', 'graphql', 'docs'];

/**
 * The engine in an application.
 *
 * @example
 * TaskerModule.forRoot({ database: { url: process.env.DATABASE_URL }, auth: 'none' })
 * TaskerModule.forRootAsync({ inject: [ConfigService], useFactory: (c) => ({ database: { url: c.get('DATABASE_URL') }, auth: 'none' }) })
 */
@Module({})
export class TaskerModule implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly structure: TaskerApiStructure,
    private readonly control: AccessControl,
  ) {}

  /**
   * Options known when modules are declared.
   *
   * @throws ConfigurationError at start-up, naming the path of an option that is unknown or cannot be used
   */
  static forRoot({ api, global, ...options }: TaskerRootOptions): DynamicModule {
    return assemble({ api, global }, (mounted) => TaskerEngineModule.forRoot({ ...options, mounted }));
  }

  /** Options from a factory; `api` and `global` stand beside it, since routes are fixed before it runs. */
  static forRootAsync({ api, global, ...options }: TaskerAsyncOptions): DynamicModule {
    const unknown = Object.keys(options).find((key) => !ASYNC_KEYS.includes(key));
    if (unknown !== undefined) {
      throw new ConfigurationError(`TaskerModule.forRootAsync: unknown key '${unknown}'; known are ${ASYNC_KEYS.join(', ')}`);
    }
    return assemble({ api, global }, (mounted) => TaskerEngineModule.forRootAsync({ ...options, mounted }));
  }

  onModuleInit(): void {
    const mine = [...this.modules.values()].filter(({ metatype }) => metatype === TaskerModule);
    if (mine.length > 1) throw new ConfigurationError('TaskerModule.forRoot() was called twice: import it once, in the root module');
    if (this.structure.mounted && !this.control.required) warnOfOpenApi();
  }
}

/** Only the log says it louder in production: what `'none'` means there, such as a gateway in front, is not for a library to know. */
function warnOfOpenApi(): void {
  const logger = new Logger('TaskerModule');
  const warning = "auth is 'none': everybody who reaches the API may create, read and cancel tasks";
  if (process.env.NODE_ENV === 'production') logger.error(warning);
  else logger.warn(warning);
}

/** The engine for all modules, and nothing else: what is global counts as an import of every module, and a GraphQLModule looks through those. */
class TaskerEverywhere {}

function assemble({ api = {}, global = true }: TaskerStructure, engineFor: (mounted: boolean) => DynamicModule): DynamicModule {
  checkStructure(api, global);
  const transports = transportsOf(api);
  const mounted = transports.rest || transports.graphql !== false;
  const engine = engineFor(mounted);
  const structure = { provide: TaskerApiStructure, useValue: new TaskerApiStructure(mounted) };
  const mounts = mounted ? mountsOf(transports, TaskerCallsModule.on(engine)) : [];
  const everywhere = global ? [{ module: TaskerEverywhere, global, imports: [engine], exports: [engine] }] : [];
  return { module: TaskerModule, imports: [engine, ...everywhere, ...mounts], providers: [structure], exports: [engine] };
}

/** Every transport is loaded when it is on, and not otherwise: what it needs may not be installed. */
function mountsOf({ path, rest, graphql, docs }: Transports, calls: DynamicModule): Promise<DynamicModule>[] {
  const mounts = [
    ...(rest ? [import('./api/rest/rest.mount.js').then(({ mountRest }) => mountRest({ path, docs }, calls))] : []),
    ...(graphql === false
      ? []
      : [import('./api/graphql.mount.js').then(({ mountGraphql }) => mountGraphql({ path, mode: graphql }, calls))]),
  ];
  // Nest awaits them later: until then a failure is nobody's, which would end the process.
  for (const mount of mounts) mount.catch(() => undefined);
  return mounts;
}

/** Which transports there are, and where. */
interface Transports {
  readonly path: string;
  readonly rest: boolean;
  readonly graphql: false | 'own' | 'host';
  readonly docs: boolean;
}

function transportsOf(api: NonNullable<TaskerStructure['api']>): Transports {
  if (api === false) return { path: '', rest: false, graphql: false, docs: false };
  return {
    path: (api.path ?? 'tasker').replace(/^\//, ''),
    rest: api.rest ?? true,
    graphql: api.graphql ?? false,
    docs: api.docs ?? false,
  };
}

function checkStructure(api: unknown, global: unknown): void {
  if (typeof global !== 'boolean') throw new ConfigurationError('global: must be true or false');
  if (api === false) return;
  if (typeof api !== 'object' || api === null) throw new ConfigurationError('api: must be an object or false');
  const unknown = Object.keys(api).find((key) => !API_KEYS.includes(key));
  if (unknown !== undefined) throw new ConfigurationError(`api.${unknown}: unknown option; known are ${API_KEYS.join(', ')}`);
  checkTransports(api as Record<string, unknown>);
}

function checkTransports({ path, rest = true, graphql = false, docs = false }: Readonly<Record<string, unknown>>): void {
  if (path !== undefined && (typeof path !== 'string' || !/^\/?[\w.~-]+(\/[\w.~-]+)*$/.test(path))) {
    throw new ConfigurationError("api.path: must be a path such as 'tasker' or 'internal/tasker'");
  }
  if (typeof rest !== 'boolean') throw new ConfigurationError('api.rest: must be true or false');
  if (graphql !== false && graphql !== 'own' && graphql !== 'host')
    throw new ConfigurationError("api.graphql: must be false, 'own' or 'host'");
  checkDocs(docs, rest);
}

function checkDocs(docs: unknown, rest: boolean): void {
  if (typeof docs !== 'boolean') throw new ConfigurationError('api.docs: must be true or false');
  if (docs && !rest) throw new ConfigurationError('api.docs: documents the REST routes, which api.rest switches off');
}
