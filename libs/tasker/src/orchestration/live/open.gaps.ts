import { HistoryPosition } from './history.position.js';

/** Ids that were given out and could not be seen, with those who may still commit them. */
interface Gap {
  readonly ids: HistoryPosition;
  /** Null: nobody has looked who writes since it was found. */
  readonly writers: ReadonlySet<string> | null;
  /** Somebody may have committed of it since it was looked at. */
  readonly due: boolean;
}

/** The gaps that a look goes through. */
export interface DueGaps {
  readonly ids: HistoryPosition;
  readonly gaps: ReadonlySet<object>;
}

/** What a look at the history found out. */
export interface GapLook {
  /** What was new to it. */
  readonly fresh: HistoryPosition;
  /** What was looked for and is not there. */
  readonly unseen: HistoryPosition;
  /** Who was writing before the rows were read, and after the last ids were. */
  readonly writers: readonly string[];
}

/**
 * Ids between those that were seen: of transactions that have not ended, and of those that never committed. A gap is closed when everybody
 * who was writing when it was found is through, and it was looked at once more. While the same ones write it rests: a transaction that stays
 * open for an hour costs nothing but its place here.
 */
export class OpenGaps {
  private gaps: readonly Gap[] = [];

  /** All of them. */
  get ids(): HistoryPosition {
    return this.gaps.reduce((all, { ids }) => all.union(ids), HistoryPosition.NONE);
  }

  /** Those that the next look has to go through. */
  get due(): DueGaps {
    return dueOf(this.gaps.filter(({ due }) => due));
  }

  /** Those at rest of whose writers somebody is gone: what he has committed may be there, and came before what is new. */
  awoken(now: readonly string[]): DueGaps {
    return dueOf(this.gaps.filter(({ due, writers }) => !due && writers !== null && stillThere(writers, now) !== writers));
  }

  /** There are some, so that it matters who writes. */
  get any(): boolean {
    return this.gaps.length > 0;
  }

  /**
   * Notes a look at new ids and at gaps that were `due` when it began. True when something that was not looked at has become due: another look
   * is to follow at once.
   */
  settle({ gaps: lookedAt }: DueGaps, { fresh, unseen, writers }: GapLook): boolean {
    const settled = this.gaps.map((gap) => (lookedAt.has(gap) ? looked(gap, unseen, writers) : rested(gap, writers)));
    // Whose writers are all gone since before it was read is not there and never will be.
    const open = settled.filter(({ ids, writers: left, due }) => !ids.isEmpty && (due || left?.size !== 0));
    const fresher = { ids: fresh.and(unseen), writers: new Set(writers), due: true };
    this.gaps = merged(fresher.ids.isEmpty || writers.length === 0 ? open : [...open, fresher]);
    return open.some(({ due }) => due);
  }

  /** After a failure: who writes goes by other names when the server was started anew. */
  forget(): void {
    this.replace(this.ids);
  }

  clear(): void {
    this.gaps = [];
  }

  /** Lets the oldest ids go, down to so many ranges. */
  shorten(ranges: number): void {
    let { ids } = this;
    for (let drop = 1; ids.size > ranges; drop *= 2) ids = ids.minus(new HistoryPosition(ids.kinds.map((kind) => kind.first(drop))));
    this.replace(ids);
  }

  /** Nothing is known of who writes them. */
  private replace(ids: HistoryPosition): void {
    this.gaps = ids.isEmpty ? [] : [{ ids, writers: null, due: true }];
  }
}

function dueOf(gaps: readonly Gap[]): DueGaps {
  return { ids: gaps.reduce((all, { ids }) => all.union(ids), HistoryPosition.NONE), gaps: new Set(gaps) };
}

function looked(gap: Gap, unseen: HistoryPosition, now: readonly string[]): Gap {
  return { ids: gap.ids.and(unseen), writers: gap.writers === null ? new Set(now) : stillThere(gap.writers, now), due: false };
}

function rested(gap: Gap, now: readonly string[]): Gap {
  if (gap.writers === null) return gap;
  const writers = stillThere(gap.writers, now);
  return { ids: gap.ids, writers, due: writers !== gap.writers };
}

/**
 * The same set where nobody is gone. A transaction that was prepared before the server was started anew goes by another name since, -1/…:
 * where a writer is gone, all of these stand for it.
 */
export function stillThere(writers: ReadonlySet<string>, now: readonly string[]): ReadonlySet<string> {
  const gone = [...writers].filter((writer) => !now.includes(writer));
  if (gone.length === 0) return writers;
  const renamed = gone.some((writer) => !writer.startsWith('-1/'));
  return new Set(now.filter((writer) => writers.has(writer) || (renamed && writer.startsWith('-1/'))));
}

/** Those of the same writers stand together. */
function merged(gaps: readonly Gap[]): readonly Gap[] {
  const byWriters = new Map<string, Gap>();
  for (const { ids, writers, due } of gaps) {
    const key = `${due} ${writers === null ? 'nobody' : [...writers].sort().join(' ')}`;
    const same = byWriters.get(key);
    byWriters.set(key, { ids: same === undefined ? ids : same.ids.union(ids), writers, due });
  }
  return [...byWriters.values()];
}
