import type { ChangeDocument } from '../../database/history.reader.js';
import type { HistoryFollower, HistoryListener } from './history.follower.js';
import { HistoryPosition } from './history.position.js';
import { isWanted, namespacesOf, type LiveFilter } from './live.filter.js';
import type { LiveSource, ToldRow } from './live.source.js';
import { PositionWalk } from './position.walk.js';
import { Signal } from './signal.js';
import { toldRows } from './told.rows.js';

/** Rows that may wait for a listener; whoever is further behind reads the history by itself when it comes round to it. */
const MOST_WAITING = 1_000;
/** Ids of each kind that are read at once by somebody who is behind. */
const PAGE = 5_000;

/** Gaps of before this process listened that one listener may have. */
const MOST_DOUBTFUL = 1_000;

/** Rows of one look that are to be told. */
interface Batch {
  readonly rows: readonly ChangeDocument[];
  readonly walk: PositionWalk;
  next: number;
}

/**
 * What one listener is told of the tasks that its filter means. It is told of each look while it keeps up. When it does not, nothing waits for it:
 * it reads what it has missed from the history, as fast as it takes it, until it is up to date again. Nobody else waits for it.
 */
export class HistoryStream implements LiveSource<HistoryPosition>, HistoryListener {
  readonly namespaces: readonly string[] | null;
  isLive = false;
  /** What is to be told after everything that waits. */
  private unseen = HistoryPosition.NONE;
  /** What is to be told after what was handed out. */
  private handedOut = HistoryPosition.NONE;
  /** Looked for in vain, and to be looked for again when somebody who may commit it has gone. */
  private doubtful = HistoryPosition.NONE;
  /** Of the follower, when these were looked for. */
  private generation = 0;
  private waiting = 0;
  private batches: Batch[] = [];
  private isReset = false;
  private closed = false;
  private readonly news = new Signal();

  constructor(
    private readonly follower: HistoryFollower,
    private readonly filter: LiveFilter,
    private readonly within: readonly string[] | null,
  ) {
    this.namespaces = namespacesOf(filter, within);
  }

  get position(): HistoryPosition {
    return this.waiting === 0 ? this.unseen : this.handedOut;
  }

  /** Begins at a position; null: at what is committed from now on; 'lost': there too, and it says so. False: the history has not come so far. @throws what the database says */
  async open(from: HistoryPosition | 'lost' | null): Promise<boolean> {
    const now = await this.follower.join(this);
    this.isReset = from === 'lost';
    this.unseen = this.handedOut = from instanceof HistoryPosition ? from : now;
    return !(from instanceof HistoryPosition && from.isAheadOf(this.follower.end));
  }

  async next(): Promise<ToldRow<HistoryPosition> | 'reset' | null> {
    for (;;) {
      if (this.closed) return null;
      if (this.isReset) {
        this.isReset = false;
        return 'reset';
      }
      const row = this.handOut();
      if (row !== undefined) return row;
      if (this.isLive) await this.news.given();
      else await this.catchUp();
    }
  }

  take(rows: readonly ChangeDocument[], after: HistoryPosition): void {
    const mine = rows.filter((row) => this.unseen.has(row) && isWanted(row, this.filter, this.within));
    const isDue = !this.doubtful.isEmpty && this.generation !== this.follower.generation;
    if (isDue || this.waiting + mine.length > MOST_WAITING) return this.missed();
    this.put(mine, this.unseen.and(after.union(this.doubtful)));
  }

  missed(): void {
    this.isLive = false;
    this.news.give();
  }

  reset(position: HistoryPosition): void {
    this.isReset = true;
    this.batches = [];
    this.waiting = 0;
    this.doubtful = HistoryPosition.NONE;
    this.unseen = this.handedOut = position;
    this.news.give();
  }

  close(): void {
    this.closed = true;
    this.follower.leave(this);
    this.news.give();
  }

  private handOut(): ToldRow<HistoryPosition> | undefined {
    const batch = this.batches[0];
    if (batch === undefined) return undefined;
    const row = batch.rows[batch.next]!;
    batch.next += 1;
    if (batch.next === batch.rows.length) this.batches.shift();
    this.waiting -= 1;
    this.handedOut = batch.walk.pass(row);
    return { row, position: this.handedOut };
  }

  /** Reads a page of what the follower has seen and this has not; without any, it is up to date. */
  private async catchUp(): Promise<void> {
    if (this.generation !== this.follower.generation) this.doubtful = HistoryPosition.NONE;
    this.generation = this.follower.generation;
    const missing = this.unseen.minus(this.follower.position).minus(this.doubtful);
    if (missing.isEmpty) {
      this.isLive = true;
      return;
    }
    const [page, began] = [missing.first(PAGE), this.unseen];
    const found = await this.follower.read(page, this.namespaces);
    // A reset in the meantime has put it elsewhere.
    if (this.unseen !== began) return;
    this.doubtful = this.doubtful.union(found.unseen);
    if (this.doubtful.size > MOST_DOUBTFUL) return this.reset(this.follower.position);
    const { now, later } = toldRows(found, page.cutFrom(missing));
    this.put(
      now.filter((row) => isWanted(row, this.filter, this.within)),
      began.minus(page).union(found.unseen).union(HistoryPosition.of(later)),
    );
  }

  private put(rows: readonly ChangeDocument[], after: HistoryPosition): void {
    const before = this.unseen;
    this.unseen = after;
    if (rows.length === 0) return;
    this.batches.push({ rows, walk: new PositionWalk(rows, before, after), next: 0 });
    this.waiting += rows.length;
    this.news.give();
  }
}
