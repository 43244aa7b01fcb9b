/** Ids from the first one up to the second one, without that. */
export type IdRange = readonly [from: number, to: number];

/** A set of ids, kept as ranges in order that do not touch; the last one may have no end. Never changed: every method gives another set. */
export class IdRanges {
  static readonly NONE = new IdRanges([]);

  private constructor(readonly list: readonly IdRange[]) {}

  /** The ids that are in any of the ranges. */
  static of(ranges: readonly IdRange[]): IdRanges {
    const list: [number, number][] = [];
    for (const range of ranges.filter(([from, to]) => from < to).sort((one, other) => one[0] - other[0])) append(list, range);
    return IdRanges.listed(list);
  }

  /** Every id from this one on. */
  static from(id: number): IdRanges {
    return new IdRanges([[id, Number.POSITIVE_INFINITY]]);
  }

  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  has(id: number): boolean {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle]![1] <= id) low = middle + 1;
      else high = middle;
    }
    return low < this.list.length && this.list[low]![0] <= id;
  }

  union(other: IdRanges): IdRanges {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const list: [number, number][] = [];
    for (let one = 0, two = 0; one < this.list.length || two < other.list.length;) {
      const [mine, theirs] = [this.list[one], other.list[two]];
      const isMine = theirs === undefined || (mine !== undefined && mine[0] <= theirs[0]);
      append(list, (isMine ? mine : theirs)!);
      if (isMine) one += 1;
      else two += 1;
    }
    return IdRanges.listed(list);
  }

  and(other: IdRanges): IdRanges {
    const list: IdRange[] = [];
    for (let one = 0, two = 0; one < this.list.length && two < other.list.length;) {
      const [mine, theirs] = [this.list[one]!, other.list[two]!];
      const [from, to] = [Math.max(mine[0], theirs[0]), Math.min(mine[1], theirs[1])];
      if (from < to) list.push([from, to]);
      if (mine[1] < theirs[1]) one += 1;
      else two += 1;
    }
    return IdRanges.listed(list);
  }

  minus(other: IdRanges): IdRanges {
    return other.isEmpty ? this : this.and(other.rest());
  }

  /** The lowest ids, so many at most. */
  first(count: number): IdRanges {
    const list: IdRange[] = [];
    let left = count;
    for (const [from, to] of this.list) {
      if (left <= 0) break;
      list.push([from, Math.min(to, from + left)]);
      left -= to - from;
    }
    return IdRanges.of(list);
  }

  /** Of ranges in order that do not touch. */
  private static listed(list: readonly IdRange[]): IdRanges {
    return list.length === 0 ? IdRanges.NONE : new IdRanges(list);
  }

  /** Everything that is not in it. */
  private rest(): IdRanges {
    const list: IdRange[] = [];
    let from = Number.NEGATIVE_INFINITY;
    for (const range of this.list) {
      list.push([from, range[0]]);
      from = range[1];
    }
    return IdRanges.of([...list, [from, Number.POSITIVE_INFINITY]]);
  }
}

/** Of ranges that come in the order of their first ids. */
function append(list: [number, number][], [from, to]: IdRange): void {
  const last = list.at(-1);
  if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
  else list.push([from, to]);
}
