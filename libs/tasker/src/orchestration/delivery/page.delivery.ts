import { DeliverySlots } from './delivery.slots.js';
import { PageReport, type FeedEntry } from './entry.verdict.js';
import { TaskChain, type ChainContext } from './task.chain.js';

/** How long one event may hold up a page: it is put aside then, and goes on by itself. */
const PATIENCE_MS = 1_000;

/** What the delivery to one subscriber is bounded by. */
export interface DeliveryBounds {
  /** Tasks at the same time. */
  readonly concurrency: number;
  /** When an event that was put aside while it ran is due again, if nothing is heard of it: later than its time limit. */
  readonly lateMs: number;
}

/** Delivers pages to one subscriber: different tasks at the same time, the entries of each in order. */
export class PageDelivery {
  private readonly slots: DeliverySlots;
  private readonly running = new Map<TaskChain, Promise<void>>();
  private halted = false;

  constructor(
    private readonly context: Omit<ChainContext, 'isHalted'>,
    private readonly bounds: DeliveryBounds,
  ) {
    this.slots = new DeliverySlots(bounds.concurrency);
  }

  /** Resolves when nothing is with the subscriber any more. */
  async ended(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Whether an entry of the task is still with the subscriber, from an earlier page. */
  isBusyWith(taskId: string): boolean {
    for (const chain of this.running.keys()) if (chain.taskId === taskId) return true;
    return false;
  }

  /** Resolves when every entry was delivered, has failed or was put aside. */
  async deliver(entries: readonly FeedEntry[]): Promise<PageReport> {
    const page = new PageReport();
    const chains = this.chainsOf(entries, page);
    const patience = setInterval(() => this.putSlowAside(), PATIENCE_MS / 4);
    try {
      await Promise.all(chains.map((chain) => this.follow(chain)));
    } finally {
      clearInterval(patience);
    }
    return page;
  }

  /** No further entry begins: what has not begun is put aside. */
  halt(): void {
    this.halted = true;
    this.slots.open();
  }

  /** What still runs is put aside, and told that nobody waits for it. */
  abandon(reason: string): void {
    this.halt();
    for (const chain of this.running.keys()) {
      chain.putAside(0);
      chain.abort(new Error(reason));
    }
  }

  private chainsOf(entries: readonly FeedEntry[], page: PageReport): TaskChain[] {
    const tasks = new Map<string, FeedEntry[]>();
    for (const entry of entries) {
      const { behind, taskId } = entry.fed;
      const ofTask = tasks.get(taskId);
      if (behind) page.queue(entry);
      else if (ofTask === undefined) tasks.set(taskId, [entry]);
      else ofTask.push(entry);
    }
    const context: ChainContext = { ...this.context, isHalted: () => this.halted };
    return [...tasks.values()].map((ofTask) => new TaskChain(ofTask, page, context));
  }

  private async follow(chain: TaskChain): Promise<void> {
    await this.slots.take();
    const run = chain.run().finally(() => {
      this.running.delete(chain);
      this.slots.give();
    });
    this.running.set(chain, run);
    await chain.left;
  }

  private putSlowAside(): void {
    for (const chain of this.running.keys()) if (chain.runningMs > PATIENCE_MS) chain.putAside(this.bounds.lateMs);
  }
}
