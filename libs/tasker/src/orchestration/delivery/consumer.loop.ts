import { Logger } from '@nestjs/common';
import { describeFailure } from '../../database/database.failure.js';
import type { FeedPage } from '../../database/event-feed.store.js';
import { WakeTimer } from '../wake.timer.js';
import { ConsumerLease, leaseMsOf } from './consumer.lease.js';
import type { ConsumerParts } from './consumer.parts.js';
import { PageReport, type EndedEntry } from './entry.verdict.js';
import { entriesOf } from './page.entries.js';
import { PageDelivery } from './page.delivery.js';
import { SettlementWriter } from './settlement.writer.js';
import { settledWithin } from './stop.limit.js';

/** Polls of many subscribers must not fall together. */
const POLL_JITTER = 0.2;
/** Pause after a call that failed. */
const AGAIN_MS = 1_000;
/** Wait after a commit of this process for what else is committed; doubled after each look in vain, up to the poll interval. */
const FIRST_WAKE_MS = 10;
/** How much later than its time limit an event is due again that was put aside while it ran. */
const LATE_GRACE_MS = 10_000;
/** How long the last calls may take at shutdown. */
const LAST_CALLS_MS = 5_000;

/** What one process does for one subscriber: holds its lease, reads the feed page by page, delivers, and stores how far it is. */
export class ConsumerLoop {
  private readonly logger = new Logger('TaskerDelivery');
  private readonly timer = new WakeTimer(() => void this.turn());
  private readonly lease: ConsumerLease;
  private readonly writer: SettlementWriter;
  private delivery: PageDelivery | undefined;
  private turning: Promise<void> | undefined;
  private woken = false;
  private stopping = false;
  private wakeMs = FIRST_WAKE_MS;

  constructor(private readonly parts: ConsumerParts) {
    const { store, consumer, settings } = parts;
    this.lease = new ConsumerLease(store, consumer, leaseMsOf(settings.pollMs), () => this.leaseLost());
    this.writer = new SettlementWriter(parts, this.lease);
  }

  async start(): Promise<void> {
    await this.register();
    this.timer.within(0);
  }

  /** This process has committed something. */
  wake(): void {
    if (this.turning !== undefined) this.woken = true;
    else if (!this.stopping && this.lease.isHeld) this.timer.within(this.wakeMs);
  }

  /** Begins nothing more; resolves when what runs has ended and is stored, or after `limitMs`, when the rest is left to others. */
  async stop(limitMs: number): Promise<void> {
    this.stopping = true;
    this.timer.cancel();
    this.delivery?.halt();
    await settledWithin(this.ended(), limitMs);
    this.delivery?.abandon('the process shuts down');
    await settledWithin(this.turning ?? Promise.resolve(), LAST_CALLS_MS);
    await settledWithin(this.lease.release(), LAST_CALLS_MS);
  }

  private async ended(): Promise<void> {
    await this.turning;
    await this.delivery?.ended();
  }

  private async register(): Promise<void> {
    const { store, consumer, wants, patterns, settings } = this.parts;
    await store.register(consumer, { wants, patterns, maxAgeMs: settings.maxAgeMs });
  }

  private async turn(): Promise<void> {
    if (this.turning !== undefined || this.stopping) return;
    this.woken = false;
    let next = AGAIN_MS;
    this.turning = this.look().then(
      (wait) => void (next = wait),
      (error: unknown) => this.logger.warn(`cannot deliver events to ${this.parts.consumer}, trying again: ${describeFailure(error)}`),
    );
    await this.turning;
    this.turning = undefined;
    if (!this.stopping) this.timer.within(this.woken ? Math.min(next, this.wakeMs) : next);
  }

  /** Looks at the feed once, and at what is due again. Returns how many milliseconds the next look may wait. */
  private async look(): Promise<number> {
    const page = await this.read();
    if (page === null) return this.pollMs();
    const report = await this.deliverPage(page);
    const dueInMs = report?.leavesSomething === false ? (page.dueInMs ?? Number.POSITIVE_INFINITY) : 0;
    const again = dueInMs <= 0 && (await this.deliverDue());
    const busy = report === null || again || page.more || page.events.length > 0;
    this.wakeMs = busy ? FIRST_WAKE_MS : Math.min(this.wakeMs * 2, this.parts.settings.pollMs);
    if (busy) return 0;
    // Due, but not to be delivered: it is still with the subscriber.
    return Math.min(this.pollMs(), dueInMs <= 0 ? Number.POSITIVE_INFINITY : dueInMs);
  }

  /** Null: another process delivers. */
  private async read(): Promise<FeedPage | null> {
    const { store, consumer, patterns, settings } = this.parts;
    const { leaseMs, holder } = this.lease;
    const asked = performance.now();
    const page = await store.read(consumer, holder, { leaseMs, limit: settings.batchSize, patterns });
    if (typeof page !== 'string') {
      this.lease.granted(asked);
      return page;
    }
    this.lease.lost();
    if (page === 'unknown') await this.register();
    return null;
  }

  /** Null: it was not stored, and comes again. */
  private async deliverPage(page: FeedPage): Promise<PageReport | null> {
    // A page that is read while the process stops comes again, elsewhere.
    if (page.page === null || this.stopping) return new PageReport();
    const { holder } = this.lease;
    const report = await this.pageDelivery().deliver(entriesOf(page));
    try {
      return (await this.writer.commit(holder, page, report)) ? report : null;
    } finally {
      report.close();
    }
  }

  /** What was put aside and is due again. True: there was something. */
  private async deliverDue(): Promise<boolean> {
    const { store, consumer, settings } = this.parts;
    const { leaseMs, holder, isHeld } = this.lease;
    if (!isHeld || this.stopping) return false;
    const due = await store.due(consumer, holder, { leaseMs, limit: settings.batchSize });
    if (typeof due === 'string') return false;
    this.parts.log.historyGone(consumer, due.lost.length);
    const entries = entriesOf(due).filter(({ fed }) => this.delivery?.isBusyWith(fed.taskId) !== true);
    if (entries.length === 0) return due.lost.length > 0;
    const report = await this.pageDelivery().deliver(entries);
    report.close();
    await this.writer.settle(holder, report);
    return true;
  }

  private pageDelivery(): PageDelivery {
    const { settings, delivery } = this.parts;
    return (this.delivery ??= new PageDelivery(
      {
        deliver: (entry, abort) => delivery.deliver(entry, abort),
        late: (late, page) => this.late(late, page),
        mayDeliver: () => this.lease.confirm(),
      },
      { concurrency: settings.concurrency, lateMs: settings.timeoutMs + LATE_GRACE_MS },
    ));
  }

  /** An entry that outlived its page has come to its end. */
  private async late({ entry, verdict }: EndedEntry, page: PageReport): Promise<void> {
    await page.written;
    const report = new PageReport();
    report.add(entry, verdict);
    try {
      await this.writer.settle(this.lease.holder, report);
    } catch (error) {
      this.logger.warn(`cannot store what ${this.parts.consumer} has taken, it gets it again: ${describeFailure(error)}`);
    }
    if (this.turning !== undefined) this.woken = true;
    else if (!this.stopping) this.timer.within(0);
  }

  /** Another process delivers, or will: what runs here is told so, and nothing of it is stored. */
  private leaseLost(): void {
    if (!this.stopping) this.logger.warn(`the lease of ${this.parts.consumer} is lost: another process may deliver in place of this one`);
    this.delivery?.abandon('another process delivers in place of this one');
    this.delivery = undefined;
  }

  private pollMs(): number {
    return this.parts.settings.pollMs * (1 + POLL_JITTER * (2 * Math.random() - 1));
  }
}
