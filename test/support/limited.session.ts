import type pg from 'pg';
import type { Claim, WorkerSession } from './worker.session.js';

/** What one call of `claim_limited` said. */
export interface LimitedClaim {
  readonly claimed: Claim[];
  readonly contended?: boolean;
  readonly more?: boolean;
  readonly full?: boolean;
  readonly waiting: boolean;
  readonly remain?: boolean;
  readonly let_go: number;
  readonly cursor?: unknown;
  readonly next_token_in_ms?: number | null;
  readonly due_in_ms?: number | null;
}

/** How `claim_limited` is called; the defaults claim up to ten steps and free nothing. */
export interface LimitedOptions {
  readonly capacity?: number;
  readonly ended?: readonly Pick<Claim, 'task_id' | 'workflow_step_id'>[];
  readonly sweep?: unknown;
  readonly aging?: { readonly seconds: number; readonly slots: number; readonly turn: number; readonly draw?: number };
  /** Default: all lanes. */
  readonly lanes?: readonly number[];
}

/** Calls `claim_limited` as a worker that a test plays. */
export async function claimLimited(worker: WorkerSession, options: LimitedOptions = {}): Promise<LimitedClaim> {
  const { capacity = 10, ended = [], sweep, aging } = options;
  const lanes =
    options.lanes ?? (await worker.client.query('select array_agg(lane order by lane) as lanes from tasker.lanes')).rows[0].lanes;
  const { rows } = await worker.client.query('select * from tasker.claim_limited($1, $2, $3, $4, $5, $6, $7, false)', [
    worker.id,
    capacity,
    lanes,
    ended.map(({ task_id }) => task_id),
    ended.map(({ workflow_step_id }) => workflow_step_id),
    sweep === undefined ? null : JSON.stringify(sweep),
    aging === undefined ? null : JSON.stringify(aging),
  ]);
  const report = rows.find(({ kind }) => kind === 'report').context;
  return { ...report, claimed: rows.filter(({ kind }) => kind === 'claimed') };
}

/** Declares a limit of a queue or a system. */
export async function declareLimit(
  client: pg.Client,
  kind: 'queue' | 'system',
  name: string,
  limit: { max_running?: number; rate?: number; per_seconds?: number; burst?: number; removed?: boolean },
): Promise<Record<string, unknown>[]> {
  const { rows } = await client.query('select * from tasker.register_limits($1)', [JSON.stringify([{ kind, name, ...limit }])]);
  return rows as Record<string, unknown>[];
}

/** All limits with what goes on under them. */
export async function limitsOf(client: pg.Client): Promise<Record<string, unknown>[]> {
  const { rows } = await client.query(
    'select kind, name, running::integer, waiting::integer, keyless::integer from tasker.list_limits() order by kind, name',
  );
  return rows as Record<string, unknown>[];
}
