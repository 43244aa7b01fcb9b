import { Injectable, Logger } from '@nestjs/common';
import { describeFailure } from '../../database/database.failure.js';
import { HistoryReader, type ChangeDocument, type HistoryPage, type KindRanges } from '../../database/history.reader.js';
import { WakeTimer } from '../wake.timer.js';
import { EarlierWriters } from './earlier.writers.js';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { LiveSettings } from './live.settings.js';
import { OpenGaps, type DueGaps } from './open.gaps.js';

/** Ids of each kind that one look reads at most. */
const LOOK = 2_000;
/** So many ids before the end are gone through for what is not committed yet, when somebody begins to listen. */
const LOOK_BACK = 10_000;
/** A look that has read everything is followed by a rest of at least so many times what it took. */
const REST_SHARE = 2;
/** More gaps of transactions that are open are not followed. */
const MOST_RANGES = 3_000;
const NO_GAPS: KindRanges = [[], [], []];
const RETRY_MS = 1_000;

/** Somebody who is told what each look has found. */
export interface HistoryListener {
  /** Namespaces of which it is told; null: all. */
  readonly namespaces: readonly string[] | null;
  /** It is up to date, and told of each look; otherwise it reads by itself what it has missed. */
  readonly isLive: boolean;
  /** The rows that were committed since the look before; behind them `after` is still to be told. */
  take(rows: readonly ChangeDocument[], after: HistoryPosition): void;
  /** It became live while a look was under way that did not read for it. */
  missed(): void;
  /** What happened until this position cannot be told. */
  reset(position: HistoryPosition): void;
}

/** What was committed before. */
export interface PastPage extends Pick<HistoryPage, 'changes' | 'ends'> {
  /** Of what is not there, what somebody who was writing before this process listened may still commit. */
  readonly unseen: HistoryPosition;
}

/** Somebody who waits for the next look. */
interface Joining {
  readonly begin: (position: HistoryPosition) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads what is committed to the history, once for everybody who listens in this process, and only while somebody does. Nothing is missed and
 * nothing is told twice, however late a transaction commits: what was given out and is not there stays a gap until its writers are gone.
 */
@Injectable()
export class HistoryFollower {
  private readonly logger = new Logger('TaskerLive');
  private readonly timer = new WakeTimer(() => void this.look());
  private readonly gaps = new OpenGaps();
  private readonly earlier = new EarlierWriters();
  private readonly listeners = new Set<HistoryListener>();
  private joining: Joining[] = [];
  private reached: readonly number[] | null = null;
  private last: readonly number[] = [];
  private looking = false;
  private failing = false;

  constructor(
    private readonly reader: HistoryReader,
    private readonly settings: LiveSettings,
  ) {}

  /** What no look has found yet. */
  get position(): HistoryPosition {
    return this.gaps.ids.union(HistoryPosition.after(this.reached ?? []));
  }

  /** The last ids that were given out, by kind; looks may not have come so far. */
  get end(): readonly number[] {
    return this.last;
  }

  /** Another number whenever something may have been committed of what `read` did not find. */
  get generation(): number {
    return this.earlier.generation;
  }

  /** Reads until it leaves; resolves with what a look that begins from now on leaves to be told. @throws what the database says */
  async join(listener: HistoryListener): Promise<HistoryPosition> {
    this.listeners.add(listener);
    try {
      return await new Promise<HistoryPosition>((resolve, reject) => {
        this.joining.push({ begin: resolve, fail: reject });
        this.timer.within(0);
      });
    } catch (error) {
      this.leave(listener);
      throw error;
    }
  }

  leave(listener: HistoryListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.timer.cancel();
    // Of a look that is under way the end does it, unless somebody has come in the meantime.
    if (!this.looking) this.forget();
  }

  /**
   * Reads rows that this has gone past: all that the looks have left open is in `position`. What lies before the first look and is not there is for
   * the one who asks, to be read again with the next generation.
   */
  async read(ranges: HistoryPosition, namespaces: readonly string[] | null): Promise<PastPage> {
    // Before the rows: whoever was gone by then is seen.
    const { doubtful } = this.earlier;
    const { changes, ends, unseen } = await this.reader.follow({ after: null, gaps: rangesOf(ranges), limit: 0, namespaces, watch: false });
    return { changes, ends, unseen: positionOf(unseen).and(doubtful) };
  }

  private async look(): Promise<void> {
    if (this.looking || this.listeners.size === 0) return;
    this.looking = true;
    const { joining } = this;
    this.joining = [];
    const began = performance.now();
    let again = false;
    try {
      again = await (this.reached === null ? this.begin() : this.goOn(this.reached));
      this.failing = false;
      const { position } = this;
      for (const { begin } of joining) begin(position);
    } catch (error) {
      this.failed(error, joining);
    }
    this.looking = false;
    if (this.listeners.size === 0) return this.forget();
    const rest = this.failing ? RETRY_MS : Math.max(this.settings.live.pollMs, REST_SHARE * (performance.now() - began));
    this.timer.within(again || this.joining.length > 0 ? 0 : rest);
  }

  /** Finds out where the history ends, and what before that is not committed yet. */
  private async begin(): Promise<false> {
    const nothing = { gaps: NO_GAPS, limit: 0, namespaces: [], watch: true };
    const marks = await this.reader.settled();
    const { last } = await this.reader.follow({ ...nothing, after: [0, 0, 0] });
    // Of sequences that went back the marks say nothing.
    const settled = last.map((id, kind) => (marks[kind]! > id ? 0 : marks[kind]!));
    const after = last.map((id, kind) => Math.max(settled[kind]!, id - LOOK_BACK));
    const due = this.gaps.due;
    const page = await this.reader.follow({ ...nothing, after, limit: 2 * LOOK_BACK });
    this.found(after, due, page);
    this.earlier.begin(settled, after, page.writers);
    if (this.position.size > MOST_RANGES) this.gaps.shorten(MOST_RANGES / 2);
    return false;
  }

  /** True when there is more to read at once. */
  private async goOn(after: readonly number[]): Promise<boolean> {
    const told = new Set([...this.listeners].filter(({ isLive }) => isLive));
    const { due, any } = this.gaps;
    const page = await this.reader.follow({
      after,
      gaps: rangesOf(due.ids),
      limit: LOOK,
      namespaces: union(told),
      watch: any || this.earlier.any,
    });
    if (page.last.some((id, kind) => id < after[kind]!)) return this.setBack();
    const late = await this.lateRows(page.writers, union(told));
    const looked = { ids: due.ids.union(late.due.ids), gaps: new Set([...due.gaps, ...late.due.gaps]) };
    const changed = this.found(after, looked, { ...page, unseen: rangesOf(positionOf(page.unseen).union(late.unseen)) });
    this.earlier.note(page.writers);
    this.tell(late.changes.length === 0 ? page.changes : inOrder([...late.changes, ...page.changes]), told);
    return changed || page.last.some((id, kind) => id > page.reached[kind]!);
  }

  /**
   * A transaction that was open for several looks may have ended before this one, which read its latest rows: its earlier ones, gaps until
   * now, belong before them. Nothing is noted of the look until they are read.
   */
  private async lateRows(writers: readonly string[], namespaces: readonly string[] | null) {
    const due = this.gaps.awoken(writers);
    if (due.ids.isEmpty) return { due, changes: [], unseen: HistoryPosition.NONE };
    const page = await this.reader.follow({ after: null, gaps: rangesOf(due.ids), limit: 0, namespaces, watch: false });
    return { due, changes: page.changes, unseen: positionOf(page.unseen) };
  }

  private tell(rows: readonly ChangeDocument[], told: ReadonlySet<HistoryListener>): void {
    const { position } = this;
    for (const listener of this.listeners) {
      if (told.has(listener)) listener.take(rows, position);
      else if (listener.isLive) listener.missed();
    }
    if (position.size > MOST_RANGES) this.shorten();
  }

  /** Notes a page; true when gaps have become due that were not looked at. */
  private found(after: readonly number[], due: DueGaps, { last, reached, unseen, writers }: HistoryPage): boolean {
    const fresh = new HistoryPosition(reached.map((id, kind) => IdRanges.of([[after[kind]! + 1, id + 1]])));
    this.reached = reached;
    this.last = last;
    return this.gaps.settle(due, { fresh, unseen: positionOf(unseen), writers });
  }

  /** The sequences are lower than they were: the database is another one, or an earlier state of it. */
  private async setBack(): Promise<false> {
    this.logger.warn('the history of this database was set back: listeners begin anew');
    this.forget();
    await this.begin();
    for (const listener of this.listeners) listener.reset(this.position);
    return false;
  }

  private shorten(): void {
    this.logger.warn(
      `more than ${MOST_RANGES} ranges of the history wait for transactions that stay open: the oldest are not followed any more`,
    );
    this.gaps.shorten(MOST_RANGES / 2);
    for (const listener of this.listeners) listener.reset(this.position);
  }

  private failed(error: unknown, joining: readonly Joining[]): void {
    for (const { fail } of joining) fail(error);
    this.gaps.forget();
    this.earlier.forgetNames();
    if (!this.failing) this.logger.warn(`cannot read live changes, trying again: ${describeFailure(error)}`);
    this.failing = true;
  }

  private forget(): void {
    this.reached = null;
    this.gaps.clear();
  }
}

function union(listeners: ReadonlySet<HistoryListener>): readonly string[] | null {
  const all = [...listeners].map(({ namespaces }) => namespaces);
  return all.includes(null) ? null : [...new Set(all.flatMap((names) => names ?? []))];
}

function rangesOf({ kinds }: HistoryPosition): KindRanges {
  return kinds.map(({ list }) => list);
}

function positionOf(kinds: KindRanges): HistoryPosition {
  return new HistoryPosition(kinds.map((ranges) => IdRanges.of(ranges)));
}

/** In the order of their moments, as a look gives them. */
function inOrder(rows: readonly ChangeDocument[]): ChangeDocument[] {
  const micros = ({ at }: ChangeDocument) => (/\.(\d{1,6})/.exec(at)?.[1] ?? '').padEnd(6, '0');
  return [...rows].sort(
    (one, other) =>
      Date.parse(one.at) - Date.parse(other.at) ||
      Number(micros(one)) - Number(micros(other)) ||
      one.kind - other.kind ||
      one.id - other.id,
  );
}
