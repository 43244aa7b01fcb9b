import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWSHeaderParameters, type LocalJWKSet } from 'jose';
import { AuthenticationUnavailableError } from '../auth.errors.js';
import type { JwtKeys } from './jwt.keys.js';

/** How keys are fetched, and how time passes. */
export interface RemoteKeysTerms {
  readonly uri: URL;
  readonly maxAgeMs: number;
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** Keys as they were fetched. */
interface FetchedKeys {
  readonly select: LocalJWKSet;
  readonly at: number;
}

/**
 * The keys that an identity provider publishes. Fetched when the first token comes, again in the background when they are half as old as they
 * may be, and at once for a key that nobody knows; never more often than the cool-down says, whoever sends tokens.
 */
export class RemoteKeys implements JwtKeys {
  readonly byDefault = ['RS256', 'ES256'] as const;
  readonly possible = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;
  private readonly now: () => number;
  private fetched: FetchedKeys | undefined;
  private attempted = Number.NEGATIVE_INFINITY;
  private failure: unknown;
  private underway: Promise<FetchedKeys> | undefined;

  constructor(private readonly terms: RemoteKeysTerms) {
    this.now = terms.now ?? (() => performance.now());
  }

  async candidates(header: JWSHeaderParameters): Promise<readonly CryptoKey[]> {
    const known = this.fresh() ?? (await this.fetch());
    const found = await selected(known, header);
    if (found.length > 0) {
      if (this.now() - known.at > this.terms.maxAgeMs / 2 && this.mayFetch()) this.fetch().catch(() => undefined);
      return found;
    }
    // The provider may have a new key; if it has just been asked, the token is not good.
    if (this.underway === undefined && !this.mayFetch()) return [];
    return selected(await this.fetch(), header);
  }

  private fresh(): FetchedKeys | undefined {
    return this.fetched !== undefined && this.now() - this.fetched.at <= this.terms.maxAgeMs ? this.fetched : undefined;
  }

  private mayFetch(): boolean {
    return this.now() - this.attempted >= this.terms.cooldownMs;
  }

  /** One for all that ask meanwhile. */
  private fetch(): Promise<FetchedKeys> {
    if (this.underway !== undefined) return this.underway;
    if (!this.mayFetch()) return Promise.reject(this.unavailable());
    this.attempted = this.now();
    const underway = this.requested().finally(() => (this.underway = undefined));
    this.underway = underway;
    return underway;
  }

  private async requested(): Promise<FetchedKeys> {
    const { uri, timeoutMs } = this.terms;
    try {
      const response = await fetch(uri, {
        headers: { accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      this.fetched = { select: createLocalJWKSet((await response.json()) as JSONWebKeySet), at: this.now() };
      return this.fetched;
    } catch (error) {
      this.failure = error;
      throw this.unavailable();
    }
  }

  private unavailable(): AuthenticationUnavailableError {
    return new AuthenticationUnavailableError('the keys of the identity provider cannot be fetched now', { cause: this.failure });
  }
}

/** The keys of a set that fit a header; a header without a key id may fit several. */
async function selected({ select }: FetchedKeys, header: JWSHeaderParameters): Promise<readonly CryptoKey[]> {
  try {
    return [await select(header)];
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      const keys: CryptoKey[] = [];
      for await (const key of error) keys.push(key);
      return keys;
    }
    // No key fits, or the one that does cannot be used.
    return [];
  }
}
