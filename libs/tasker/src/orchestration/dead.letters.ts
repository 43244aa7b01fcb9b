import { Injectable } from '@nestjs/common';
import {
  DeadLetterReader,
  type AttemptRow,
  type DeadLetterRow,
  type DeadLetterStepRow,
  type LostAttemptsRow,
} from '../database/dead-letter.reader.js';
import { TaskReader, type TaskRow } from '../database/task.reader.js';
import { InvalidRequestError } from '../model/errors.js';
import { blockedBy, isFailed, kindOfStep, kindOfTask, openActions } from './dead-letter.rules.js';
import { attemptRecord, type DeadLetter, type FailedStep } from './dead-letter.view.js';
import { listIssues, NAMESPACES, type ListRules } from './list.query.js';
import { isUuid } from './request.validation.js';
import { taskSummary } from './task-view.builder.js';
import type { StepError } from './task-view.js';

/** Which dead letters to list; what is left out does not narrow. */
export interface DeadLetterQuery {
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
  /** 1 to 100; a page whose contexts have more than 5 MB ends earlier. Default 20. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Only tasks of these namespaces, whatever else is asked for. */
  readonly within?: readonly string[];
}

/** Which dead letters to count. */
export type DeadLetterSelection = Pick<DeadLetterQuery, 'namespace' | 'name' | 'version' | 'within'>;

/** One page of dead letters, and where the next one begins; null after the last. */
export interface DeadLetterList {
  readonly entries: DeadLetter[];
  readonly nextCursor: string | null;
}

/** Contexts of one page, as JSON: a longer page ends earlier. */
const MOST_CONTEXT_BYTES = 5_000_000;
const MOST_STEPS = 50;
const MOST_ATTEMPTS = 10;
const WORD = [(value: unknown) => typeof value === 'string' && !value.includes('\0'), 'must be a string'] as const;
const SELECTION: ListRules = { namespace: WORD, name: WORD, version: WORD, within: NAMESPACES };
const RULES: ListRules = { ...SELECTION, cursor: [isUuid, 'is not a cursor of this list'] };

/** Lists the tasks that need a person, with what he needs to decide. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly reader: DeadLetterReader,
    private readonly tasks: TaskReader,
  ) {}

  /** @throws InvalidRequestError */
  async list(query: DeadLetterQuery): Promise<DeadLetterList> {
    const issues = listIssues(query, RULES);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const { limit = 20, cursor = null, ...filter } = query;
    const rows = await this.reader.page(filter, cursor, limit + 1);
    const page = await this.fitting(rows.slice(0, limit));
    return { entries: await this.entries(page), nextCursor: rows.length > page.length ? (page.at(-1)?.task_id ?? null) : null };
  }

  /** Those whose contexts may stand on one page: the first at least. */
  private async fitting(rows: readonly DeadLetterRow[]): Promise<readonly DeadLetterRow[]> {
    if (rows.length < 2) return rows;
    const ids = rows.map(({ task_id }) => task_id);
    const last = (await this.tasks.contexts(ids, MOST_CONTEXT_BYTES)).at(-1)?.task_id;
    return last === undefined ? rows : rows.slice(0, ids.indexOf(last) + 1);
  }

  /** @throws InvalidRequestError */
  async count(selection: DeadLetterSelection): Promise<number> {
    const issues = listIssues(selection, SELECTION);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    return this.reader.count(selection);
  }

  private async entries(rows: readonly DeadLetterRow[]): Promise<DeadLetter[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ task_id }) => task_id);
    const [tasks, steps, lost] = await Promise.all([this.tasks.tasks(ids), this.reader.steps(ids), this.reader.lostAttempts(ids)]);
    const shown = ids.flatMap((id) => steps.filter((step) => step.task_id === id && isFailed(step)).slice(0, MOST_STEPS));
    const places = shown.map(({ task_id: taskId, workflow_step_id: stepId }) => ({ taskId, stepId }));
    const attempts = await this.reader.attempts(places, MOST_ATTEMPTS);
    const byTask = new Map(tasks.map((task) => [task.task_id, task]));
    return rows.flatMap((row) => {
      const task = byTask.get(row.task_id);
      // Retired, or resolved, since the list was read.
      if (task === undefined) return [];
      const of = <R extends { task_id: string }>(all: readonly R[]) => all.filter(({ task_id }) => task_id === row.task_id);
      return [entry(row, task, { steps: of(steps), lost: of(lost), attempts: of(attempts) })];
    });
  }
}

interface TaskParts {
  readonly steps: readonly DeadLetterStepRow[];
  readonly lost: readonly LostAttemptsRow[];
  readonly attempts: readonly AttemptRow[];
}

function entry(row: DeadLetterRow, task: TaskRow, parts: TaskParts): DeadLetter {
  const failed = parts.steps.filter(isFailed);
  const places = new Map(parts.steps.map((step) => [step.workflow_step_id, step]));
  const failedSteps = failed.slice(0, MOST_STEPS).map((step) => failedStep(step, places, parts));
  const anyCancelled = parts.steps.some(({ state }) => state === 'cancelled');
  return {
    task: { ...taskSummary(task), context: task.context },
    kind: kindOfTask(row, failedSteps),
    failedAt: row.failed_at,
    failedSteps,
    moreFailedSteps: failed.length - failedSteps.length,
    actions: openActions({ state: task.state, paused: task.paused_at !== null }, failedSteps, anyCancelled),
  };
}

function failedStep(step: DeadLetterStepRow, places: ReadonlyMap<number, DeadLetterStepRow>, { lost, attempts }: TaskParts): FailedStep {
  const { workflow_step_id: stepId, name, state, error } = step;
  return {
    ...{ stepId, name, state, kind: kindOfStep(step) },
    error: error as StepError | null,
    attempts: step.attempts,
    retryLimit: step.retry_limit,
    exhausted: error?.['exhausted'] === true,
    lostAttempts: lost.find(({ workflow_step_id }) => workflow_step_id === stepId)?.lost ?? 0,
    blocks: blockedBy(step, places),
    history: attempts.filter(({ workflow_step_id }) => workflow_step_id === stepId).map(attemptRecord),
  };
}
