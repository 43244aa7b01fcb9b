import { UNKNOWN_USE, type CacheUse } from './adaptive.ttl.js';
import type { TrackingTerms } from './cache.settings.js';
import { GroupUse } from './group.use.js';

/** How a group of keys is used in this process. */
export interface CacheGroupStatistics extends CacheUse {
  readonly group: string;
  /** Accesses that found an answer or shared the computation of another caller. */
  readonly hits: number;
  /** Accesses that computed. */
  readonly misses: number;
  /** What the last answer was kept for, in seconds; null: none was kept. */
  readonly ttlSeconds: number | null;
}

/** What is not used for this long is forgotten (specification: surface §5.9). */
const KEPT_MS = 3_600_000;
/** Groups are words of the code; a bound all the same, for code that puts data into them. */
const MOST_GROUPS = 500;

/** What is learned about groups of keys in this process. */
export class UseTracker {
  private readonly groups = new Map<string, { use: GroupUse; ttlSeconds: number | null }>();

  constructor(
    private readonly terms: TrackingTerms,
    private readonly clock: () => number = Date.now,
  ) {}

  accessed(group: string, hit: boolean): void {
    this.of(group)?.use.accessed(hit, this.clock());
  }

  generated(group: string, seconds: number): void {
    this.of(group)?.use.generated(seconds);
  }

  kept(group: string, ttlSeconds: number): void {
    const found = this.of(group);
    if (found !== undefined) found.ttlSeconds = ttlSeconds;
  }

  /** What a time to live is computed from. */
  useOf(group: string): CacheUse {
    return this.of(group)?.use.settledUse(this.clock()) ?? UNKNOWN_USE;
  }

  statistics(): CacheGroupStatistics[] {
    const now = this.clock();
    return [...this.groups]
      .filter(([, { use }]) => now - use.usedAt < KEPT_MS)
      .map(([group, { use, ttlSeconds }]) => ({ group, hits: use.hits, misses: use.misses, ...use.current(now), ttlSeconds }))
      .sort((a, b) => (a.group < b.group ? -1 : 1));
  }

  private of(group: string) {
    if (!this.terms.tracked) return undefined;
    const now = this.clock();
    const known = this.groups.get(group);
    if (known !== undefined && now - known.use.usedAt < KEPT_MS) return known;
    const fresh = { use: new GroupUse(this.terms, now), ttlSeconds: null };
    this.groups.delete(group);
    if (this.groups.size >= MOST_GROUPS) this.groups.delete(this.leastRecent());
    this.groups.set(group, fresh);
    return fresh;
  }

  private leastRecent(): string {
    const [first] = [...this.groups].sort(([, a], [, b]) => a.use.usedAt - b.use.usedAt);
    return first![0];
  }
}
