import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplicationContext, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TaskerModule, VALIDATION_WORKFLOWS, type TaskerRootOptions } from 'nestjs-tasker';
import { launchEmbeddedPostgres } from 'nestjs-tasker/embedded';

/** What a validator adds to its application. */
export interface ValidatorApplication {
  readonly telemetry?: TaskerRootOptions['telemetry'];
  readonly imports?: ModuleMetadata['imports'];
}

/** An application that runs the workflows of the validators. */
export interface RunningApplication {
  readonly app: INestApplicationContext;
  close(): Promise<void>;
}

/** Tasks of the validators are not among those of an application that uses the same database. */
const SCHEMA = 'tasker_validation';

/** Starts it on the database of `DATABASE_URL`, else on an embedded PostgreSQL that is gone afterwards. */
export async function startApplication({ telemetry, imports = [] }: ValidatorApplication = {}): Promise<RunningApplication> {
  const database = await openDatabase(process.env.DATABASE_URL);
  try {
    const tasker = TaskerModule.forRoot({
      database: { url: database.url, schema: SCHEMA },
      api: false,
      auth: 'none',
      worker: { pollInterval: '200ms', drainTimeout: '1s' },
      ...(telemetry === undefined ? {} : { telemetry }),
    });
    class ValidatorModule {}
    Module({ imports: [tasker, ...imports], providers: VALIDATION_WORKFLOWS })(ValidatorModule);
    const app = await NestFactory.createApplicationContext(ValidatorModule, { logger: ['error', 'warn'], abortOnError: false });
    return {
      app,
      close: async () => {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase(url: string | undefined): Promise<{ readonly url: string; close(): Promise<void> }> {
  if (url !== undefined && url !== '') return { url, close: () => Promise.resolve() };
  const dataDirectory = mkdtempSync(join(tmpdir(), 'tasker-validation-'));
  const server = await launchEmbeddedPostgres({ dataDirectory, durable: false });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
