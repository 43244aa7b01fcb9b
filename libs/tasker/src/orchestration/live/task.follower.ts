import { Injectable, Logger } from '@nestjs/common';
import { describeFailure } from '../../database/database.failure.js';
import { HistoryReader, type FollowedHistory } from '../../database/history.reader.js';
import { WakeTimer } from '../wake.timer.js';
import type { TaskPosition } from './live.cursor.js';
import { LiveSettings } from './live.settings.js';

/** Rows of one task that one look reads at most. */
export const TASK_LOOK = 200;
/** Tasks that one statement looks at. */
const TASKS = 500;
/** A look is followed by a rest of at least so many times what it took. */
const REST_SHARE = 2;
const RETRY_MS = 1_000;

/** Somebody who has nothing left of the history of a task and waits for more. */
export interface HungryListener {
  readonly taskId: string;
  /** Null: it wants to know where the history ends. */
  readonly position: TaskPosition | null;
  /** What there is behind the position; null: there is no such task. */
  feed(history: FollowedHistory | null): void;
}

/**
 * Reads the histories of the tasks that somebody in this process watches, all of them at once, and only for those who have nothing left: whoever
 * reads slowly is not read for.
 */
@Injectable()
export class TaskFollower {
  private readonly logger = new Logger('TaskerLive');
  private readonly timer = new WakeTimer(() => void this.look());
  private readonly hungry = new Set<HungryListener>();
  private earliest = 0;
  private looking = false;
  private failing = false;

  constructor(
    private readonly reader: HistoryReader,
    private readonly settings: LiveSettings,
  ) {}

  /** Feeds a listener once, when there is something for it. `atOnce`: there is likely to be something. */
  await(listener: HungryListener, atOnce: boolean): void {
    this.hungry.add(listener);
    this.timer.within(atOnce ? 0 : this.earliest - performance.now());
  }

  forget(listener: HungryListener): void {
    this.hungry.delete(listener);
  }

  /** Where the history of a task ends; null: there is no such task. @throws what the database says */
  async end(taskId: string): Promise<TaskPosition | null> {
    const [history] = await this.reader.followTasks([{ taskId, after: null }], 0);
    return history?.end ?? null;
  }

  private async look(): Promise<void> {
    if (this.looking || this.hungry.size === 0) return;
    this.looking = true;
    const began = performance.now();
    try {
      const listeners = [...this.hungry];
      for (let first = 0; first < listeners.length; first += TASKS) await this.lookAt(listeners.slice(first, first + TASKS));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`cannot read live changes, trying again: ${describeFailure(error)}`);
      this.failing = true;
    }
    this.looking = false;
    const now = performance.now();
    this.earliest = now + (this.failing ? RETRY_MS : Math.max(this.settings.live.pollMs, REST_SHARE * (now - began)));
    if (this.hungry.size > 0) this.timer.within(this.earliest - now);
  }

  private async lookAt(listeners: readonly HungryListener[]): Promise<void> {
    const asked = listeners.map(({ taskId, position }) => ({ taskId, after: position }));
    const histories = await this.reader.followTasks(asked, TASK_LOOK);
    listeners.forEach((listener, place) => {
      const history = histories[place]!;
      if (history !== null && history.changes.length === 0) return;
      // Who has gone meanwhile is not among them any more.
      if (this.hungry.delete(listener)) listener.feed(history);
    });
  }
}
