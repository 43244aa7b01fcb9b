/** Takes what is asked for in one turn of the event loop together to the database. */
export class Coalesced<T> {
  private gathered: T[] = [];
  private sent: Promise<unknown> | null = null;

  constructor(private readonly send: (all: readonly T[]) => Promise<unknown>) {}

  async add(...asked: readonly T[]): Promise<void> {
    this.gathered.push(...asked);
    this.sent ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      const all = this.gathered;
      this.gathered = [];
      this.sent = null;
      return this.send(all);
    });
    await this.sent;
  }
}
