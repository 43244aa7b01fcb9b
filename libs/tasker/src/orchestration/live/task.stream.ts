import type { ChangeDocument, FollowedHistory } from '../../database/history.reader.js';
import type { TaskPosition } from './live.cursor.js';
import type { LiveSource, ToldRow } from './live.source.js';
import { Signal } from './signal.js';
import { TASK_LOOK, type HungryListener, type TaskFollower } from './task.follower.js';

/** What one listener is told of one task. Whoever writes to the history of a task holds its row: its ids are in the order of the commits. */
export class TaskStream implements LiveSource<TaskPosition>, HungryListener {
  position: TaskPosition;
  private rows: readonly ChangeDocument[] = [];
  private told = 0;
  private isOver = false;
  private readonly news = new Signal();

  constructor(
    private readonly follower: TaskFollower,
    readonly taskId: string,
    start: TaskPosition,
  ) {
    this.position = start;
  }

  async next(): Promise<ToldRow<TaskPosition> | null> {
    // The first look, and one behind a full page, are worth it.
    const more = this.told === 0 || this.told === TASK_LOOK;
    while (this.told === this.rows.length && !this.isOver) {
      this.follower.await(this, more);
      await this.news.given();
    }
    if (this.isOver) return null;
    const row = this.rows[this.told]!;
    this.told += 1;
    this.position = row.kind === 2 ? { ...this.position, ofSteps: row.id } : { ...this.position, ofTask: row.id };
    return { row, position: this.position };
  }

  feed(history: FollowedHistory | null): void {
    this.isOver ||= history === null;
    this.rows = history?.changes ?? [];
    this.told = 0;
    this.news.give();
  }

  close(): void {
    this.isOver = true;
    this.follower.forget(this);
    this.news.give();
  }
}
