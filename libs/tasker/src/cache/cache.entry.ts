/** What is known about an answer that is kept. */
export interface EntryFacts {
  /** The complete key: an answer to another question is no answer. */
  readonly key: string;
  /** When the answer was computed, in milliseconds since 1970. */
  readonly at: number;
  readonly ttlSeconds: number;
  readonly baseSeconds: number;
}

/** Rises when entries of an older release must not be read any more. */
const FORM = 1;

/** An answer as it is kept: as text, so that whoever gets it gets a copy, and no store or caller can change it unseen. */
export class CacheEntry {
  private untaken: { value: unknown } | null;

  /** @throws SyntaxError for a text that is no JSON */
  constructor(
    readonly facts: EntryFacts,
    private readonly json: string,
  ) {
    this.untaken = { value: JSON.parse(json) as unknown };
  }

  /** A copy of the answer of one's own. */
  take(): unknown {
    const { value } = this.untaken ?? { value: JSON.parse(this.json) as unknown };
    this.untaken = null;
    return value;
  }

  /** What goes to the store. */
  stored(): Readonly<Record<string, unknown>> {
    return { form: FORM, ...this.facts, json: this.json };
  }
}

/**
 * What a store gave, if it is an answer to this key that may still be used: a store may ignore times to live, hold something of another
 * release, or give back anything at all.
 */
export function entryOf(stored: unknown, key: string, now: number): CacheEntry | 'absent' | 'expired' | 'garbage' {
  if (stored === undefined || stored === null) return 'absent';
  if (typeof stored !== 'object') return 'garbage';
  const { form, key: given, at, ttlSeconds, baseSeconds, json } = stored as Record<string, unknown>;
  if (form !== FORM || given !== key || typeof json !== 'string') return 'garbage';
  if (![at, ttlSeconds, baseSeconds].every(Number.isFinite)) return 'garbage';
  const facts = { key, at, ttlSeconds, baseSeconds } as EntryFacts;
  const lifeMs = facts.ttlSeconds * 1_000;
  if (facts.at + lifeMs <= now) return 'expired';
  // From a clock that is ahead by more than the answer may be kept.
  if (facts.at > now + lifeMs) return 'garbage';
  try {
    return new CacheEntry(facts, json);
  } catch {
    return 'garbage';
  }
}
