/** So many addresses are known to be blocked; of more, those that were blocked first are forgotten. */
const MOST = 10_000;

/** Addresses that were refused too often, and until when nobody listens to them. */
export class BlockedAddresses {
  /** In the order in which they were blocked. Times of performance.now(). */
  private readonly ends = new Map<string, number>();

  /** Keeps an address out for so many seconds. */
  block(address: string, seconds: number): void {
    this.ends.delete(address);
    this.ends.set(address, performance.now() + seconds * 1_000);
    if (this.ends.size <= MOST) return;
    const [first] = this.ends.keys();
    this.ends.delete(first!);
  }

  /** For how many seconds it stays out, at least 1; 0 when it is not blocked. */
  secondsLeft(address: string): number {
    const end = this.ends.get(address);
    if (end === undefined) return 0;
    const left = end - performance.now();
    if (left > 0) return Math.ceil(left / 1_000);
    this.ends.delete(address);
    return 0;
  }
}
