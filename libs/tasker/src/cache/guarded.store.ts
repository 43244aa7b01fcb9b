import { Logger } from '@nestjs/common';
import { LogRecord } from '../events/log.record.js';
import { entryOf, type CacheEntry } from './cache.entry.js';
import type { CacheTier } from './cache.tier.js';
import { answeredWithin, NoAnswerError } from './time.limit.js';

/** How long a store that failed is left alone: nobody waits for it again and again. */
export const REST_MS = 5_000;

/** What went wrong with a store since the start of the process. */
export interface StoreFailures {
  /** No answer within `cache.timeout`. */
  readonly timeouts: number;
  /** Errors of the store. */
  readonly errors: number;
  /** Answers that were none of ours. */
  readonly garbage: number;
  /** Answers that the store did not take: it is full, or they are too large for it. */
  readonly refused: number;
}

/** A store that fails without anybody noticing but the log and the statistics: it is asked with a time limit, and rests after a failure. */
export class GuardedStore {
  readonly failures = { timeouts: 0, errors: 0, garbage: 0, refused: 0 } satisfies StoreFailures;
  private readonly logger = new Logger('TaskerCache');
  private restsUntil = 0;
  private resting = false;
  /** Errors that the store told of instead of throwing them. */
  private told = 0;
  readonly detach: () => void;

  constructor(
    readonly tier: CacheTier,
    private readonly timeoutMs: number,
    private readonly clock: () => number = Date.now,
  ) {
    this.detach = tier.onError(() => this.told++);
  }

  /** False: it rests. */
  get available(): boolean {
    return this.clock() >= this.restsUntil;
  }

  /** The answer that is kept under a key; null: none that can be used. Never throws. */
  async read(key: string): Promise<CacheEntry | null> {
    if (!this.available) return null;
    try {
      const found = entryOf(await this.call('read', () => this.tier.get(key)), key, this.clock());
      if (found === 'garbage') this.garbled();
      return typeof found === 'string' ? null : found;
    } catch {
      return null;
    }
  }

  /** False: it is not kept. Never throws. */
  async write(entry: CacheEntry): Promise<boolean> {
    if (!this.available) return false;
    const { told } = this;
    try {
      const { key, ttlSeconds } = entry.facts;
      const answer = await this.call('write', () => this.tier.set(key, entry.stored(), Math.ceil(ttlSeconds * 1_000)));
      // Keyv tells its listeners of an error and answers that all is well.
      const taken = answer !== false && this.told === told;
      if (!taken) this.failures.refused++;
      return taken;
    } catch {
      return false;
    }
  }

  /** One call to the store. @throws what it throws, or NoAnswerError; the store rests then */
  async call<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    try {
      const connected = this.tier.connected();
      if (connected !== undefined) await answeredWithin(this.timeoutMs, () => connected);
      const answer = await answeredWithin(this.timeoutMs, ask);
      this.answered();
      return answer;
    } catch (error) {
      this.failed(operation, error);
      throw error;
    }
  }

  private answered(): void {
    if (!this.resting || !this.available) return;
    this.resting = false;
    this.logger.log(new LogRecord('Cache store answers again', { store: this.tier.name }));
  }

  private garbled(): void {
    if (this.failures.garbage++ > 0) return;
    this.logger.warn(new LogRecord('Cache store gives what is no answer of the engine: it is computed', { store: this.tier.name }));
  }

  private failed(operation: string, error: unknown): void {
    // Keyv reads what somebody else wrote: the entry is bad, not the store.
    if (error instanceof SyntaxError) return this.garbled();
    if (error instanceof NoAnswerError) this.failures.timeouts++;
    else this.failures.errors++;
    this.restsUntil = this.clock() + REST_MS;
    if (this.resting) return;
    this.resting = true;
    const reason = error instanceof Error ? error.message : String(error);
    const fields = { store: this.tier.name, operation, error: reason, rests_ms: REST_MS };
    this.logger.warn(new LogRecord('Cache store fails: answers are kept in the memory of this process', fields));
  }
}
