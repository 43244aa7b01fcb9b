import { Injectable } from '@nestjs/common';
import type {
  AnalyticsScope,
  AttemptFigures,
  BlockedFigures,
  ErrorFigures,
  HealthFigures,
  OverviewFigures,
  SlowStep,
  SlowTask,
  StepFigures,
  WindowFigures,
} from './analytics.figures.js';
import { EngineDatabase } from './engine.database.js';

export type * from './analytics.figures.js';

/** So many seconds before this moment by the clock of the database; 300 years are within what a timestamp can be. */
const SINCE = "clock_timestamp() - least($1::double precision, 1e10) * interval '1 second'";

const OVERVIEW = `o.active_tasks::double precision as "activeTasks", o.namespaces::double precision as "totalNamespaces",
  o.task_types::double precision as "uniqueTaskTypes"`;

const ERRORS = `e.error_class as "errorClass", e.failures::double precision as failures, e.permanent::double precision as permanent,
  e.steps::double precision as steps, e.step_name as "stepName", e.last_at as "lastAt", e.last_message as "lastMessage"`;

const SLOW = `s.task_id as "taskId", s.task_name as "taskName", s.namespace_name as "namespaceName", s.version,
  s.duration_seconds::double precision as "durationSeconds", s.created_at as "createdAt", s.completed_at as "completedAt"`;

const SLOW_TASK = `${SLOW}, s.step_count::double precision as "stepCount", s.completed_steps::double precision as "completedSteps",
  s.error_steps::double precision as "errorSteps", s.initiator, s.source_system as "sourceSystem"`;

const SLOW_STEP = `${SLOW}, s.workflow_step_id as "workflowStepId", s.step_name as "stepName", s.attempts, s.retryable,
  s.step_status as "stepStatus"`;

/** A row of `step_figures`. */
type StepRow = Omit<StepFigures, keyof AttemptFigures> & { readonly figures: AttemptFigures };

/** Figures of a window as JSON gives them. */
type WindowDocument = Omit<WindowFigures, 'since' | 'asOf'> & { readonly since: string; readonly asOf: string | null };

/**
 * Reads the figures of analytics, one method for each SQL function. What it tells is as of the last call of `roll_up`, except
 * `blocked` and `health`, which look at rows. `seconds`: how far back a window goes; `limit`: from 1 to 50, refused otherwise.
 */
@Injectable()
export class AnalyticsReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Milliseconds since the moment up to which history is counted, by the clock of the database; null: it is not at all yet. */
  async age(): Promise<number | null> {
    const [row] = await this.database.records<{ age: number | null }>(
      `select (extract(epoch from clock_timestamp() - m.as_of) * 1000)::double precision as age from ${this.database.prefix}.analytics_marks m`,
    );
    return row?.age ?? null;
  }

  /** Whether a definition of this scope is registered. */
  async knows(scope: AnalyticsScope): Promise<boolean> {
    const text = `select ${this.database.prefix}.analytics_definitions($1, $2, $3) <> '{}' as known`;
    const [row] = await this.database.records<{ known: boolean }>(text, namesOf(scope));
    return row!.known;
  }

  async overview(scope: AnalyticsScope): Promise<OverviewFigures> {
    const text = `select ${OVERVIEW} from ${this.database.prefix}.overview_figures($1, $2, $3) o`;
    const [row] = await this.database.records<OverviewFigures>(text, namesOf(scope));
    return row!;
  }

  async window(seconds: number, scope: AnalyticsScope): Promise<WindowFigures> {
    const text = `select ${this.database.prefix}.window_figures(${SINCE}, $2, $3, $4) as figures`;
    const [row] = await this.database.records<{ figures: WindowDocument }>(text, [seconds, ...namesOf(scope)]);
    const { since, asOf, ...figures } = row!.figures;
    return { since: new Date(since), asOf: asOf === null ? null : new Date(asOf), ...figures };
  }

  /** In full hours; those first whose attempts took most seconds together. */
  async steps(seconds: number, scope: AnalyticsScope, limit: number): Promise<StepFigures[]> {
    const rows = await this.database.records<StepRow>(
      `select s.namespace, s.task_name as "taskName", s.version, s.step_name as "stepName", s.total_seconds as "totalSeconds", s.figures
       from ${this.database.prefix}.step_figures(${SINCE}, $2, $3, $4, $5) s`,
      [seconds, ...namesOf(scope), limit],
    );
    return rows.map(({ figures, ...step }) => ({ ...step, ...figures }));
  }

  /** In full hours; the most frequent classes first. */
  errors(seconds: number, scope: AnalyticsScope, limit: number): Promise<ErrorFigures[]> {
    const text = `select ${ERRORS} from ${this.database.prefix}.error_figures(${SINCE}, $2, $3, $4, $5) e`;
    return this.database.records<ErrorFigures>(text, [seconds, ...namesOf(scope), limit]);
  }

  slowestTasks(seconds: number, scope: AnalyticsScope, limit: number): Promise<SlowTask[]> {
    const text = `select ${SLOW_TASK} from ${this.database.prefix}.get_slowest_tasks(${SINCE}, $5, $2, $3, $4) s`;
    return this.database.records<SlowTask>(text, [seconds, ...namesOf(scope), limit]);
  }

  slowestSteps(seconds: number, scope: AnalyticsScope, limit: number): Promise<SlowStep[]> {
    const text = `select ${SLOW_STEP} from ${this.database.prefix}.get_slowest_steps(${SINCE}, $5, $2, $3, $4) s`;
    return this.database.records<SlowStep>(text, [seconds, ...namesOf(scope), limit]);
  }

  /** Looks at so many unfinished tasks at most, the oldest first, and at as many of their steps. */
  async blocked(scope: AnalyticsScope, bound: number): Promise<BlockedFigures> {
    const text = `select ${this.database.prefix}.blocked_figures($1, $2, $3, $4) as figures`;
    const [row] = await this.database.records<{ figures: BlockedFigures }>(text, [...namesOf(scope), bound]);
    return row!.figures;
  }

  /** Counts that are not older than this, or than twenty times what it took to count. */
  async health(maxAgeMs: number): Promise<HealthFigures> {
    const text = `select h.figures, h.counted_at as "countedAt"
      from ${this.database.prefix}.health_figures(least($1::double precision / 1000, 1e10) * interval '1 second') h`;
    const [row] = await this.database.records<{ figures: Record<string, number>; countedAt: Date }>(text, [maxAgeMs]);
    const figures = Object.fromEntries(Object.entries(row!.figures).map(([name, count]) => [camelCase(name), count]));
    return { ...(figures as unknown as Omit<HealthFigures, 'countedAt'>), countedAt: row!.countedAt };
  }
}

function namesOf({ namespace, name, version }: AnalyticsScope): [string | null, string | null, string | null] {
  return [namespace ?? null, name ?? null, version ?? null];
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
