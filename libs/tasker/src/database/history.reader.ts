import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** A row of the history: SQL `change_documents`. Moments are ISO 8601. */
export interface ChangeDocument {
  /** A creation, a transition of a step, one of a task. */
  readonly kind: 1 | 2 | 3;
  readonly id: number;
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly taskState: TaskState;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly tags: readonly string[];
  readonly requestedAt: string;
  readonly at: string;
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly step?: {
    readonly stepId: number;
    readonly name: string;
    readonly attempt: number;
    readonly startedAt: string | null;
    readonly workerId: string | null;
    readonly error: Readonly<Record<string, unknown>> | null;
  };
}

/** Ids of each kind of row, as ranges: from the first up to the second, without that. */
export type KindRanges = readonly (readonly (readonly [from: number, to: number])[])[];

/** What is asked of the history. */
export interface HistoryLook {
  /** Ids behind which to look, by kind; null: only at the gaps. */
  readonly after: readonly number[] | null;
  readonly gaps: KindRanges;
  /** Most new ids of each kind. */
  readonly limit: number;
  /** Documents only of tasks of these; null: of all. */
  readonly namespaces: readonly string[] | null;
  /** Somebody wants to know who writes, whatever else there is. */
  readonly watch: boolean;
}

/** Answer of `follow_history`. */
export interface HistoryPage {
  /** Given out by now, and looked up to; empty without `after`. */
  readonly last: readonly number[];
  readonly reached: readonly number[];
  /** Who may still commit something with an id up to `last`. */
  readonly writers: readonly string[];
  /** What was looked for and is not there. */
  readonly unseen: KindRanges;
  /** The latest moment of the rows of each kind, those of other namespaces too, in milliseconds; null without rows. */
  readonly ends: readonly (number | null)[];
  readonly changes: readonly ChangeDocument[];
}

/** A task to look at: where its history was read to; null: only where it ends is wanted. */
export interface FollowedTask {
  readonly taskId: string;
  readonly after: { readonly ofSteps: number; readonly ofTask: number } | null;
}

/** Answer of `follow_tasks` about one task. */
export interface FollowedHistory {
  readonly end: { readonly ofSteps: number; readonly ofTask: number };
  readonly changes: readonly ChangeDocument[];
}

/** Reads what was committed to the history since a look: one method for each SQL function, no logic. */
@Injectable()
export class HistoryReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Eight hexadecimal digits that are of this database alone, as far as its role may ask. */
  async mark(): Promise<string> {
    const [row] = await this.database.records<{ mark: string }>(
      `select left(md5(concat_ws(' ', d.oid, $1::regclass::oid, case when has_function_privilege('pg_control_system()', 'execute')
         then (select c.system_identifier from pg_control_system() c) end)), 8) as mark
       from pg_database d where d.datname = current_database()`,
      [`${this.database.prefix}.tasks`],
    );
    return row!.mark;
  }

  /** Up to these ids, by kind, everything is committed or never will be: who counts the history has waited for it. */
  async settled(): Promise<readonly number[]> {
    const [row] = await this.database.rows<string[]>({
      name: 'settled_history',
      text: `select m.creation_id, m.step_transition_id, m.task_transition_id from ${this.database.prefix}.analytics_marks m`,
      values: [],
    });
    return (row ?? [0, 0, 0]).map(Number);
  }

  /** Every row that is committed behind some ids, and those of gaps that were committed since. */
  async follow({ after, gaps, limit, namespaces, watch }: HistoryLook): Promise<HistoryPage> {
    type Row = [string[] | null, string[] | null, string[], string[], (number | null)[], readonly ChangeDocument[]];
    const [row] = await this.database.rows<Row>({
      name: 'follow_history',
      text: `select * from ${this.database.prefix}.follow_history($1, $2::text[]::int8multirange[], $3, $4, $5)`,
      values: [after, gaps.map(textOf), limit, namespaces, watch],
    });
    const [last, reached, writers, unseen, ends, changes] = row!;
    const ids = { last: (last ?? []).map(Number), reached: (reached ?? []).map(Number) };
    return { ...ids, writers, unseen: unseen.map(rangesOf), ends, changes };
  }

  /** What happened to some tasks, by their places; null where there is no such task. */
  async followTasks(tasks: readonly FollowedTask[], limit: number): Promise<(FollowedHistory | null)[]> {
    const [row] = await this.database.rows<[[number, number, number][], [number, ChangeDocument][]]>({
      name: 'follow_tasks',
      text: `select * from ${this.database.prefix}.follow_tasks($1, $2, $3, $4)`,
      values: [
        tasks.map(({ taskId }) => taskId),
        tasks.map(({ after }) => after?.ofSteps ?? null),
        tasks.map(({ after }) => after?.ofTask ?? null),
        limit,
      ],
    });
    const [ends, changes] = row!;
    const histories: ((FollowedHistory & { readonly changes: ChangeDocument[] }) | null)[] = tasks.map(() => null);
    for (const [place, ofSteps, ofTask] of ends) histories[place - 1] = { end: { ofSteps, ofTask }, changes: [] };
    for (const [place, document] of changes) histories[place - 1]?.changes.push(document);
    return histories;
  }
}

function textOf(ranges: KindRanges[number]): string {
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}

/** PostgreSQL writes `{[1,4),[7,8)}`. */
function rangesOf(text: string): KindRanges[number] {
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)] as const);
}
