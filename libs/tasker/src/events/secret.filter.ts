import { maskedCopy } from './masked.copy.js';
import { SecretIndex } from './secret.index.js';

/** The mask of the specification. */
const FILTERED = '[FILTERED]';
/** Shorter secrets are left: blacking out every `1` would leave nothing to read. */
const SHORTEST_SECRET = 4;

/** Blacks out in whatever is shown what must not be. */
export interface ContentFilter {
  /** A text such as a message or a stack. */
  text(given: string): string;
  /** Any value: the same when there is nothing to black out in it, else a copy. */
  content(value: unknown): unknown;
}

/** For what nobody knows the secrets of. */
export const BLIND: ContentFilter = { text: () => FILTERED, content: () => FILTERED };

/** Named values, masked: an object even where the filter cannot look at one. */
export function maskedFields(fields: object, filter: Pick<ContentFilter, 'content'>): Record<string, unknown> {
  const masked = filter.content(fields);
  return typeof masked === 'object' && masked !== null ? (masked as Record<string, unknown>) : { fields: masked };
}

/** Blacks out values that must not be stored or shown, in every form that a message may hold them in, in upper or lower case. */
export class SecretFilter implements ContentFilter {
  private readonly index: SecretIndex;
  private readonly numbers: ReadonlySet<string>;

  constructor(
    secrets: readonly string[],
    private readonly mask = FILTERED,
  ) {
    const whole = new Set(
      secrets.flatMap((secret) => [secret, secret.trim(), ...linesOf(secret)]).filter((secret) => secret.length >= SHORTEST_SECRET),
    );
    this.index = new SecretIndex(whole);
    this.numbers = new Set([...whole].filter((secret) => /^-?\d/.test(secret)));
  }

  text(given: string): string {
    if (this.index.isEmpty) return given;
    const places = this.index.placesIn(given);
    if (places === null) return this.mask;
    let shown = '';
    let copied = 0;
    for (const { from, to } of places) {
      shown += given.slice(copied, from) + this.mask;
      copied = to;
    }
    return copied === 0 ? given : shown + given.slice(copied);
  }

  content(value: unknown): unknown {
    if (this.index.isEmpty) return value;
    return maskedCopy(value, {
      mask: this.mask,
      isSensitive: null,
      readPaths: false,
      text: (given) => this.text(given),
      isSecret: (given) => this.hasNumber(given),
    });
  }

  /** Whether a number is one of the secrets. */
  hasNumber(given: number | bigint): boolean {
    return this.numbers.size > 0 && this.numbers.has(String(given));
  }
}

/** What must not be shown of the values that settings name: a plain address is no secret there, and says what was called. */
export function secretsOfSettings(values: readonly string[]): string[] {
  return values.filter((value) => !isPlainAddress(value));
}

/** An address without credentials and query: a message without it would not say what was called. */
function isPlainAddress(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && url.search === '';
}

/** Lines of a secret, such as a key in PEM form: a stack is cut at line ends. */
function linesOf(secret: string): string[] {
  return secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : [];
}
