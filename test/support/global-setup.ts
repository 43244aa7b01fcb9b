import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { serverRoot } from './memory.directory.js';
import { startPostgres, type TestServer } from './postgres.server.js';
import { createGuardedTemplate, createTemplate, dropTemplate, execute } from './template.database.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the server of this run, as an account that may create databases. */
    serverUrl: string;
    /** Name of the migrated database that test databases are copied from. */
    templateDatabase: string;
    /** The same with guards in it that watch every write. */
    guardedTemplate: string;
    /** Log file of the server; empty when the server is not ours. */
    serverLog: string;
  }
}

interface Run {
  users: number;
  readonly server: TestServer;
  readonly template: string;
  readonly guarded: string;
}

// Each project loads this file by itself; all of them share one server.
const shared = globalThis as { [run: symbol]: Promise<Run> | undefined };
const RUN = Symbol.for('nestjs-tasker:test-run');
const PREFIX = 'tasker-test-';

/** Starts the server of the run, or uses TASKER_TEST_DATABASE_URL, and makes the template once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared[RUN] ??= begin();
  const run = await shared[RUN];
  run.users += 1;
  project.provide('serverUrl', run.server.url);
  project.provide('templateDatabase', run.template);
  project.provide('guardedTemplate', run.guarded);
  project.provide('serverLog', run.server.log);
  return async () => {
    run.users -= 1;
    if (run.users > 0) return;
    shared[RUN] = undefined;
    for (const name of [run.guarded, run.template]) await dropTemplate(run.server.url, name);
    await run.server.stop();
  };
}

async function begin(): Promise<Run> {
  const server = await serverOfTheRun();
  try {
    const template = await createTemplate(server.url);
    return { users: 0, server, template, guarded: await createGuardedTemplate(server.url, template) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function serverOfTheRun(): Promise<TestServer> {
  const url = process.env.TASKER_TEST_DATABASE_URL;
  if (url) return { url, log: '', port: Number(new URL(url).port || 5432), dataDirectory: '', stop: () => Promise.resolve() };
  const dataDirectory = mkdtempSync(join(serverRoot(PREFIX), PREFIX));
  const server = await startPostgres({ dataDirectory });
  await hashPasswordAnew(server.url);
  const stop = async () => {
    await server.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** With as few rounds as the server of tests is set to: each of thousands of connections goes through them. */
async function hashPasswordAnew(url: string): Promise<void> {
  const { username, password } = new URL(url);
  await execute(url, `alter role "${decodeURIComponent(username)}" password '${decodeURIComponent(password)}'`);
}
