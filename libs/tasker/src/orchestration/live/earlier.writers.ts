import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { stillThere } from './open.gaps.js';

/**
 * Those who were writing when a follower began. An id that was given out before its first look can only be theirs: without them, what is not there
 * was rolled back or deleted, and nobody waits for it.
 */
export class EarlierWriters {
  private ids = HistoryPosition.NONE;
  /** Null: it has to be found out anew who is left. */
  private writers: ReadonlySet<string> | null = new Set();
  /** Another number whenever some of them have gone. */
  generation = 0;

  /**
   * Notes a first look.
   *
   * @param settled ids up to these are committed, or never will be
   * @param before ids behind these were looked at
   * @param writers who may still commit something with an id up to `before`
   */
  begin(settled: readonly number[], before: readonly number[], writers: readonly string[]): void {
    this.ids = new HistoryPosition(before.map((id, kind) => IdRanges.of([[settled[kind]! + 1, id + 1]])));
    this.writers = new Set(this.ids.isEmpty ? [] : writers);
    this.generation += 1;
  }

  /** Some are left, so that it matters who writes. */
  get any(): boolean {
    return this.writers?.size !== 0;
  }

  /** Ids that may be theirs. */
  get doubtful(): HistoryPosition {
    return this.any ? this.ids : HistoryPosition.NONE;
  }

  /** Notes who is writing. */
  note(now: readonly string[]): void {
    if (!this.any) return;
    const left = this.writers === null ? new Set(now) : stillThere(this.writers, now);
    if (left !== this.writers) this.generation += 1;
    this.writers = left;
  }

  /** After a failure: who writes goes by other names when the server was started anew. */
  forgetNames(): void {
    if (this.any) this.writers = null;
  }
}
