import { Injectable } from '@nestjs/common';
import { claimedStep, type ClaimedStep, type EngineRow } from './claimed.step.js';
import { EngineDatabase } from './engine.database.js';
import type { ClaimKey } from './outcome.js';
import type { Aging, WantedFacts } from './tasker.functions.js';
import type { TaskFacts } from './transition.document.js';

/** A limit of a queue or a dependent system, as it is written; `removed` takes it away. */
export interface SharedLimit {
  readonly kind: 'queue' | 'system';
  readonly name: string;
  readonly max_running?: number;
  /** Starts in `per_seconds`. */
  readonly rate?: number;
  readonly per_seconds?: number;
  readonly burst?: number;
  readonly removed?: true;
}

/** A limit that was there before and is different now. */
export interface ChangedLimit {
  readonly kind: string;
  readonly name: string;
  readonly former: Readonly<Record<string, number | null>>;
  readonly removed: boolean;
}

/** A limit with what goes on under it. */
export interface LimitRow {
  readonly kind: 'queue' | 'system' | 'key';
  readonly name: string;
  readonly max_running: number | null;
  readonly rate: number | null;
  readonly per_seconds: number | null;
  readonly burst: number | null;
  readonly tokens: number | null;
  readonly running: string;
  readonly waiting: string;
  readonly keyless: string;
}

/** One call of `claim_limited`. */
export interface LimitedCall {
  readonly workerId: string;
  readonly capacity: number;
  /** Lanes under limits, sorted. */
  readonly lanes: readonly number[];
  /** Limited steps of this worker that have ended. */
  readonly ended: readonly ClaimKey[];
  /** Also looks after what nobody freed, from this place on; null: not this time. */
  readonly sweep: SweepCursor | null;
  readonly aging: Aging | null;
  readonly notify: boolean;
  readonly facts: WantedFacts;
}

/** Where the look at waiting keys goes on; `[]` = from the beginning. */
export type SweepCursor = readonly [] | readonly [limit: number, key: string];

/** What a call of `claim_limited` did. */
export interface LimitedReport {
  /** The moment of its claims, by the clock of the database, ISO 8601. */
  readonly now: string;
  /** Tasks that began with it. */
  readonly started: readonly string[];
  /** Of each of them; only where facts were asked for. */
  readonly facts: ReadonlyMap<string, TaskFacts>;
  readonly claimed: readonly ClaimedStep[];
  /** Somebody else held a limit or a key: the same call may find more in a moment. */
  readonly contended: boolean;
  /** There was more to look at than one call does. */
  readonly more: boolean;
  /** A queue or a system has no room for what is due. */
  readonly full: boolean;
  /** Steps wait for a key, wherever. */
  readonly waiting: boolean;
  /** Slots of what has ended are left to be freed: the same list is to be sent again. */
  readonly remain: boolean;
  /** How many more steps may be claimed than this call has taken: others should know. */
  readonly letGo: number;
  /** Where the next sweep goes on; null: it has come to the end. */
  readonly cursor: SweepCursor | null;
  readonly nextTokenInMs: number | null;
  readonly dueInMs: number | null;
}

interface LimitedDocument {
  readonly now: string;
  readonly started: string[] | null;
  readonly facts?: Record<string, TaskFacts> | null;
  contended: boolean;
  more?: boolean;
  full?: boolean;
  waiting: boolean;
  remain: boolean;
  let_go: number;
  cursor?: SweepCursor | null;
  next_token_in_ms?: number | null;
  due_in_ms?: number | null;
}

/** Limits and the claims under them: one method for each SQL function, no logic. */
@Injectable()
export class LimitFunctions {
  private readonly claimText: string;

  constructor(private readonly database: EngineDatabase) {
    this.claimText = `select * from ${database.prefix}.claim_limited($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
  }

  /** Claims steps of lanes that are under limits, and frees what has ended. */
  async claim(call: LimitedCall): Promise<LimitedReport> {
    const rows = await this.database.rows<EngineRow>({
      name: 'claim_limited',
      text: this.claimText,
      values: [
        call.workerId,
        call.capacity,
        call.lanes,
        call.ended.map(({ taskId }) => taskId),
        call.ended.map(({ stepId }) => stepId),
        call.sweep === null ? null : JSON.stringify(call.sweep),
        call.aging === null ? null : JSON.stringify(call.aging),
        call.notify,
        call.facts === 'all',
      ],
      jsonAsText: true,
    });
    return limitedReport(rows);
  }

  /** Writes the limits that a process declares; returns those that were different before. */
  async register(limits: readonly SharedLimit[]): Promise<ChangedLimit[]> {
    return this.database.records<ChangedLimit>(`select * from ${this.database.prefix}.register_limits($1)`, [JSON.stringify(limits)]);
  }

  /** All limits of the database; of some namespaces those of the keys of their definitions. */
  async list(within: readonly string[] | null): Promise<LimitRow[]> {
    return this.database.records<LimitRow>(`select * from ${this.database.prefix}.list_limits($1)`, [within]);
  }
}

function limitedReport(rows: readonly EngineRow[]): LimitedReport {
  const report = rows.find(([kind]) => kind === 'report');
  if (report === undefined) throw new Error('claim_limited answered without a report');
  const document = JSON.parse(report[10]) as LimitedDocument;
  return {
    claimed: rows.filter(([kind]) => kind === 'claimed').map((row) => claimedStep(row, document.now)),
    now: document.now,
    started: document.started ?? [],
    facts: new Map(Object.entries(document.facts ?? {})),
    contended: document.contended,
    more: document.more ?? false,
    full: document.full ?? false,
    waiting: document.waiting,
    remain: document.remain,
    letGo: document.let_go,
    cursor: document.cursor ?? null,
    nextTokenInMs: document.next_token_in_ms ?? null,
    dueInMs: document.due_in_ms ?? null,
  };
}
