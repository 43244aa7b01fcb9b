/** Lets somebody wait until a condition holds, checked whenever `check` is called. */
export class IdleWatch {
  private waiting: (() => void)[] = [];

  constructor(private readonly isIdle: () => boolean) {}

  /** True when the condition holds within the time limit. */
  async within(limitMs: number): Promise<boolean> {
    if (this.isIdle()) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  check(): void {
    if (this.waiting.length > 0 && this.isIdle()) this.waiting.splice(0).forEach((resolve) => resolve());
  }
}
