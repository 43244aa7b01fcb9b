/** Lets one waiter go on when there is something new for it. What was given while nobody waited is not forgotten. */
export class Signal {
  private isGiven = false;
  private resolve: (() => void) | undefined;

  give(): void {
    this.isGiven = true;
    this.resolve?.();
  }

  /** Resolves at once when it was given since the last time. */
  async given(): Promise<void> {
    if (!this.isGiven) await new Promise<void>((resolve) => (this.resolve = resolve));
    this.isGiven = false;
    this.resolve = undefined;
  }
}
