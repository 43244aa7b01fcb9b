/** Values of one content that are looked for in texts. */
const MOST_VALUES = 10_000;
/** Characters of all of them. */
const MOST_CHARACTERS = 4_000_000;
const DEEPEST = 100;
/** A key of another form, such as an address, is content. */
const PLAIN_NAME = /^[\w$-]+$/;

/** Collects what stands under sensitive keys, for blacking it out in texts. */
export class SensitiveValues {
  private readonly found = new Set<string>();
  private readonly seen = new Set<object>();
  private characters = 0;
  /** Something could not be read: nobody knows all values. */
  incomplete = false;

  get all(): readonly string[] {
    return [...this.found];
  }

  /** Every text and number in a value that was masked. True, false and null tell nothing. */
  add(value: unknown, depth = 0): void {
    if (typeof value === 'string') this.keep(value);
    else if (typeof value === 'number' || typeof value === 'bigint') this.keep(String(value));
    else if (typeof value === 'object' && value !== null) this.open(value, depth);
  }

  private open(value: object, depth: number): void {
    if (this.seen.has(value)) return;
    this.seen.add(value);
    if (depth > DEEPEST) return this.blind();
    try {
      for (const inner of innerOf(value)) this.add(inner, depth + 1);
    } catch {
      this.blind();
    }
  }

  private keep(value: string): void {
    if (value === '' || this.found.has(value)) return;
    this.characters += value.length;
    if (this.found.size >= MOST_VALUES || this.characters > MOST_CHARACTERS) return this.blind();
    this.found.add(value);
  }

  /** For whoever finds that something cannot be read. */
  readonly blind = (): void => {
    this.incomplete = true;
  };
}

function innerOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()];
  if (value instanceof Map) return [...value.keys(), ...value.values()] as unknown[];
  if (value instanceof Set || Array.isArray(value)) return value as Iterable<unknown>;
  if (value instanceof Error) return [value.message, value.cause, ...(Object.values(value) as unknown[])];
  if (value instanceof String || value instanceof Number) return [value.valueOf()];
  const shown = (value as { toJSON?: unknown }).toJSON;
  const written: unknown = typeof shown === 'function' ? shown.call(value, '') : undefined;
  return [written, ...Object.entries(value).flatMap(([key, inner]): unknown[] => (PLAIN_NAME.test(key) ? [inner] : [key, inner]))];
}
