import type { KeyObject } from 'node:crypto';
import type { Duration } from '../../tasker.options.js';
import type { Principal } from '../principal.js';

/** HMAC, RSA and ECDSA, each with SHA-2 of 256, 384 and 512 bits. */
export const JWT_ALGORITHMS = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

/** How tokens may be signed. */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** The claims of a token whose signature, issuer, audience and times are good. */
export type JwtClaims = Readonly<Record<string, unknown>>;

/** Which claims say who calls: names, or paths such as `realm_access.roles`. */
export interface JwtClaimNames {
  /** Default `sub`, else `user_id`. */
  readonly id?: string;
  /** Default `name`. */
  readonly name?: string;
  /** A list, or words with spaces between them. Default `roles`. */
  readonly roles?: string;
  /** As `roles`. Default `permissions`. */
  readonly permissions?: string;
  /**
   * As `roles`. When it is given, a token without the claim is refused, unless `admin` is true in it. Default `namespaces`; a token without
   * that is good in all of them.
   */
  readonly namespaces?: string;
  /** A claim that is true for those who may do everything. Default: none. */
  readonly admin?: string;
}

/** A public key: PEM, a JWK, or a `KeyObject` of node:crypto. */
export type JwtPublicKey = string | Readonly<Record<string, unknown>> | KeyObject;

/** What `JwtAuthenticator` is made of: exactly one of `secret`, `publicKey` and `jwksUri`. */
export interface JwtOptions {
  /** Shared with who signs: at least 32 characters. Of several, any will do, while one follows the other. */
  readonly secret?: string | readonly string[];
  /** Of who signs; several as with `secret`. RSA keys have at least 2048 bits. */
  readonly publicKey?: JwtPublicKey | readonly JwtPublicKey[];
  /** Where the identity provider publishes its keys. `issuer` and `audience` must then be given. */
  readonly jwksUri?: string | URL;
  readonly jwks?: JwksOptions;
  /** How tokens may be signed. Default: HS256 for a secret, what fits the keys for public keys, RS256 and ES256 for `jwksUri`. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /** Who may issue tokens (`iss`). Default: anybody who can sign. */
  readonly issuer?: string | readonly string[];
  /** For whom tokens are (`aud`); false says that tokens for anybody are accepted. */
  readonly audience?: string | readonly string[] | false;
  /** What `typ` must be in the header, such as `at+jwt`. Default: not looked at. */
  readonly type?: string;
  /** How much clocks may differ. Default `'5s'`, at most `'5m'`. */
  readonly clockTolerance?: Duration;
  /** Oldest token that is accepted, by `iat`. Default: any that has not expired. */
  readonly maxAge?: Duration;
  /** False accepts tokens without `exp`, which are good for ever. Default true. */
  readonly requireExpiry?: boolean;
  readonly claims?: JwtClaimNames;
  /** Instead of `claims`: who calls, or null for nobody. */
  readonly principal?: (claims: JwtClaims) => Principal | null | Promise<Principal | null>;
}

/** How keys of an identity provider are fetched. */
export interface JwksOptions {
  /** How long keys are used; from half of it on they are fetched again in the background. Default `'10m'`. */
  readonly maxAge?: Duration;
  /** Least time between two attempts to fetch, as for a key that nobody knows. Default `'10s'`. */
  readonly cooldown?: Duration;
  /** Longest wait for the identity provider. Default `'5s'`. */
  readonly timeout?: Duration;
}
