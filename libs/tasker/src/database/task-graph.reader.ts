import { Injectable } from '@nestjs/common';
import type { StepState, TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';

/** A step of a graph. */
export interface GraphStepRow {
  readonly stepId: number;
  readonly namedStepId: number;
  readonly name: string;
  readonly state: StepState;
  readonly attempts: number;
  readonly retryLimit: number;
  readonly retryable: boolean;
  /** Seconds until it may be claimed, below zero for the past; null when it may not, or when nobody knows the time. */
  readonly readyIn: number | null;
  /** Seconds until the back-off of a failed step ends; null without one. */
  readonly nextRetryIn: number | null;
  /** Seconds since it was claimed; null when it does not run. */
  readonly runningFor: number | null;
  readonly parentIds: readonly number[];
}

/** A task and its steps at one moment, by the clock of the database. */
export interface TaskGraphRow {
  readonly state: TaskState;
  readonly namedTaskId: number;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** False: one step at a time. */
  readonly concurrent: boolean;
  readonly paused: boolean;
  /** The word of `get_task_execution_context`. */
  readonly health: 'healthy' | 'recovering' | 'blocked';
  readonly now: Date;
  /** When it came to rest; null while it has not. */
  readonly finishedAt: Date | null;
  /** In the order of their places. */
  readonly steps: readonly GraphStepRow[];
}

/** How long a step takes, in seconds; `namedStepId` 0: all steps of the definition together. */
export interface StepDurationRow {
  readonly namedStepId: number;
  /** Completed attempts behind the figures, at least one. */
  readonly completed: number;
  /** From claim to end: on average, and what 95 of 100 attempts do not exceed. */
  readonly seconds: number;
  readonly p95Seconds: number;
  /** Before the claim; null when no wait is known. */
  readonly waitSeconds: number | null;
  readonly p95WaitSeconds: number | null;
}

/** What an analysis of a task can be kept under. */
export interface TaskGraphMark {
  readonly mark: string;
  /** Steps and edges. */
  readonly size: number;
}

type GraphRow = readonly [
  stepId: number | null,
  namedStepId: number | null,
  name: string,
  state: string,
  attempts: number,
  retryLimit: number,
  retryable: boolean,
  readyIn: number | null,
  nextRetryIn: number | null,
  runningFor: number | null,
  parentIds: number[],
  task: (Omit<TaskGraphRow, 'now' | 'finishedAt' | 'steps' | 'state'> & { now: string; finishedAt: string | null }) | null,
];

type DurationRow = readonly [
  namedStepId: number,
  completed: string,
  seconds: number,
  p95Seconds: number,
  waitSeconds: number | null,
  p95WaitSeconds: number | null,
];

/** Reads what analyses of graphs are computed from: one method for each SQL function, no logic. */
@Injectable()
export class TaskGraphReader {
  constructor(private readonly database: EngineDatabase) {}

  /** The task with its steps, in one statement; null for an unknown id. */
  async read(taskId: string): Promise<TaskGraphRow | null> {
    const [own, ...rows] = await this.call<GraphRow>('task_graph', [taskId]);
    if (own === undefined) return null;
    const { now, finishedAt, ...task } = own[11]!;
    return {
      ...task,
      state: own[3] as TaskState,
      now: new Date(now),
      finishedAt: finishedAt === null ? null : new Date(finishedAt),
      steps: rows.map(stepOf),
    };
  }

  /** Null for an unknown id. */
  async mark(taskId: string): Promise<TaskGraphMark | null> {
    const [row] = await this.call<readonly [string, string]>('task_graph_mark', [taskId]);
    return row === undefined ? null : { mark: row[0], size: Number(row[1]) };
  }

  /** Of the last `hours` hours in which each step completed; of fewer when there are more than `rows` figures in all. Steps that nothing is known of are left out. */
  async durations(namedTaskId: number, { hours, rows: most }: { hours: number; rows: number }): Promise<StepDurationRow[]> {
    const rows = await this.call<DurationRow>('step_durations', [namedTaskId, hours, most]);
    return rows.map(([namedStepId, completed, seconds, p95Seconds, waitSeconds, p95WaitSeconds]) => ({
      ...{ namedStepId, seconds, p95Seconds, waitSeconds, p95WaitSeconds },
      completed: Number(completed),
    }));
  }

  private call<Row extends readonly unknown[]>(name: string, values: readonly unknown[]): Promise<Row[]> {
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    return this.database.rows<Row>({ name, text: `select * from ${this.database.prefix}.${name}(${places})`, values });
  }
}

function stepOf(row: GraphRow): GraphStepRow {
  const [stepId, namedStepId, name, state, attempts, retryLimit, retryable, readyIn, nextRetryIn, runningFor, parentIds] = row;
  return {
    ...{ stepId: stepId!, namedStepId: namedStepId!, name, state: state as StepState },
    ...{ attempts, retryLimit, retryable, readyIn, nextRetryIn, runningFor, parentIds },
  };
}
