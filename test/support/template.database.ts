import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '../../libs/tasker/src/database/schema.installer.js';
import { installGuards } from './write.guards.js';

/** The same server, another database. */
export function urlOfDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A name that no other run on the same server has. */
export function freshName(kind: string): string {
  return `tasker_${kind}_${randomUUID().slice(0, 13).replaceAll('-', '')}`;
}

/** Makes the database that every test database is copied from: the engine's schema under its default name. */
export async function createTemplate(serverUrl: string): Promise<string> {
  const name = freshName('template');
  await execute(serverUrl, `create database ${name} template template0`);
  await migrateDatabase({ url: urlOfDatabase(serverUrl, name) }, { schema: 'tasker' });
  return name;
}

/** Makes the database that those are copied from whose writes are watched: as the template, with the guards in it. */
export async function createGuardedTemplate(serverUrl: string, template: string): Promise<string> {
  const name = freshName('guarded');
  await execute(serverUrl, `create database ${name} template ${template}`);
  const client = new pg.Client({ connectionString: urlOfDatabase(serverUrl, name) });
  await client.connect();
  await installGuards(client);
  await client.end();
  return name;
}

/** Removes a template at the end of the run. */
export async function dropTemplate(serverUrl: string, name: string): Promise<void> {
  await execute(serverUrl, `drop database if exists ${name} with (force)`);
}
