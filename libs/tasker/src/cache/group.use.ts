import { UNKNOWN_USE, type CacheUse } from './adaptive.ttl.js';
import type { TrackingTerms } from './cache.settings.js';

/** What was seen of one group of keys in this process. */
export class GroupUse {
  hits = 0;
  misses = 0;
  usedAt: number;
  private readonly hitShare: Smoothed;
  private readonly cost: Smoothed;
  private accesses = 0;
  private countedAt: number;
  private settled: CacheUse = UNKNOWN_USE;
  private settledAt: number;

  constructor(
    private readonly terms: TrackingTerms,
    now: number,
  ) {
    this.hitShare = new Smoothed(terms.smoothing);
    this.cost = new Smoothed(terms.smoothing);
    this.usedAt = this.countedAt = this.settledAt = now;
  }

  accessed(hit: boolean, now: number): void {
    if (hit) this.hits++;
    else this.misses++;
    this.hitShare.add(hit ? 1 : 0);
    this.accesses = this.frequency(now) + 1;
    this.countedAt += this.intervals(now) * this.terms.intervalMs;
    this.usedAt = now;
  }

  generated(seconds: number): void {
    this.cost.add(seconds);
  }

  /** As it is at this moment. */
  current(now: number): CacheUse {
    return { hitRate: this.hitShare.value, generationSeconds: this.cost.value, accessFrequency: this.frequency(now) };
  }

  /** As it was when it was last thought over: what a time to live is made of changes once an interval at most. */
  settledUse(now: number): CacheUse {
    if (now - this.settledAt >= this.terms.intervalMs) {
      this.settled = this.current(now);
      this.settledAt = now;
    }
    return this.settled;
  }

  private frequency(now: number): number {
    return this.accesses * this.terms.decay ** this.intervals(now);
  }

  private intervals(now: number): number {
    // A clock that is set back must not make the count grow.
    return Math.max(0, Math.floor((now - this.countedAt) / this.terms.intervalMs));
  }
}

/** A mean in which older values weigh less; without the pull to 0 that a mean of this kind has at its beginning. */
class Smoothed {
  private sum = 0;
  private weight = 0;

  constructor(private readonly factor: number) {}

  add(value: number): void {
    const share = 1 - this.factor;
    // A factor of 1 would never learn: then every value weighs the same.
    const added = share === 0 ? 1 : share;
    this.sum = this.sum * this.factor + value * added;
    this.weight = this.weight * this.factor + added;
  }

  get value(): number {
    return this.weight === 0 ? 0 : this.sum / this.weight;
  }
}
