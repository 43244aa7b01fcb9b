import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventFeedStore } from '../../database/event-feed.store.js';
import type { JobStore } from '../../database/job.store.js';
import type { QueueFiguresStore } from '../../database/queue-figures.store.js';
import type { TelemetrySettings } from '../telemetry.settings.js';
import { ClusterFigures } from './cluster.figures.js';

const INTERVAL_MS = 5_000;

/** The lease and the rows of a cluster, without a database. */
class Cluster {
  holder: string | null = null;
  until = 0;
  reads = 0;
  broken = false;
  silent = false;
  asked = 0;
  readonly leases: number[] = [];

  readonly jobs = {
    take: async (_name: string, holder: string, leaseMs: number) => {
      this.asked += 1;
      if (this.broken) throw new Error('connection refused');
      if (this.silent) return new Promise(() => undefined);
      if (this.holder !== holder && this.until > performance.now()) return null;
      [this.holder, this.until] = [holder, performance.now() + leaseMs];
      this.leases.push(leaseMs);
      return { progress: null };
    },
    keep: async (_name: string, holder: string) => {
      if (this.holder === holder) this.until = 0;
      return true;
    },
  } as unknown as JobStore;

  process(): ClusterFigures {
    const store = { read: async () => ({ n: ++this.reads }) } as unknown as QueueFiguresStore;
    const feed = { lag: async () => [] } as unknown as EventFeedStore;
    return new ClusterFigures(this.jobs, store, feed, { metrics: { intervalMs: INTERVAL_MS } } as TelemetrySettings);
  }
}

describe('ClusterFigures', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());
  const scrape = async (process: ClusterFigures) => (await process.current()) !== null;

  it('reads them aside for whoever is no scraper, whoever shows them: once, without the lease', async () => {
    const cluster = new Cluster();
    const [shows, exports] = [cluster.process(), cluster.process()];
    await scrape(shows);
    const aside = exports.aside();
    expect(await Promise.all([aside.current(), aside.current()])).toEqual(Array(2).fill({ queue: { n: 2 }, durable: [] }));
    expect([cluster.asked, await scrape(exports), await scrape(shows)]).toEqual([1, false, true]);
  });

  it('reads the rows at most once in the interval, however many metrics and scrapers ask', async () => {
    const cluster = new Cluster();
    const process = cluster.process();
    const both = await Promise.all([process.current(), process.current()]);
    vi.advanceTimersByTime(INTERVAL_MS - 1);
    expect([...both, await process.current()]).toEqual(Array(3).fill({ queue: { n: 1 }, durable: [] }));
    vi.advanceTimersByTime(1);
    expect(await process.current()).toEqual({ queue: { n: 2 }, durable: [] });
  });

  it.each([15_000, 60_000])(
    'one of several processes shows them, scraped every %i ms, also when somebody looks in between',
    async (every) => {
      const cluster = new Cluster();
      const processes = [cluster.process(), cluster.process(), cluster.process()];
      for (let round = 0; round < 20; round += 1) {
        const shown = [];
        for (const process of processes) shown.push(await scrape(process));
        expect(shown, `round ${round}`).toEqual([true, false, false]);
        vi.advanceTimersByTime(every - INTERVAL_MS);
        if (round % 3 === 0) await scrape(processes[0]!);
        vi.advanceTimersByTime(INTERVAL_MS);
      }
    },
  );

  it('another process follows one that is asked no more, after a few pauses between two looks', async () => {
    const cluster = new Cluster();
    const [first, second] = [cluster.process(), cluster.process()];
    for (let round = 0; round < 30; round += 1) {
      await scrape(first);
      vi.advanceTimersByTime(10_000);
    }
    const shown = [];
    for (let round = 0; round < 5; round += 1) {
      shown.push(await scrape(second));
      vi.advanceTimersByTime(10_000);
    }
    expect(shown).toEqual([false, false, true, true, true]);
  });

  it('another process follows one that shuts down at once, and that one shows nothing any more', async () => {
    const cluster = new Cluster();
    const [first, second] = [cluster.process(), cluster.process()];
    await scrape(first);
    await first.beforeApplicationShutdown();
    expect([await scrape(second), await scrape(first)]).toEqual([true, false]);
  });

  it('no lease lasts longer than ten minutes', async () => {
    const cluster = new Cluster();
    const process = cluster.process();
    await scrape(process);
    vi.advanceTimersByTime(3_600_000);
    await scrape(process);
    expect(cluster.leases).toEqual([180_000, 600_000]);
  });

  it('counts what cannot be read, tells it once, and goes on when the rows are there again', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const cluster = new Cluster();
    const process = cluster.process();
    cluster.broken = true;
    for (let round = 0; round < 3; round += 1) {
      expect(await scrape(process)).toBe(false);
      vi.advanceTimersByTime(INTERVAL_MS);
    }
    cluster.broken = false;
    expect([await scrape(process), process.failures, warn.mock.calls.length]).toEqual([true, 3, 1]);
    warn.mockRestore();
  });

  it('does not wait for a database that gives no answer, and asks it once', async () => {
    const cluster = new Cluster();
    const process = cluster.process();
    cluster.silent = true;
    const shown = scrape(process);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await shown).toBe(false);
    for (let round = 0; round < 5; round += 1) {
      const again = scrape(process);
      await vi.advanceTimersByTimeAsync(INTERVAL_MS);
      expect(await again).toBe(false);
    }
    expect(cluster.asked).toBe(1);
  });
});
