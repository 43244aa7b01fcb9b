/** Room for so many at once; who finds none waits for its turn. */
export class DeliverySlots {
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private opened = false;

  constructor(count: number) {
    this.free = count;
  }

  async take(): Promise<void> {
    if (this.opened) return;
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free += 1;
    else next();
  }

  /** Nobody waits any more. */
  open(): void {
    this.opened = true;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
