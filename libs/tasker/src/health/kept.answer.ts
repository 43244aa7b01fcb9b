/** An answer that is found out once for everybody who asks at the same time, and kept for a while. */
export class KeptAnswer<T> {
  private flight: Promise<T> | undefined;
  private keptUntil = 0;

  constructor(
    private readonly find: () => Promise<T>,
    private readonly keepMs: number,
  ) {}

  /** `cached`: it was found out for somebody before. A failure is nobody's but those who wait for it. */
  async get(): Promise<{ readonly answer: T; readonly cached: boolean }> {
    const known = this.flight;
    if (known !== undefined && performance.now() < this.keptUntil) return { answer: await known, cached: true };
    // Until it is known for how long it holds, it holds for all who ask.
    this.keptUntil = Number.POSITIVE_INFINITY;
    const flight = (this.flight = this.find());
    try {
      const answer = await flight;
      this.keptUntil = performance.now() + this.keepMs;
      return { answer, cached: false };
    } catch (error) {
      this.keptUntil = 0;
      throw error;
    }
  }
}
