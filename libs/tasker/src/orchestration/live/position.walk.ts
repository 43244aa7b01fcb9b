import type { ChangeDocument } from '../../database/history.reader.js';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';

/**
 * Goes through the rows of a look in the order in which they are told, and knows what is still to be told after each one. They are told in about
 * the order of their moments, not of their ids: what is behind the lowest id that is to come is still to be told, but for the few rows that came
 * out of turn. So the place is exact and short.
 */
export class PositionWalk {
  private readonly upcoming: readonly number[][];
  private readonly told: readonly Set<number>[] = [new Set(), new Set(), new Set()];

  /** @param before what was to be told before the first row, `after` after the last one */
  constructor(
    rows: readonly Pick<ChangeDocument, 'kind' | 'id'>[],
    private readonly before: HistoryPosition,
    private readonly after: HistoryPosition,
  ) {
    this.upcoming = [1, 2, 3].map((kind) =>
      rows
        .filter((row) => row.kind === kind)
        .map(({ id }) => id)
        .sort((one, other) => other - one),
    );
  }

  /** What is to be told when this row was, and those that were passed before. */
  pass({ kind, id }: Pick<ChangeDocument, 'kind' | 'id'>): HistoryPosition {
    const [ids, told] = [this.upcoming[kind - 1]!, this.told[kind - 1]!];
    told.add(id);
    while (ids.length > 0 && told.has(ids.at(-1)!)) told.delete(ids.pop()!);
    return new HistoryPosition(this.after.kinds.map((after, place) => after.union(this.left(place))));
  }

  private left(place: number): IdRanges {
    const lowest = this.upcoming[place]!.at(-1);
    if (lowest === undefined) return IdRanges.NONE;
    const outOfTurn = IdRanges.of([...this.told[place]!].map((id) => [id, id + 1] as const));
    return this.before.kinds[place]!.and(IdRanges.from(lowest)).minus(outOfTurn);
  }
}
