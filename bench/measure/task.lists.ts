import type { TaskListQuery } from 'nestjs-tasker';
import { withClient, type BenchServer } from '../server/bench.server.js';
import { openApplication } from '../workflows/bench.application.js';
import { createMany } from '../workflows/bench.tasks.js';
import { insertListedTasks } from './listed.tasks.js';
import { readWriteCounters } from './server.counters.js';
import { percentile } from './statistics.js';

const CALLS = 40;
const CREATED = 5_000;
const CURSOR_ID_BYTES = 16;

/** Lists by name; `n` counts the calls, so that no two of them read the same rows. */
type Lists = Readonly<Record<string, (n: number) => TaskListQuery>>;

const day = (n: number) => new Date(Date.now() - n * 86_400_000);

const LISTS: Lists = {
  'first page': () => ({}),
  'first page, newest first': () => ({ sortOrder: 'desc' }),
  'state pending': () => ({ state: 'pending' }),
  'state in_progress': () => ({ state: 'in_progress' }),
  'state in_progress, newest first': () => ({ state: 'in_progress', sortOrder: 'desc' }),
  'state complete': () => ({ state: 'complete' }),
  'state complete, newest first': () => ({ state: 'complete', sortOrder: 'desc' }),
  'state error': () => ({ state: 'error', sortOrder: 'desc' }),
  'state cancelled': () => ({ state: 'cancelled', sortOrder: 'desc' }),
  'state resolved_manually': () => ({ state: 'resolved_manually' }),
  namespace: () => ({ namespace: 'default' }),
  'a common definition': () => ({ name: 'bench_searchable', sortOrder: 'desc' }),
  'a rare definition': () => ({ name: 'bench_fan_out', version: '0.1.0' }),
  'a rare definition, complete, newest first': () => ({ name: 'bench_fan_out', state: 'complete', sortOrder: 'desc' }),
  'a rare definition, cancelled': () => ({ name: 'bench_fan_out', state: 'cancelled' }),
  'a common definition in error': () => ({ name: 'bench_searchable', state: 'error' }),
  'a common tag': () => ({ tags: ['standard'] }),
  'a rare tag': () => ({ tags: ['vip'] }),
  'two tags': () => ({ tags: ['urgent', 'standard'], sortOrder: 'desc' }),
  'a common initiator': () => ({ initiator: 'service' }),
  'a rare initiator': () => ({ initiator: 'ann', sortOrder: 'desc' }),
  'no initiator': () => ({ initiator: 'unknown' }),
  'source system': () => ({ sourceSystem: 'web' }),
  'requested since an hour': (n) => ({ requestedAfter: day((n + 1) / 24) }),
  'requested before a day': (n) => ({ requestedBefore: day(n % 29), sortOrder: 'desc' }),
  'requested in a day': (n) => ({ requestedAfter: day((n % 28) + 1), requestedBefore: day(n % 28) }),
  'a value of the context': (n) => ({ context: { reference: `customer-${n * 977}` } }),
  'a value of the context, complete': (n) => ({ context: { reference: `customer-${n * 977}` }, state: 'complete' }),
  'tag, initiator, state and time': (n) => ({
    tags: ['standard'],
    initiator: 'service',
    state: 'complete',
    requestedAfter: day((n % 28) + 1),
  }),
};

const COUNTED: Lists = {
  'all tasks': () => ({ limit: 1, total: true }),
  'tasks in error': () => ({ limit: 1, total: true, state: 'error' }),
  'a common tag': () => ({ limit: 1, total: true, tags: ['standard'] }),
  'a value of the context': (n) => ({ limit: 1, total: true, context: { reference: `customer-${n * 977}` } }),
};

/** Milliseconds from the call to the answer. */
export interface CallTimes {
  readonly p50: number;
  readonly p95: number;
}

/** What lists of so many tasks found. */
export interface ListFigures {
  readonly tasks: number;
  /** By the name of the list; 20 tasks a page. */
  readonly pages: Readonly<Record<string, CallTimes>>;
  /** The same for counting all pages. */
  readonly counts: Readonly<Record<string, CallTimes>>;
  readonly single: CallTimes;
  /** What one searchable path adds to the creation of a task, 500 in a call. */
  readonly searchable: { readonly walBytes: number; readonly microseconds: number; readonly bareWalBytes: number };
}

/** Reads lists and single tasks among so many, through the Orchestrator. */
export async function measureLists(server: BenchServer, tasks: number): Promise<ListFigures> {
  const searchable = await costOfPath(server);
  return server.withDatabase('bench_lists', async (url) => {
    await withClient(url, (client) => insertListedTasks(client, tasks));
    const { context, orchestrator } = await openApplication({ url, worker: false });
    try {
      const list = async (query: TaskListQuery) => void (await orchestrator.listTasks(query));
      const ids = await withClient(url, sampleIds);
      const cursor = (await orchestrator.listTasks()).nextCursor!;
      const deep = (n: number) => ({ cursor: moved(cursor, ids[n]!) });
      return {
        tasks,
        searchable,
        pages: await timesOf({ ...LISTS, 'deep page': deep }, list),
        counts: await timesOf(COUNTED, list),
        single: await times((n) => orchestrator.getTask(ids[n]!)),
      };
    } finally {
      await context.close();
    }
  });
}

async function sampleIds(client: { query(text: string): Promise<{ rows: { task_id: string }[] }> }): Promise<string[]> {
  const { rows } = await client.query(
    `select t.task_id from generate_series(1, ${CALLS + 1}) n
     cross join lateral (select task_id from tasker.tasks where creation_id >= n * (select max(creation_id) / ${CALLS + 2} from tasker.tasks) order by creation_id limit 1) t`,
  );
  return rows.map(({ task_id }) => task_id);
}

/** The cursor of another place in the same list: it begins with the id. */
function moved(cursor: string, taskId: string): string {
  const list = Buffer.from(cursor, 'base64url').subarray(CURSOR_ID_BYTES);
  return Buffer.concat([Buffer.from(taskId.replaceAll('-', ''), 'hex'), list]).toString('base64url');
}

async function timesOf(lists: Lists, call: (query: TaskListQuery) => Promise<void>): Promise<Record<string, CallTimes>> {
  const figures: Record<string, CallTimes> = {};
  for (const [name, query] of Object.entries(lists)) figures[name] = await times((n) => call(query(n)));
  return figures;
}

/** Of so many calls, after one that is not counted. */
async function times(call: (n: number) => Promise<unknown>): Promise<CallTimes> {
  const milliseconds: number[] = [];
  for (let n = 0; n <= CALLS; n += 1) {
    const began = performance.now();
    await call(n);
    milliseconds.push(performance.now() - began);
  }
  const counted = milliseconds.slice(1);
  return { p50: percentile(counted, 0.5), p95: percentile(counted, 0.95) };
}

/** Each in a database of its own: pages of a large index that are written for the first time since a checkpoint are logged whole. */
async function costOfPath(server: BenchServer): Promise<ListFigures['searchable']> {
  const created = (workflow: string) =>
    server.withDatabase(`${workflow}_creation`, async (url) => {
      const { context, orchestrator } = await openApplication({ url, worker: false });
      await createMany(orchestrator, workflow, 500);
      const before = await readWriteCounters(server.admin);
      const began = performance.now();
      await createMany(orchestrator, workflow, CREATED);
      const milliseconds = performance.now() - began;
      const after = await readWriteCounters(server.admin);
      await context.close();
      return { milliseconds: milliseconds / CREATED, walBytes: (after.walBytes - before.walBytes) / CREATED };
    });
  const bare = await created('bench_single');
  const searchable = await created('bench_searchable');
  return {
    walBytes: searchable.walBytes - bare.walBytes,
    microseconds: (searchable.milliseconds - bare.milliseconds) * 1_000,
    bareWalBytes: bare.walBytes,
  };
}
