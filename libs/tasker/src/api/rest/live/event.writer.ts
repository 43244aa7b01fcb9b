import type { ServerResponse } from 'node:http';

/** Writes to a client no faster than it reads, and gives up one that reads nothing. */
export class EventWriter {
  private stalled: NodeJS.Timeout | undefined;
  private waiting: (() => void) | undefined;

  /** @param patienceMs how long a client may take nothing of what was written */
  constructor(
    private readonly response: ServerResponse,
    private readonly patienceMs: number,
  ) {
    response.on('drain', this.goOn);
    response.on('close', this.goOn);
    // Of a connection that broke; what follows it is close.
    response.on('error', this.goOn);
  }

  /** Resolves when the client is ready for more, or gone. */
  async write(text: string): Promise<void> {
    if (this.isGone || this.response.write(text)) return;
    await new Promise<void>((resolve) => {
      this.waiting = resolve;
      this.stalled = setTimeout(() => this.response.destroy(), this.patienceMs).unref();
    });
  }

  /** Writes something of no importance, unless the client is behind. */
  writeIfReady(text: string): void {
    if (!this.isGone && !this.response.writableNeedDrain) this.response.write(text);
  }

  end(): void {
    clearTimeout(this.stalled);
    if (!this.isGone) this.response.end();
  }

  private get isGone(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  private readonly goOn = (): void => {
    clearTimeout(this.stalled);
    this.waiting?.();
    this.waiting = undefined;
  };
}
