import { createPublicKey, createSecretKey, KeyObject, type JsonWebKey } from 'node:crypto';
import type { CryptoKey, JWSHeaderParameters } from 'jose';
import { ConfigurationError } from '../../model/errors.js';
import type { JwtAlgorithm, JwtPublicKey } from './jwt.options.js';

const SHORTEST_SECRET = 32;
const SMALLEST_RSA = 2048;
const RSA: readonly JwtAlgorithm[] = ['RS256', 'RS384', 'RS512'];
/** Curve by its name in OpenSSL. */
const CURVES: Readonly<Record<string, JwtAlgorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** The keys that a token may have been signed with, by its header. */
export interface JwtKeys {
  /** What tokens are accepted by default, and what the keys can do at all. */
  readonly byDefault: readonly JwtAlgorithm[];
  readonly possible: readonly JwtAlgorithm[];
  /** @throws AuthenticationUnavailableError when they cannot be had now */
  candidates(header: JWSHeaderParameters): Promise<readonly (KeyObject | CryptoKey)[]>;
}

/** Secrets: each may have signed any token. @throws ConfigurationError for one that can be guessed */
export function secretKeys(secrets: readonly unknown[]): JwtKeys {
  const keys = secrets.map((secret) => {
    // Not shown: it would stand in the log.
    if (typeof secret !== 'string') throw refused('secret', 'must be text');
    if (secret.length < SHORTEST_SECRET) throw refused('secret', `must have at least ${SHORTEST_SECRET} characters`);
    return createSecretKey(Buffer.from(secret));
  });
  if (keys.length === 0) throw refused('secret', 'must be given');
  return { byDefault: ['HS256'], possible: ['HS256', 'HS384', 'HS512'], candidates: async () => keys };
}

/** Public keys, each for the algorithms of its kind. @throws ConfigurationError for what is none, or is too weak */
export function publicKeys(given: readonly JwtPublicKey[]): JwtKeys {
  const keys = given.map((one) => {
    const key = publicKey(one);
    return { key, algorithms: algorithmsOf(key) };
  });
  if (keys.length === 0) throw refused('publicKey', 'must be given');
  const possible = [...new Set(keys.flatMap(({ algorithms }) => algorithms))];
  const byDefault = possible.filter((algorithm) => algorithm === 'RS256' || algorithm.startsWith('ES'));
  const candidates = async ({ alg }: JWSHeaderParameters) =>
    keys.filter(({ algorithms }) => (algorithms as readonly unknown[]).includes(alg)).map(({ key }) => key);
  return { byDefault, possible, candidates };
}

function publicKey(given: JwtPublicKey): KeyObject {
  if (given instanceof KeyObject) {
    if (given.type !== 'public') throw refused('publicKey', `must be a public key, this is a ${given.type} one`);
    return given;
  }
  const isPrivate = typeof given === 'string' ? given.includes('PRIVATE KEY') : typeof given === 'object' && given !== null && 'd' in given;
  // Node would make the public key of it; what signs tokens has no place in a service that only checks them.
  if (isPrivate) throw refused('publicKey', 'must be a public key, this is a private one');
  try {
    return typeof given === 'string' ? createPublicKey(given) : createPublicKey({ key: given as JsonWebKey, format: 'jwk' });
  } catch {
    throw refused('publicKey', 'must be PEM, a JWK or a KeyObject');
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly JwtAlgorithm[] {
  if (asymmetricKeyType === 'rsa') {
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < SMALLEST_RSA) throw refused('publicKey', `an RSA key must have at least ${SMALLEST_RSA} bits, this one has ${bits}`);
    return RSA;
  }
  const algorithm = asymmetricKeyType === 'ec' ? CURVES[asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
  if (algorithm === undefined) throw refused('publicKey', 'must be an RSA key, or an EC key of P-256, P-384 or P-521');
  return [algorithm];
}

/** Names the option of `JwtAuthenticator` that is wrong. */
export function refused(option: string, message: string): ConfigurationError {
  return new ConfigurationError(`JwtAuthenticator: ${option}: ${message}`);
}
