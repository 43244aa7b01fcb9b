import { Injectable } from '@nestjs/common';
import { StalenessStore, type StaleKind, type WarningPlace } from '../database/staleness.store.js';
import { InvalidRequestError } from '../model/errors.js';
import { checkedNamespaces, listIssues, NAMESPACES, type ListRules } from './list.query.js';
import { staleTask, type StaleTask } from './stale.task.js';

/** Which warnings to list; what is left out does not narrow. */
export interface StaleTaskQuery {
  readonly kind?: StaleKind;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Only tasks of these namespaces, whatever else is asked for. */
  readonly within?: readonly string[];
}

/** One page of warnings, and where the next one begins; null after the last. */
export interface StaleTaskList {
  readonly tasks: StaleTask[];
  readonly nextCursor: string | null;
}

/** Warnings of one kind. */
export interface StaleCount {
  readonly count: number;
  /** Since when the oldest reason holds; null without one. */
  readonly oldest: Date | null;
}

const KINDS: readonly StaleKind[] = ['waiting', 'lifetime', 'lost_attempts'];
const PLACE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([a-z_]{1,20}):(\d{1,9})$/;
const RULES: ListRules = {
  kind: [(value) => (KINDS as readonly unknown[]).includes(value), `must be one of ${KINDS.join(', ')}`],
  cursor: [(value) => typeof value === 'string' && PLACE.test(value), 'is not a cursor of this list'],
  within: NAMESPACES,
};

/** Reads the warnings about unfinished tasks. */
@Injectable()
export class StaleTasks {
  constructor(private readonly store: StalenessStore) {}

  /** @throws InvalidRequestError */
  async list(query: StaleTaskQuery): Promise<StaleTaskList> {
    const issues = listIssues(query, RULES);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const { kind = null, within = null, limit = 20, cursor } = query;
    const rows = await this.store.list({ kind, within }, cursor === undefined ? null : placeOf(cursor), limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { tasks: page.map(staleTask), nextCursor: more ? `${last.task_id}:${last.kind}:${last.workflow_step_id}` : null };
  }

  async counts(within?: readonly string[]): Promise<Record<StaleKind, StaleCount>> {
    const counted = new Map(
      (await this.store.counts(checkedNamespaces(within))).map(({ kind, count, oldest }) => [kind, { count, oldest }]),
    );
    const of = (kind: StaleKind): StaleCount => counted.get(kind) ?? { count: 0, oldest: null };
    return { waiting: of('waiting'), lifetime: of('lifetime'), lost_attempts: of('lost_attempts') };
  }
}

function placeOf(cursor: string): WarningPlace {
  const [, taskId, kind, stepId] = PLACE.exec(cursor)!;
  return { taskId: taskId!, kind: kind!, stepId: Number(stepId) };
}
