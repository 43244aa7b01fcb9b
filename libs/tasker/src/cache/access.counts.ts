/** How often answers of a group were asked for since the start of the process. */
export interface GroupAccesses {
  readonly group: string;
  /** That found an answer or shared the computation of another caller. */
  readonly hits: number;
  /** That computed. */
  readonly misses: number;
}

/** Groups are words of the code; a bound all the same, for code that puts data into them. What comes after it is counted as `other`. */
const MOST_GROUPS = 500;

/** Counts accesses by group; unlike what times to live are learned from, it forgets none. */
export class AccessCounts {
  private readonly groups = new Map<string, { hits: number; misses: number }>();

  accessed(group: string, hit: boolean): void {
    const counts = this.of(this.groups.has(group) || this.groups.size < MOST_GROUPS ? group : 'other');
    if (hit) counts.hits++;
    else counts.misses++;
  }

  all(): GroupAccesses[] {
    return [...this.groups].map(([group, counts]) => ({ group, ...counts }));
  }

  private of(group: string): { hits: number; misses: number } {
    const known = this.groups.get(group);
    if (known !== undefined) return known;
    const fresh = { hits: 0, misses: 0 };
    this.groups.set(group, fresh);
    return fresh;
  }
}
