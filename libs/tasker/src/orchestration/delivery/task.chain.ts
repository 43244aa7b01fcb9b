import { faultVerdict, GIVE_UP, type EndedEntry, type FeedEntry, type PageReport, type Verdict } from './entry.verdict.js';

/** What a chain needs of the subscriber that it is for. Only `deliver` may throw. */
export interface ChainContext {
  deliver(entry: FeedEntry, abort: AbortController): Promise<Verdict>;
  /** An entry that outlived its page has come to its end. */
  late(late: EndedEntry, page: PageReport): Promise<void>;
  /** No further entry begins. */
  isHalted(): boolean;
  /** Whether this process may still deliver. */
  mayDeliver(): Promise<boolean>;
}

/** The entries of one task on their way to one subscriber: one after the other, and none behind one that failed. */
export class TaskChain {
  /** Resolves when the page need not wait for the chain: it is at its end, or its rest was put aside. */
  readonly left: Promise<void>;
  private leave!: () => void;
  private hasLeft = false;
  private next = 0;
  private runs: { readonly abort: AbortController; readonly since: number } | undefined;

  constructor(
    private readonly entries: readonly FeedEntry[],
    private readonly page: PageReport,
    private readonly context: ChainContext,
  ) {
    this.left = new Promise((resolve) => (this.leave = resolve));
  }

  get taskId(): string {
    return this.entries[0]!.fed.taskId;
  }

  /** Milliseconds that the running entry has taken so far. */
  get runningMs(): number {
    return this.runs === undefined ? 0 : performance.now() - this.runs.since;
  }

  /** Delivers until the end or a failure; after `putAside` only what runs. */
  async run(): Promise<void> {
    while (this.next < this.entries.length && (await this.mayGoOn())) {
      const entry = this.entries[this.next]!;
      const abort = new AbortController();
      this.runs = { abort, since: performance.now() };
      const verdict = await this.context.deliver(entry, abort).catch(faultVerdict);
      this.runs = undefined;
      if (this.hasLeft) return this.context.late({ entry, verdict }, this.page);
      this.page.add(entry, verdict);
      this.next += 1;
      if (verdict.kind === 'failed' && verdict.waitMs !== GIVE_UP) break;
    }
    this.end();
  }

  /** The page goes on without the chain: the running entry is due again then, unless it comes to an end before. */
  putAside(waitMs: number): void {
    if (this.hasLeft) return;
    if (this.runs !== undefined) this.page.leave(this.entries[this.next++]!, waitMs);
    this.end();
  }

  /** Tells the handler that nobody waits for it. */
  abort(reason: Error): void {
    this.runs?.abort.abort(reason);
  }

  private async mayGoOn(): Promise<boolean> {
    return (await this.context.mayDeliver()) && !this.hasLeft && !this.context.isHalted();
  }

  private end(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    for (const entry of this.entries.slice(this.next)) this.page.queue(entry);
    this.leave();
  }
}
