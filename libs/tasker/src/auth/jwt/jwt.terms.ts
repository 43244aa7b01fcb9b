import { Logger } from '@nestjs/common';
import type { JWTVerifyOptions } from 'jose';
import { parseDuration } from '../../model/duration.js';
import { publicKeys, refused, secretKeys, type JwtKeys } from './jwt.keys.js';
import { JWT_ALGORITHMS, type JwtAlgorithm, type JwtOptions, type JwtPublicKey } from './jwt.options.js';
import { RemoteKeys } from './remote.keys.js';

const KNOWN = [
  'secret',
  'publicKey',
  'jwksUri',
  'jwks',
  'algorithms',
  'issuer',
  'audience',
  'type',
  'clockTolerance',
  'maxAge',
  'requireExpiry',
  'claims',
  'principal',
];
const CLAIMS = ['id', 'name', 'roles', 'permissions', 'namespaces', 'admin'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const DAY_MS = 86_400_000;

/** How tokens are checked: the options of `JwtAuthenticator`, with their defaults. */
export interface JwtTerms {
  readonly keys: JwtKeys;
  readonly verification: JWTVerifyOptions & { readonly algorithms: string[] };
}

/** @throws ConfigurationError naming the option that cannot be used */
export function jwtTerms(options: JwtOptions): JwtTerms {
  if (typeof options !== 'object' || options === null) throw refused('options', 'must be an object');
  knows(options, KNOWN, '');
  const keys = keysOf(options);
  const { claims, principal } = options;
  if (claims !== undefined) checkClaims(claims, principal);
  if (principal !== undefined && typeof principal !== 'function') throw refused('principal', 'must be a function');
  return { keys, verification: { ...timesOf(options), ...partiesOf(options), algorithms: algorithmsOf(options.algorithms, keys) } };
}

function timesOf({ clockTolerance = '5s', maxAge, requireExpiry = true }: JwtOptions): JWTVerifyOptions {
  if (typeof requireExpiry !== 'boolean') throw refused('requireExpiry', 'must be true or false');
  return {
    clockTolerance: span('clockTolerance', clockTolerance, { min: 0, max: 300_000 }) / 1000,
    requiredClaims: requireExpiry ? ['exp'] : [],
    ...(maxAge === undefined ? {} : { maxTokenAge: span('maxAge', maxAge, { min: 1_000, max: 3_650 * DAY_MS }) / 1000 }),
  };
}

function partiesOf({ issuer, audience = false, type }: JwtOptions): JWTVerifyOptions {
  return {
    ...(issuer === undefined ? {} : { issuer: texts('issuer', issuer) }),
    ...(audience === false ? {} : { audience: texts('audience', audience) }),
    ...(type === undefined ? {} : { typ: texts('type', type)[0] }),
  };
}

function keysOf({ secret, publicKey, jwksUri, ...options }: JwtOptions): JwtKeys {
  if ([secret, publicKey, jwksUri].filter((one) => one !== undefined).length !== 1) {
    throw refused('keys', 'give secret, publicKey or jwksUri, exactly one of them');
  }
  if (options.jwks !== undefined && jwksUri === undefined) throw refused('jwks', 'has no effect without jwksUri');
  if (secret !== undefined) return secretKeys([secret].flat());
  if (publicKey !== undefined) return publicKeys([publicKey].flat<readonly unknown[]>() as JwtPublicKey[]);
  if (options.issuer === undefined) throw refused('issuer', 'must be given with jwksUri');
  // An identity provider signs for all of its applications with the same keys.
  if (options.audience === undefined) throw refused('audience', 'must be given with jwksUri; false accepts tokens for any audience');
  return remoteKeys(jwksUri, options.jwks ?? {});
}

function remoteKeys(uri: unknown, options: NonNullable<JwtOptions['jwks']>): RemoteKeys {
  if (typeof options !== 'object' || options === null) throw refused('jwks', 'must be an object');
  knows(options, ['maxAge', 'cooldown', 'timeout'], 'jwks.');
  const url = URL.canParse(String(uri)) ? new URL(String(uri)) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused('jwksUri', 'must be an https URL');
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) {
    new Logger('TaskerAuth').warn('JwtAuthenticator: jwksUri is not https: whoever is on the way may give keys of their own');
  }
  return new RemoteKeys({
    uri: url,
    maxAgeMs: span('jwks.maxAge', options.maxAge ?? '10m', { min: 1_000, max: DAY_MS }),
    cooldownMs: span('jwks.cooldown', options.cooldown ?? '10s', { min: 0, max: DAY_MS }),
    timeoutMs: span('jwks.timeout', options.timeout ?? '5s', { min: 1, max: 60_000 }),
  });
}

/** An algorithm that fits no key would let a public key pass for a secret. */
function algorithmsOf(given: unknown, { byDefault, possible }: JwtKeys): string[] {
  if (given === undefined) return [...byDefault];
  if (!Array.isArray(given) || given.length === 0) throw refused('algorithms', `must be a list; known are ${JWT_ALGORITHMS.join(', ')}`);
  for (const algorithm of given as unknown[]) {
    if (!(JWT_ALGORITHMS as readonly unknown[]).includes(algorithm)) {
      throw refused('algorithms', `'${String(algorithm)}' is not one of ${JWT_ALGORITHMS.join(', ')}`);
    }
    if (!possible.includes(algorithm as JwtAlgorithm)) {
      throw refused('algorithms', `'${String(algorithm)}' does not fit the keys, which can do ${possible.join(', ')}`);
    }
  }
  return given as string[];
}

function checkClaims(claims: unknown, principal: unknown): void {
  if (principal !== undefined) throw refused('claims', 'has no effect with principal: give one of both');
  if (typeof claims !== 'object' || claims === null) throw refused('claims', 'must be an object');
  knows(claims, CLAIMS, 'claims.');
  for (const [key, name] of Object.entries(claims)) {
    if (typeof name !== 'string' || name === '') throw refused(`claims.${key}`, 'must be the name of a claim');
  }
}

function texts(option: string, value: unknown): string[] {
  const list: unknown[] = [value].flat();
  const ok = list.length > 0 && list.every((one) => typeof one === 'string' && one !== '');
  if (!ok) throw refused(option, 'must be text, or a list of texts');
  return list as string[];
}

function span(option: string, value: unknown, { min, max }: { min: number; max: number }): number {
  const milliseconds = parseDuration(value, `JwtAuthenticator: ${option}`);
  if (milliseconds < min || milliseconds > max) throw refused(option, `must be from ${min} ms to ${max} ms`);
  return milliseconds;
}

function knows(options: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw refused(`${prefix}${unknown}`, `unknown option; known are ${known.join(', ')}`);
}
