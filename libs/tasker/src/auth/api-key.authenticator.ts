import { timingSafeEqual } from 'node:crypto';
import { ConfigurationError } from '../model/errors.js';
import { hashOf, isApiKeyHash } from './api.key.js';
import { AuthenticationError, AuthenticationUnavailableError } from './auth.errors.js';
import type { AuthenticationRequest, Authenticator, SecurityScheme } from './authenticator.js';
import { bearerToken } from './bearer.token.js';
import type { Principal } from './principal.js';
import { isActor } from './principal.check.js';

const NOT_ACCEPTED = 'the API key is not accepted';
/** Letters, digits and hyphens: what a header is called. */
const HEADER = /^[A-Za-z0-9-]+$/;

/** A key as the application keeps it, and who calls with it. Two keys may name one caller, while one follows the other. */
export interface ApiKeyRecord extends Omit<Principal, 'expiresAt'> {
  /** Of `createApiKey()` or `hashApiKey()`. */
  readonly hash: string;
  /** From when on it is refused: a date, or a text that `new Date` reads. Default: never. */
  readonly expiresAt?: Date | string;
}

/** What `ApiKeyAuthenticator` is made of: a list of keys, or a look-up. Exactly one of both. */
export interface ApiKeyOptions {
  readonly keys?: readonly ApiKeyRecord[];
  /** Looks a key up by its hash, in a table of the application. What it throws counts as "nobody can say now": 503. */
  readonly find?: (hash: string) => ApiKeyRecord | null | undefined | Promise<ApiKeyRecord | null | undefined>;
  /** Default `X-API-Key`. `Authorization: Bearer` is read as well. */
  readonly header?: string;
}

/**
 * Callers by API keys, which the application keeps as hashes.
 *
 * @throws ConfigurationError for options that cannot be used
 * @example
 * new ApiKeyAuthenticator({ keys: [{ hash: process.env.BILLING_KEY_HASH, id: 'billing', roles: ['operator'] }] })
 * new ApiKeyAuthenticator({ find: (hash) => keys.findOneBy({ hash }) })
 */
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenge = 'Bearer';
  readonly securityScheme: readonly SecurityScheme[];
  private readonly header: string;
  private readonly find: NonNullable<ApiKeyOptions['find']>;

  constructor({ keys, find, header = 'X-API-Key' }: ApiKeyOptions) {
    if ((keys === undefined) === (find === undefined)) throw refused('give keys or find, one of both');
    if (find !== undefined && typeof find !== 'function') throw refused('find: must be a function');
    if (typeof header !== 'string' || !HEADER.test(header)) throw refused('header: must be the name of a header');
    this.header = header.toLowerCase();
    this.find = find ?? among(keys ?? []);
    this.securityScheme = [
      { type: 'apiKey', in: 'header', name: header },
      { type: 'http', scheme: 'bearer', description: 'An API key' },
    ];
  }

  async authenticate(request: AuthenticationRequest): Promise<Principal | null> {
    const sent = request.headers[this.header] ?? bearerToken(request);
    if (sent === null) return null;
    if (sent.trim() === '') throw new AuthenticationError('the API key is empty');
    const hash = hashOf(sent.trim());
    const found = await this.lookedUp(hash);
    // Whatever was found has to be the key: a look-up may ignore case, or find the first of all.
    if (found == null || !isApiKeyHash(found.hash) || !sameText(found.hash, hash)) throw new AuthenticationError(NOT_ACCEPTED);
    const { hash: _, expiresAt, ...principal } = found;
    if (expiresAt == null) return principal;
    const end = new Date(expiresAt);
    // An end that cannot be read is past.
    if (!(end.getTime() > Date.now())) throw new AuthenticationError(NOT_ACCEPTED);
    return { ...principal, expiresAt: end };
  }

  private async lookedUp(hash: string): Promise<ApiKeyRecord | null | undefined> {
    try {
      return await this.find(hash);
    } catch (cause) {
      throw new AuthenticationUnavailableError('API keys cannot be looked up now', { cause });
    }
  }
}

/** A look-up in a list: by all of its hashes, so that the time says nothing of where a key stands. */
function among(keys: readonly ApiKeyRecord[]): (hash: string) => ApiKeyRecord | null {
  if (!Array.isArray(keys)) throw refused('keys: must be a list');
  keys.forEach(checkRecord);
  const records = keys.map((record: ApiKeyRecord) => ({ ...record }));
  return (hash) => {
    let found: ApiKeyRecord | null = null;
    for (const record of records) if (sameText(record.hash, hash)) found = record;
    return found;
  };
}

function checkRecord({ hash, id, expiresAt }: ApiKeyRecord, place: number): void {
  if (!isApiKeyHash(hash)) {
    throw refused(`keys[${place}].hash: must be what hashApiKey() gives, 'sha256:' and 43 characters; never the key itself`);
  }
  if (!isActor(id)) throw refused(`keys[${place}].id: must be a text of 1 to 128 characters`);
  if (expiresAt !== undefined && Number.isNaN(new Date(expiresAt).getTime())) throw refused(`keys[${place}].expiresAt: must be a date`);
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function refused(message: string): ConfigurationError {
  return new ConfigurationError(`ApiKeyAuthenticator: ${message}`);
}
