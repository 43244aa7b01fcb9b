import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { eventually } from './eventually.js';
import type { Connection } from './rows.js';

/** A claimed step, as the rows of `advance` say it. */
export interface Claim {
  readonly task_id: string;
  readonly workflow_step_id: number;
  readonly attempt: number;
  readonly named_step_id: number;
  readonly parents: Record<string, unknown> | null;
}

/** What one call of `advance` said. */
export interface Advanced {
  readonly claimed: Claim[];
  readonly held: Claim[];
  /** [task, step, attempt, state, seconds until ready] of everything that did not complete. */
  readonly settled: [string, number, number, string, number | null][];
  readonly rested: [string, string][];
  /** [lane, priority, ready_at] of the steps left to the queue. */
  readonly released: [number, number, string][] | null;
  readonly left_over: boolean;
  readonly units: unknown;
  readonly marks: unknown;
  readonly aged: unknown;
}

/** How `advance` is called; the defaults settle and claim nothing. */
export interface AdvanceOptions {
  readonly capacity?: number;
  readonly wait?: boolean;
  readonly reserve?: number;
  readonly units?: unknown;
  /** Default: all lanes. */
  readonly lanes?: number[];
  /** Slots for lower priorities that have waited so long. Default: none. */
  readonly aging?: { readonly seconds: number; readonly slots: number; readonly turn: number };
}

/** How `advance_one` is called. */
export interface LoneOptions {
  /** Default 8. */
  readonly capacity?: number;
  /** Default: all lanes. */
  readonly lanes?: readonly number[];
  readonly results?: object;
  readonly facts?: 'rested' | 'all' | null;
}

/** What a worker says that it may claim. */
export interface Coverage {
  /** Default: all lanes that there are. */
  readonly lanes?: readonly number[];
  /** Default: `default`. */
  readonly queues?: readonly string[];
  /** Hashes by full name. Default: none. */
  readonly definitions?: Readonly<Record<string, string>>;
}

type Key = Pick<Claim, 'task_id' | 'workflow_step_id' | 'attempt'>;
const key = ({ task_id, workflow_step_id, attempt }: Key) => ({ t: task_id, s: workflow_step_id, a: attempt });
const backoff = { seconds: null, max: 30, multiplier: 2, jitter: 0 };

/** Outcome of a claim that returned a result. */
export const completed = (claim: Key, results: object = {}) => ({ ...key(claim), k: 'completed', r: results });
/** Outcome of a claim that threw. */
export const failed = (
  claim: Key,
  { permanent = false, retryAfter, results }: { permanent?: boolean; retryAfter?: number; results?: object } = {},
) => ({
  ...key(claim),
  k: 'failed',
  e: { message: 'failed', errorClass: 'Error', attempt: claim.attempt },
  p: permanent,
  w: retryAfter,
  b: backoff,
  r: results,
});
/** Outcome of a claim that is handed back unused. */
export const returned = (claim: Key) => ({ ...key(claim), k: 'returned', w: 0 });

/** Outcomes, made by the functions above, as the parameters of `advance` that carry them: its second to its eighth. */
export function outcomeParameters(outcomes: readonly object[]): unknown[] {
  const rows = outcomes as readonly Record<string, unknown>[];
  const column = (name: string) => rows.map((row) => row[name] ?? null);
  const others = rows.flatMap(({ k, e, p, w, b }, place) => (k === 'completed' ? [] : [[place + 1, { k, e, p, w, b }] as const]));
  return [
    ...['t', 's', 'a', 'q', 'd'].map(column),
    JSON.stringify(column('r')),
    others.length === 0 ? null : JSON.stringify(Object.fromEntries(others)),
  ];
}

/** A worker played by a test: one connection, stepped call by call. */
export class WorkerSession {
  private constructor(
    readonly client: pg.Client,
    readonly id: string,
  ) {}

  static async register(client: pg.Client, { lanes, queues = ['default'], definitions = {} }: Coverage = {}): Promise<WorkerSession> {
    const id = randomUUID();
    const covered = lanes ?? (await client.query('select array_agg(lane order by lane) as lanes from tasker.lanes')).rows[0].lanes ?? [];
    await client.query("select tasker.register_worker($1, '15 seconds', 1, 8, 'session', '0.0.0', $2, $3, $4)", [
      id,
      queues,
      definitions,
      covered,
    ]);
    return new WorkerSession(client, id);
  }

  async advance(outcomes: readonly object[], options: AdvanceOptions = {}): Promise<Advanced> {
    const { capacity = 0, wait = true, reserve = 0, units = null, aging } = options;
    const lanes =
      options.lanes ?? (await this.client.query('select array_agg(lane order by lane) as lanes from tasker.lanes')).rows[0].lanes ?? [];
    const { rows } = await this.client.query(
      'select * from tasker.advance($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, true, $14)',
      [
        this.id,
        ...outcomeParameters(outcomes),
        wait,
        capacity,
        reserve,
        lanes,
        units === null ? null : JSON.stringify(units),
        aging === undefined ? null : JSON.stringify(aging),
      ],
    );
    const report = rows.find(({ kind }) => kind === 'report').context;
    return {
      ...report,
      rested: (report.rested ?? []).map(([task, state]: [string, string]) => [task, state]),
      claimed: rows.filter(({ kind }) => kind === 'claimed'),
      held: rows.filter(({ kind }) => kind === 'held'),
    };
  }

  /** One completion as a worker sends it that knows of nothing in the queue. What is handed over to it comes as `claimed`. */
  async advanceOne(claim: Key, { capacity = 8, lanes, results = {}, facts = null }: LoneOptions = {}): Promise<Advanced> {
    const { rows } = await this.client.query('select * from tasker.advance_one($1, $2, $3, $4, 0, 0.1, $5, $6, $7, true, $8)', [
      this.id,
      ...[claim.task_id, claim.workflow_step_id, claim.attempt, results, capacity],
      ...[lanes ?? (await this.client.query('select array_agg(lane order by lane) as lanes from tasker.lanes')).rows[0].lanes, facts],
    ]);
    const report = rows.find(({ kind }) => kind === 'report').context;
    const claimed = rows.filter(({ kind }) => kind === 'handed' || kind === 'claimed');
    return { ...report, rested: (report.rested ?? []).map(([task, state]: [string, string]) => [task, state]), claimed, held: [] };
  }

  /** Claims up to so many steps and settles nothing. */
  async claim(capacity = 10, options: AdvanceOptions = {}): Promise<Claim[]> {
    return (await this.advance([], { ...options, capacity })).claimed;
  }

  /** Makes the rows say that this worker was silent for an hour. */
  async fallSilent(observer: Connection): Promise<void> {
    await observer.query("update tasker.workers set heartbeat_at = clock_timestamp() - interval '1 hour' where worker_id = $1", [this.id]);
  }

  /** Takes back what dead workers hold, as another worker's reaper. */
  async reap(
    lanes: Readonly<Record<string, object>> = {},
  ): Promise<{ reaped_worker: string; lost: boolean; steps: unknown[]; rested: [string, string][] } | undefined> {
    const { rows } = await this.client.query("select * from tasker.reap_worker($1, $2, interval '1 second')", [
      this.id,
      JSON.stringify({ default: backoff, lanes }),
    ]);
    return rows[0];
  }
}

/** Resolves once the statement that this client runs waits for a lock. */
export async function blocked(client: pg.Client, observer: Connection): Promise<void> {
  const pid = (client as unknown as { processID: number }).processID;
  await eventually(
    async () => (await observer.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid])).rows[0].blocked as boolean,
    { what: `session ${pid} waits for a lock` },
  );
}

/** Lets `advance` wait for locks as long as a test needs to step through it, whatever the load of the machine. */
export async function letAdvanceWait(observer: Connection): Promise<void> {
  await observer.query(
    "alter function tasker.advance set lock_timeout = '20s'; alter function tasker.advance_one set lock_timeout = '20s'",
  );
}

/** One step row. */
export async function stepRow(observer: Connection, taskId: string, place: number): Promise<Record<string, any>> {
  return (await observer.query('select * from tasker.workflow_steps where task_id = $1 and workflow_step_id = $2', [taskId, place]))
    .rows[0];
}

/** One task row. */
export async function taskRow(observer: Connection, taskId: string): Promise<Record<string, any>> {
  return (await observer.query('select * from tasker.tasks where task_id = $1', [taskId])).rows[0];
}
