import { Injectable } from '@nestjs/common';
import type { TaskState } from '../model/states.js';
import { EngineDatabase } from './engine.database.js';
import type { StaleKind } from './staleness.store.js';

/** Longest wait for the figures: whoever asks for metrics waits for them. */
const FIGURES_LIMIT_MS = 5_000;

/** Ready steps of a definition in a queue; `seconds` since the first of them was ready. */
export type ReadyFigure = readonly [queue: string, namespace: string, name: string, version: string, steps: number, seconds: number];

/** Figures of the whole queue, counted to a bound. */
export interface QueueFigures {
  readonly ready: readonly ReadyFigure[];
  /** Unfinished tasks; a state without any is absent. */
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
  readonly deadLetters: number;
  /** Warnings about unfinished tasks; a kind without any is absent. */
  readonly warnings: Readonly<Partial<Record<StaleKind, number>>>;
  /** Unfinished tasks that do not move, by severity; one without any is absent. */
  readonly bottlenecks: Readonly<Partial<Record<'Low' | 'Medium' | 'High' | 'Critical', number>>>;
  /** Seconds since the moment up to which the history is counted; null while no process counts. */
  readonly analyticsAge: number | null;
  /** Workers whose lease runs. */
  readonly workers: number;
  /** Something was counted to its bound only. */
  readonly capped: boolean;
}

/** Reads the figures behind gauges: one method for each SQL function, no logic. */
@Injectable()
export class QueueFiguresStore {
  constructor(private readonly database: EngineDatabase) {}

  /** `bound`: how many rows of each kind are counted at most. */
  async read(bound: number): Promise<QueueFigures> {
    const rows = await this.database.rows<[QueueFigures]>({
      name: 'queue_figures',
      text: `select ${this.database.prefix}.queue_figures($1)`,
      values: [bound],
      limitMs: FIGURES_LIMIT_MS,
    });
    return rows[0]![0];
  }
}
