import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TaskerModule } from 'nestjs-tasker';
import type { LimitsOptions, TaskerOptions, TelemetryOptions } from 'nestjs-tasker';
import supertest from 'supertest';
import { checkedHttp } from '../support/checked.http.js';
import { createTestDatabase } from '../support/database.js';
import { GreetingModule } from './greeting.workflow.js';

/** The HTTP adapters that the REST routes work on. */
export const ADAPTERS = ['express', 'fastify'] as const;
/** Name of an HTTP adapter. */
export type Adapter = (typeof ADAPTERS)[number];

/** What a host of the module adds to it. */
export interface HostOptions {
  readonly adapter?: Adapter;
  /** Whether the application works on steps. Default false: tasks stay as they were created. */
  readonly worker?: boolean;
  /** Structure of the module. */
  readonly api?: Parameters<typeof TaskerModule.forRoot>[0]['api'];
  readonly global?: boolean;
  /** Whether the options come from a factory. Default false. */
  readonly async?: boolean;
  readonly limits?: LimitsOptions;
  readonly telemetry?: TelemetryOptions;
  /** Default 'none'. */
  readonly auth?: NonNullable<TaskerOptions['auth']>;
  /** Url of a database, which is left there. Default: one of its own. */
  readonly database?: string;
  /** Further options of the module. */
  readonly options?: Partial<TaskerOptions>;
  readonly imports?: ModuleMetadata['imports'];
  readonly controllers?: ModuleMetadata['controllers'];
  readonly providers?: ModuleMetadata['providers'];
  /** Called before the application listens. */
  readonly configure?: (app: INestApplication) => void;
}

/** An application that listens on a port of its own, with a database of its own. */
export interface HostApplication {
  readonly app: INestApplication;
  /** Requests whose answers are checked against the OpenAPI document. */
  readonly http: ReturnType<typeof supertest>;
  /** Requests whose answers are not, for what a host breaks on purpose. */
  readonly raw: ReturnType<typeof supertest>;
  /** Url of the database. */
  readonly database: string;
  close(): Promise<void>;
}

/** Starts an application that imports TaskerModule and the workflows of these tests. */
export async function startHost(options: HostOptions = {}): Promise<HostApplication> {
  const database = options.database === undefined ? await createTestDatabase() : { url: options.database, drop: async () => undefined };
  const { imports = [], controllers = [], providers = [], worker = false, auth = 'none' } = options;
  const structure = structureOf(options);
  const behaviour = {
    database: { url: database.url, poolSize: 4 },
    auth,
    ...(worker ? {} : { worker: false as const }),
    ...given(options),
  };
  const tasker = options.async
    ? TaskerModule.forRootAsync({ ...structure, useFactory: async () => behaviour })
    : TaskerModule.forRoot({ ...structure, ...behaviour });
  const module = await Test.createTestingModule({ imports: [tasker, GreetingModule, ...imports], controllers, providers }).compile();
  const app = module.createNestApplication(options.adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(), { logger: false });
  options.configure?.(app);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    http: checkedHttp(app),
    raw: supertest(app.getHttpServer()),
    database: database.url,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** What stands beside the factory, when there is one. */
function structureOf({ api, global }: HostOptions) {
  return { ...(api === undefined ? {} : { api }), ...(global === undefined ? {} : { global }) };
}

/** The other options of the module that were given. */
function given({ limits, telemetry, options = {} }: HostOptions) {
  return { ...options, ...(limits === undefined ? {} : { limits }), ...(telemetry === undefined ? {} : { telemetry }) };
}

/** A request body that the engine accepts. */
export const GREETING = { namespace: 'e2e', name: 'greeting', version: '1.0.0', context: { name: 'Ann' } };
