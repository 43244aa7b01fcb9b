interface Kept {
  readonly value: unknown;
  readonly bytes: number;
  readonly until: number;
}

/** A store in the memory of this process, with bounds: what was used longest ago goes first. */
export class BoundedMemory {
  private readonly entries = new Map<string, Kept>();
  private bytes = 0;

  constructor(
    private readonly bounds: { readonly maxEntries: number; readonly maxBytes: number },
    private readonly clock: () => number = Date.now,
    /** Is told of keys that go because their time is over or the room is needed. */
    private readonly dropped: (key: string) => void = () => undefined,
  ) {}

  get(key: string): unknown {
    const found = this.entries.get(key);
    if (found === undefined) return undefined;
    this.delete(key);
    if (found.until <= this.clock()) return undefined;
    this.keep(key, found);
    return found.value;
  }

  /** False: larger than all the room there is. */
  set(key: string, value: unknown, ttlMs: number): boolean {
    return this.put(key, { value, bytes: sizeOf(key) + sizeOf(value), until: this.clock() + ttlMs });
  }

  /** Counts a value that is kept elsewhere. */
  note(key: string, value: unknown, ttlMs: number): void {
    const bytes = sizeOf(key) + sizeOf(value);
    if (!this.put(key, { value: undefined, bytes, until: this.clock() + ttlMs })) this.dropped(key);
  }

  delete(key: string): boolean {
    const found = this.entries.get(key);
    if (found !== undefined) this.bytes -= found.bytes;
    return this.entries.delete(key);
  }

  /** Share of the room in use, 0 to 1. */
  utilization(): number {
    return Math.max(this.entries.size / this.bounds.maxEntries, this.bytes / this.bounds.maxBytes);
  }

  /** Removes what is not valid any more. */
  sweep(): void {
    const now = this.clock();
    for (const [key, { until }] of this.entries) if (until <= now) this.drop(key);
  }

  private put(key: string, kept: Kept): boolean {
    this.delete(key);
    if (kept.bytes > this.bounds.maxBytes) return false;
    this.keep(key, kept);
    if (this.isFull()) this.sweep();
    for (const oldest of this.entries.keys()) {
      if (!this.isFull()) break;
      this.drop(oldest);
    }
    return true;
  }

  private drop(key: string): void {
    this.delete(key);
    this.dropped(key);
  }

  private keep(key: string, kept: Kept): void {
    this.entries.set(key, kept);
    this.bytes += kept.bytes;
  }

  private isFull(): boolean {
    return this.entries.size > this.bounds.maxEntries || this.bytes > this.bounds.maxBytes;
  }
}

/** Two bytes a character, and what an object costs by itself. */
function sizeOf(value: unknown): number {
  return 2 * (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).length + 64;
}
