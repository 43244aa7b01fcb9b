import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventSource } from '../support/event.source.js';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { committedKeys } from '../support/live.js';
import { spawnWorkerProcess, type WorkerProcess } from '../support/worker.process.js';
import { ADAPTERS, startHost, type HostApplication } from './host.application.js';

const TASKS = 40;
const WORKFLOW = {
  name: 'relay',
  version: '1.0.0',
  steps: [{ name: 'one' }, { name: 'two', dependsOn: 'one' }, { name: 'three', dependsOn: 'two' }],
};

describe('live changes of tasks that another process works on', () => {
  let host: HostApplication;
  let worker: WorkerProcess;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    worker = spawnWorkerProcess({ url: database.url, workflows: [WORKFLOW], quiet: true });
    host = await startHost({ adapter: ADAPTERS[1], database: database.url, options: { live: { pollInterval: 20 } } });
    await worker.said('ready');
  });
  afterAll(async () => {
    await (worker as WorkerProcess | undefined)?.end('SIGTERM');
    await (host as HostApplication | undefined)?.close();
    await database.drop();
  });

  it('reach a client that loses its connection again and again, each once', async () => {
    const { port } = host.app.getHttpServer().address();
    const url = `http://127.0.0.1:${port}/tasker/tasks/events?name=relay`;
    for (let count = 0; count < TASKS; count += 1) worker.send({ run: { name: 'relay', version: '1.0.0', context: { count } } });
    const all = TASKS * (1 + 2 + 3);
    const keys: string[] = [];
    let lastId = await cursorOf(url);
    for (let connections = 0; keys.length < all; connections += 1) {
      const source = await EventSource.open(url, { 'last-event-id': lastId });
      await source.heard(1);
      await source.close();
      keys.push(...source.changes.map(keyOf));
      lastId = source.lastId;
      expect(connections).toBeLessThan(all + 1);
    }
    const client = new pg.Client({ connectionString: host.database });
    await client.connect();
    expect(keys.sort()).toEqual(await committedKeys(client));
    await client.end();
  });

  /** The place before everything. */
  async function cursorOf(url: string): Promise<string> {
    const source = await EventSource.open(url);
    await eventually(() => source.lastId !== '', { what: 'the beginning' });
    await source.close();
    return source.lastId.replace(/\..*$/, '.1.1.1');
  }
});

function keyOf({ event, data }: EventSource['changes'][number]): string {
  const step = data.workflow_step;
  return [
    event,
    data.task_id,
    ...(step === null ? [] : [step.workflow_step_id, step.attempt]),
    data.from_status ?? 'none',
    data.to_status,
  ].join(' ');
}
