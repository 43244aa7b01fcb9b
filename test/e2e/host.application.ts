import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TaskerModule } from 'nestjs-tasker';
import type { LimitsOptions, TelemetryOptions } from 'nestjs-tasker';
import supertest from 'supertest';
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
  readonly limits?: LimitsOptions;
  readonly telemetry?: TelemetryOptions;
  readonly imports?: ModuleMetadata['imports'];
  readonly controllers?: ModuleMetadata['controllers'];
  readonly providers?: ModuleMetadata['providers'];
  /** Called before the application listens. */
  readonly configure?: (app: INestApplication) => void;
}

/** An application that listens on a port of its own, with a database of its own. */
export interface HostApplication {
  readonly app: INestApplication;
  readonly http: ReturnType<typeof supertest>;
  close(): Promise<void>;
}

/** Starts an application that imports TaskerModule and the workflows of these tests. */
export async function startHost(options: HostOptions = {}): Promise<HostApplication> {
  const database = await createTestDatabase();
  const { imports = [], controllers = [], providers = [], worker = false } = options;
  const tasker = TaskerModule.forRoot({
    database: { url: database.url, poolSize: 4 },
    auth: 'none',
    ...(worker ? {} : { worker: false as const }),
    ...given(options),
  });
  const module = await Test.createTestingModule({ imports: [tasker, GreetingModule, ...imports], controllers, providers }).compile();
  const app = module.createNestApplication(options.adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(), { logger: false });
  options.configure?.(app);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    http: supertest(app.getHttpServer()),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** The options of the module that were given. */
function given({ api, global, limits, telemetry }: HostOptions) {
  return {
    ...(api === undefined ? {} : { api }),
    ...(global === undefined ? {} : { global }),
    ...(limits === undefined ? {} : { limits }),
    ...(telemetry === undefined ? {} : { telemetry }),
  };
}

/** A request body that the engine accepts. */
export const GREETING = { namespace: 'e2e', name: 'greeting', version: '1.0.0', context: { name: 'Ann' } };
