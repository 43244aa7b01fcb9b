import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { LogRecord } from '../events/log.record.js';
import { BoundedMemory } from './bounded.memory.js';
import type { CacheEntry } from './cache.entry.js';
import type { FlightLock } from './flight.lock.js';
import type { KeptAnswers } from './kept.answers.js';

/** An answer, and whether it was computed by this call. */
export interface Landed {
  readonly entry: CacheEntry;
  readonly own: boolean;
}

/** How long processes wait for each other. */
export interface FlightTerms {
  readonly leaseMs: number;
  readonly maxWaitMs: number;
}

const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 250;
/** For how long nobody is waited for again after a wait that brought nothing. */
const IN_VAIN_MS = 60_000;

/**
 * Has one process of several compute an answer that none of them finds, while the others wait for it: as far as the lock is one. A process
 * that dies while it computes holds the others up for the rest of its lease, one that does not come to an end for `maxWaitMs`; after that it
 * is not waited for again for a minute.
 */
export class ClusterFlight {
  private readonly logger = new Logger('TaskerCache');
  /** Keys that were waited for in vain. */
  private readonly inVain = new BoundedMemory({ maxEntries: 1_000, maxBytes: 1_048_576 });

  constructor(
    readonly answers: KeptAnswers,
    private readonly lock: FlightLock,
    private readonly terms: FlightTerms,
  ) {}

  /** `compute` keeps what it computes. */
  async run(key: string, compute: () => Promise<CacheEntry>): Promise<Landed> {
    const right = { key: this.lockKey(key), token: randomUUID() };
    const waits = this.inVain.get(key) === undefined;
    const until = performance.now() + (waits ? this.terms.maxWaitMs : 0);
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
      if (await this.acquired(right)) return this.computeAlone({ key, right, compute });
      if (performance.now() >= until) {
        if (waits) this.waitedInVain(key);
        return { entry: await compute(), own: true };
      }
      // Spread, or all that wait come back in the same moment.
      await pause(wait * (0.75 + Math.random() / 2));
      const entry = await this.answers.read(key);
      if (entry !== null) return { entry, own: false };
    }
  }

  private waitedInVain(key: string): void {
    this.inVain.set(key, true, IN_VAIN_MS);
    const fields = { key, waited_ms: this.terms.maxWaitMs, store: this.answers.store.tier.name };
    this.logger.warn(new LogRecord('No answer from the process that computes it: this one computes it as well', fields));
  }

  private async computeAlone({ key, right, compute }: { key: string; right: Right; compute: () => Promise<CacheEntry> }): Promise<Landed> {
    const renewal = setInterval(
      () => void this.quietly(() => this.lock.renew(right.key, right.token, this.terms.leaseMs)),
      this.terms.leaseMs / 3,
    );
    renewal.unref();
    try {
      // The one before may have finished between the look at the store and the lock.
      const entry = await this.answers.read(key);
      return entry === null ? { entry: await compute(), own: true } : { entry, own: false };
    } finally {
      clearInterval(renewal);
      await this.quietly(() => this.lock.release(right.key, right.token));
    }
  }

  /** Also true where the store fails: whoever cannot ask computes. */
  private async acquired({ key, token }: Right): Promise<boolean> {
    const { store } = this.answers;
    if (!store.available) return true;
    return store.call('lock', () => this.lock.acquire(key, token, this.terms.leaseMs)).catch(() => true);
  }

  private async quietly(call: () => Promise<unknown>): Promise<void> {
    const { store } = this.answers;
    if (store.available) await store.call('lock', call).catch(() => undefined);
  }

  /** Beside the answers: a process whose store puts another word before its keys would wait for an answer that it cannot see. */
  private lockKey(key: string): string {
    const { namespace } = this.answers.store.tier;
    return `${namespace === '' ? '' : `${namespace}:`}${key}:flight`;
  }
}

interface Right {
  readonly key: string;
  readonly token: string;
}
