import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger, PinoLogger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { readAuth } from './example.auth.js';
import { openDatabase } from './example.database.js';
import type { ExampleDatabase } from './example.database.js';
import { readSettings } from './example.settings.js';
import { applyHttpSettings } from './http.settings.js';
import { assertPortIsFree, explain, HOST } from './listening.port.js';
import { loggerOptions } from './logger.options.js';

async function start(): Promise<void> {
  const { port, databaseUrl } = readSettings(process.env);
  const { auth, notice } = readAuth(process.env);
  await assertPortIsFree(port);
  const database = await openDatabase(databaseUrl);
  try {
    const app = await listen(AppModule.connectedTo(database.url, auth), port);
    closeOnSignal(app, database);
    announce(port, database);
    for (const line of notice) console.log(line);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function listen(module: DynamicModule, port: number): Promise<NestExpressApplication> {
  // Made before the application, so that nothing said while it starts is held back.
  const logger = new Logger(new PinoLogger(loggerOptions), loggerOptions);
  const app = await NestFactory.create<NestExpressApplication>(module, { logger, abortOnError: false });
  applyHttpSettings(app);
  try {
    await app.listen(port, HOST);
  } catch (error) {
    await app.close();
    throw explain(error as NodeJS.ErrnoException, port);
  }
  return app;
}

/**
 * Nest's own shutdown hooks end the process as soon as the application is closed. The embedded database has to outlive
 * the application, whose worker writes its last outcomes while it drains, so the same hooks are run from here.
 */
function closeOnSignal(app: NestExpressApplication, database: ExampleDatabase): void {
  let isClosing = false;
  const close = async (signal: NodeJS.Signals) => {
    if (isClosing) return;
    isClosing = true;
    console.log(`${signal}: running steps are finished first, then the database is closed`);
    await app.close();
    await database.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void close(signal).catch(fail));
  }
}

function announce(port: number, { description }: ExampleDatabase): void {
  console.log(`Database: ${description}`);
  console.log(`Listening: http://${HOST}:${port}/tasker/tasks - npm run demo sends orders`);
  console.log(`Try it: http://${HOST}:${port}/tasker/api-docs (REST), http://${HOST}:${port}/tasker/graphql (GraphQL)`);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exit(1);
}

start().catch(fail);
