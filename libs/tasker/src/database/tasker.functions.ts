import { Injectable } from '@nestjs/common';
import type { AdvanceCall, ClaimUnit } from './advance.call.js';
import { AdvanceStatement } from './advance.statement.js';
import { claimedStep, handedStep, type ClaimedStep, type EngineRow } from './claimed.step.js';
import { EngineDatabase, type Statement } from './engine.database.js';
import { LaneList } from './lane.list.js';
import type { BackoffProfile, ClaimKey } from './outcome.js';
import { SentClaims } from './sent.claims.js';
import type { TaskFacts, ToldTransitions } from './transition.document.js';

export type { AdvanceCall, Aging, ClaimUnit, WantedFacts } from './advance.call.js';

/** An outcome that did not complete its step: stored as an error, handed back, or refused because the claim is gone. */
export interface SettledOutcome extends ClaimKey {
  readonly state: 'error' | 'pending' | 'rejected';
  /** Seconds until the next attempt; null when there is none. */
  readonly readyInSeconds: number | null;
  /** The wait of a failed step whose task is paused, in seconds: its next attempt waits for the resume as well. */
  readonly parkedSeconds?: number;
}

/** An attempt that was lost with its worker. */
export interface LostAttempt extends ClaimKey {
  /** Seconds until the next attempt; null when there is none, or its task is paused. */
  readonly readyInSeconds: number | null;
}

/** What a call of `advance` did. */
export interface AdvanceReport {
  readonly claimed: readonly ClaimedStep[];
  readonly held: readonly ClaimKey[];
  readonly settled: readonly SettledOutcome[];
  readonly rested: readonly RestedTask[];
  /** Steps were left to the queue, in whatever lane. */
  readonly leftOver: boolean;
  /** Units of the worker's lanes that steps were left to. */
  readonly released: readonly ClaimUnit[];
  readonly marks: readonly ClaimUnit[];
  /** Marks of units that gave steps for their age, before better units were looked at. */
  readonly aged: readonly ClaimUnit[];
  readonly units: readonly ClaimUnit[] | null;
  readonly dueInMs: number | null;
  /** How long the server took to find the units; null when it did not look for them. */
  readonly scanMs: number | null;
  /** The moment of everything that the call did, by the clock of the database, ISO 8601. */
  readonly now: string;
  /** Tasks that began with this call; only where all facts were asked for. */
  readonly started: readonly string[];
  /** Of each task that began or rests now; only where facts were asked for. */
  readonly facts: ReadonlyMap<string, TaskFacts>;
}

/** A task that has come to rest. */
export interface RestedTask {
  readonly taskId: string;
  readonly state: string;
  /** Since its creation; undefined where nobody counted. */
  readonly seconds?: number;
}

interface ReportDocument {
  settled: [string, number, number, SettledOutcome['state'], number | null, number?][];
  rested: [string, string, number][] | null;
  released: ClaimUnit[] | null;
  left_over: boolean;
  marks: ClaimUnit[] | null;
  aged: ClaimUnit[] | null;
  units: ClaimUnit[] | null;
  due_in_ms: number | null;
  scan_ms: number | null;
  now: string;
  started?: string[] | null;
  facts?: Record<string, TaskFacts> | null;
}

/** The two calls that move work: one method for each SQL function, no logic. */
@Injectable()
export class TaskerFunctions {
  private readonly createText: string;
  private readonly recoverText: string;
  private readonly reapText: string;
  private readonly laneList = new LaneList();
  private readonly advanceStatement: AdvanceStatement;

  constructor(private readonly database: EngineDatabase) {
    const { prefix } = database;
    this.advanceStatement = new AdvanceStatement(prefix, this.laneList);
    this.createText = `select * from ${prefix}.create_tasks($1, $2, $3, $4, $5)`;
    this.recoverText = `select * from ${prefix}.recover_claims($1)`;
    this.reapText = `select r.*, case when $5 then ${prefix}.own_transitions(
        array(select (s ->> 0)::uuid from jsonb_array_elements(r.steps) s)) end
      from ${prefix}.reap_worker($1, $2, make_interval(secs => $3), $4) r`;
  }

  /** Settles outcomes and claims steps, in one transaction. */
  async advance(call: AdvanceCall): Promise<AdvanceReport> {
    const sent = new SentClaims(call.outcomes);
    const rows = await this.database.rows<EngineRow>(this.advanceStatement.of(call, sent.areKnown));
    const report = advanceReport(rows, sent);
    // What was read is let go at once: rows that are still reachable when new objects are collected are copied, and then kept for long.
    rows.length = 0;
    return report;
  }

  /** The statement that creates tasks, for the engine's pool or a caller's transaction. */
  createStatement(call: CreateCall): Statement {
    const { claim } = call;
    return {
      name: 'create_tasks',
      text: this.createText,
      values: [call.graphs, call.tasks, claim?.workerId ?? null, claim?.capacity ?? 0, this.laneList.of(claim?.lanes)],
      jsonAsText: true,
    };
  }

  /** Creates tasks; the roots of new ones may be claimed for the caller's worker in the same transaction. */
  async createTasks(call: CreateCall): Promise<CreateReport> {
    const rows = await this.database.rows<EngineRow>(this.createStatement(call));
    const document: unknown = JSON.parse(rows.find(([kind]) => kind === 'created')![10]);
    const { requested_at: at } = document as { requested_at: string };
    return { ...createdDocument(document), claimed: rows.filter(([kind]) => kind === 'claimed').map((row) => claimedStep(row, at)) };
  }

  /** Tells idle workers that something may be ready. */
  async notifyWork(): Promise<void> {
    await this.database.records('select pg_notify($1, $2)', [`${this.database.schema}.work`, '']);
  }

  /** Every step that the rows say this worker is running. */
  async recoverClaims(workerId: string): Promise<ClaimedStep[]> {
    const rows = await this.database.rows<EngineRow>({
      name: 'recover_claims',
      text: this.recoverText,
      values: [workerId],
      jsonAsText: true,
    });
    return rows.map((row) => claimedStep(row, null));
  }

  /** Takes back the steps of one dead worker, or the timed-out ones of a hung one; null when there is none. */
  async reapWorker(workerId: string, backoff: LostAttemptBackoff, graceSeconds: number): Promise<ReapReport | null> {
    const rows = await this.database.rows<ReapRow>({
      name: 'reap_worker',
      text: this.reapText,
      values: [
        workerId,
        JSON.stringify({ default: backoff.default, lanes: Object.fromEntries(backoff.lanes) }),
        graceSeconds,
        poisonJson(backoff.poison ?? null),
        backoff.tell === true,
      ],
    });
    const row = rows[0];
    if (row === undefined) return null;
    return {
      workerId: row[0],
      lost: row[1],
      done: row[2],
      steps: row[3].length,
      attempts: row[3].map(([taskId, stepId, attempt, readyInSeconds]) => ({ taskId, stepId, attempt, readyInSeconds })),
      rested: row[4].map(([taskId, state]) => ({ taskId, state })),
      told: row[5],
    };
  }
}

type ReapRow = [
  workerId: string,
  lost: boolean,
  done: boolean,
  steps: [taskId: string, stepId: number, attempt: number, readyInSeconds: number | null][],
  rested: [taskId: string, state: string][],
  told: ToldTransitions | null,
];

/** When a step is known to lose its workers, where its definition does not say: after how many attempts, and whether it gets another one. */
export interface PoisonLimits {
  readonly lostAttempts: number | null;
  readonly fail: boolean;
}

function poisonJson(limits: PoisonLimits | null): string | null {
  return limits === null ? null : JSON.stringify({ lostAttempts: limits.lostAttempts, fail: limits.fail });
}

/** How long lost attempts wait: by the profile of their lane if there is one, else by the default one. */
export interface LostAttemptBackoff {
  readonly default: BackoffProfile;
  readonly lanes: ReadonlyMap<number, BackoffProfile>;
  /** Null: nobody looks for steps that lose their workers. Default null. */
  readonly poison?: PoisonLimits | null;
  /** Also give back what was written to the history. Default false. */
  readonly tell?: boolean;
}

/** Steps taken back from a worker. */
export interface ReapReport {
  readonly workerId: string;
  /** False: the worker lives, only steps beyond their time limit were taken. */
  readonly lost: boolean;
  /** False: tasks of it are held by somebody; the next call goes on. */
  readonly done: boolean;
  readonly steps: number;
  /** One for each of the steps. */
  readonly attempts: readonly LostAttempt[];
  readonly rested: readonly RestedTask[];
  /** What was written to the history, where it was asked for; null for nothing. */
  readonly told: ToldTransitions | null;
}

/** One call of `create_tasks`: JSON texts, and the worker that would take the roots at once. */
export interface CreateCall {
  readonly graphs: string;
  readonly tasks: string;
  readonly claim: { readonly workerId: string; readonly capacity: number; readonly lanes: readonly number[] } | null;
}

/** What a call of `create_tasks` did. */
export interface CreateReport {
  /** Ids that are new; a repeated id is left out. */
  readonly created: ReadonlySet<string>;
  /** Tasks that were not created because their identity is taken: the existing task of each, by the id that was asked for. */
  readonly duplicates: ReadonlyMap<string, string>;
  readonly requestedAt: Date;
  /** Those of the new tasks whose first steps were claimed at once. */
  readonly started: readonly string[];
  readonly claimed: readonly ClaimedStep[];
}

/** Reads the document of a 'created' row. */
export function createdDocument(document: unknown): Omit<CreateReport, 'claimed'> {
  const { created, duplicates, requested_at, started } = document as {
    created: string[];
    duplicates: [asked: string, existing: string][];
    requested_at: string;
    started: string[] | null;
  };
  return { created: new Set(created), duplicates: new Map(duplicates), requestedAt: new Date(requested_at), started: started ?? [] };
}

/** What `advance_one` leaves out. */
const NOTHING_CLAIMED = { released: null, marks: null, aged: null, units: null, due_in_ms: null, scan_ms: null };

const NO_FACTS: ReadonlyMap<string, TaskFacts> = new Map();

function advanceReport(rows: readonly EngineRow[], sent: SentClaims): AdvanceReport {
  const report = rows.at(-1);
  if (report === undefined) throw new Error('advance answered without a report');
  const document: ReportDocument = { ...NOTHING_CLAIMED, ...(JSON.parse(report[10]) as ReportDocument) };
  const claimed: ClaimedStep[] = [];
  const held: ClaimKey[] = [];
  for (const row of rows) {
    if (row[0] === 'handed') claimed.push(handedStep(row, sent.of(row), document.now));
    else if (row[0] === 'claimed') claimed.push(claimedStep(row, document.now));
    else if (row[0] === 'held') held.push({ taskId: row[1], stepId: row[2], attempt: row[3] });
  }
  return {
    claimed,
    held,
    settled: document.settled.map(([taskId, stepId, attempt, state, readyInSeconds, parkedSeconds]) => ({
      taskId,
      stepId,
      attempt,
      state,
      readyInSeconds,
      ...(parkedSeconds === undefined ? {} : { parkedSeconds }),
    })),
    rested: (document.rested ?? []).map(([taskId, state, seconds]) => ({ taskId, state, seconds })),
    now: document.now,
    started: document.started ?? [],
    facts: document.facts == null ? NO_FACTS : new Map(Object.entries(document.facts)),
    leftOver: document.left_over,
    released: document.released ?? [],
    marks: document.marks ?? [],
    aged: document.aged ?? [],
    units: document.units,
    dueInMs: document.due_in_ms,
    scanMs: document.scan_ms,
  };
}
