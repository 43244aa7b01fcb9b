/** How many spans this process makes. */
export class SpanCounts {
  private startedCount = 0;
  private endedCount = 0;
  private failureCount = 0;

  get started(): number {
    return this.startedCount;
  }

  /** Begun and not ended. */
  get active(): number {
    return this.startedCount - this.endedCount;
  }

  /** Times that the SDK has thrown. */
  get failures(): number {
    return this.failureCount;
  }

  start(): void {
    this.startedCount += 1;
  }

  end(): void {
    this.endedCount += 1;
  }

  /** A span that ends where it begins. */
  atOnce(): void {
    this.start();
    this.end();
  }

  fail(): void {
    this.failureCount += 1;
  }
}
