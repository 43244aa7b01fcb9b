import type { ChangeDocument } from '../../database/history.reader.js';
import { IdRanges } from './id.ranges.js';

/** The kinds of rows that the history of tasks and steps consists of, each with ids of its own: 1, 2 and 3 in the documents. */
const KINDS = ['creations', 'ofSteps', 'ofTasks'] as const;

/** For each kind the ids of rows that somebody has not been told: gaps among those that were, and everything that is to come. */
export class HistoryPosition {
  static readonly NONE = new HistoryPosition([IdRanges.NONE, IdRanges.NONE, IdRanges.NONE]);

  constructor(readonly kinds: readonly IdRanges[]) {}

  /** Everything behind these ids. */
  static after(ids: readonly number[]): HistoryPosition {
    return new HistoryPosition(KINDS.map((_, kind) => IdRanges.from((ids[kind] ?? 0) + 1)));
  }

  /** The rows of these documents. */
  static of(rows: readonly Pick<ChangeDocument, 'kind' | 'id'>[]): HistoryPosition {
    return new HistoryPosition(
      KINDS.map((_, kind) => IdRanges.of(rows.filter((row) => row.kind === kind + 1).map(({ id }) => [id, id + 1] as const))),
    );
  }

  get isEmpty(): boolean {
    return this.kinds.every(({ isEmpty }) => isEmpty);
  }

  /** How many ranges it consists of. */
  get size(): number {
    return this.kinds.reduce((sum, { list }) => sum + list.length, 0);
  }

  /** Whether the row of a document is in it. */
  has({ kind, id }: Pick<ChangeDocument, 'kind' | 'id'>): boolean {
    return this.kinds[kind - 1]?.has(id) ?? false;
  }

  union(other: HistoryPosition): HistoryPosition {
    return this.with(other, (mine, theirs) => mine.union(theirs));
  }

  and(other: HistoryPosition): HistoryPosition {
    return this.with(other, (mine, theirs) => mine.and(theirs));
  }

  minus(other: HistoryPosition): HistoryPosition {
    return this.with(other, (mine, theirs) => mine.minus(theirs));
  }

  /** Of each kind the lowest ids, so many at most. */
  first(count: number): HistoryPosition {
    return new HistoryPosition(this.kinds.map((kind) => kind.first(count)));
  }

  /** Whether more of each kind is in `whole`, of which this is the beginning. */
  cutFrom(whole: HistoryPosition): readonly boolean[] {
    return whole.minus(this).kinds.map(({ isEmpty }) => !isEmpty);
  }

  /** Whether it knows of ids behind these, in any kind. */
  isAheadOf(ends: readonly number[]): boolean {
    return this.kinds.some(({ list }, kind) => list.at(-1)![0] > ends[kind]! + 1);
  }

  private with(other: HistoryPosition, combine: (mine: IdRanges, theirs: IdRanges) => IdRanges): HistoryPosition {
    return new HistoryPosition(this.kinds.map((kind, place) => combine(kind, other.kinds[place]!)));
  }
}
