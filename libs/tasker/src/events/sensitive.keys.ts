/** Names are looked at again and again; more than these are not remembered. */
const MOST_REMEMBERED = 5_000;

/** Which keys hold what must not be shown (specification: surface §4.15). */
export class SensitiveKeys {
  private readonly names: RegExp | null;
  private readonly paths: readonly RegExp[];
  private readonly known = new Map<string, boolean>();

  /** A text is looked for in the name of a key, ignoring case, or, with a dot in it, in the dotted path; a pattern is tried on the dotted path. */
  constructor(parameters: readonly (string | RegExp)[]) {
    const texts = parameters.filter((one) => typeof one === 'string');
    this.names = anyOf(texts.filter((text) => !text.includes('.')));
    const dotted = anyOf(texts.filter((text) => text.includes('.')));
    // With g or y a pattern would begin where its last match ended.
    const patterns = parameters.filter((one) => one instanceof RegExp).map((one) => new RegExp(one.source, one.flags.replace(/[gy]/g, '')));
    this.paths = dotted === null ? patterns : [dotted, ...patterns];
  }

  /** Whether paths matter: else nobody needs to put them together. */
  get readPaths(): boolean {
    return this.paths.length > 0;
  }

  /** `path`: dotted names from the outermost key to this one, without the places in lists. */
  has(name: string, path: string): boolean {
    return this.isSensitiveName(name) || this.paths.some((pattern) => pattern.test(path));
  }

  private isSensitiveName(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const found = this.names !== null && (this.names.test(name) || this.names.test(snakeCase(name)));
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    this.known.set(name, found);
    return found;
  }
}

/** `_key` means `apiKey` and `x-api-key` too. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[-\s]/g, '_');
}

/** A pattern for exactly this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function anyOf(texts: readonly string[]): RegExp | null {
  if (texts.length === 0) return null;
  return new RegExp(texts.map(literal).join('|'), 'iu');
}
