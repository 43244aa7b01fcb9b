import { Logger } from '@nestjs/common';
import { decodeProtectedHeader, errors, jwtVerify, type JWSHeaderParameters, type JWTPayload } from 'jose';
import { AuthenticationError } from '../auth.errors.js';
import type { AuthenticationRequest, Authenticator } from '../authenticator.js';
import { bearerToken } from '../bearer.token.js';
import type { Principal } from '../principal.js';
import { ClaimReader } from './claim.reader.js';
import type { JwtOptions } from './jwt.options.js';
import { jwtTerms, type JwtTerms } from './jwt.terms.js';

const CHALLENGE = 'Bearer error="invalid_token"';

/**
 * Callers by signed tokens (JWT) in `Authorization: Bearer …`. Tokens need an end, a signature by one of the keys and one of the algorithms
 * that are allowed; `none` never is.
 *
 * @throws ConfigurationError for options that cannot be used
 * @example
 * new JwtAuthenticator({ secret: process.env.JWT_SECRET, issuer: 'shop' })
 * new JwtAuthenticator({ jwksUri: 'https://id.example/.well-known/jwks.json', issuer: 'https://id.example/', audience: 'tasker' })
 */
export class JwtAuthenticator implements Authenticator {
  readonly challenge = 'Bearer';
  readonly securityScheme = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } as const;
  private readonly logger = new Logger('TaskerAuth');
  private readonly terms: JwtTerms;
  private readonly principal: NonNullable<JwtOptions['principal']>;

  constructor(options: JwtOptions) {
    this.terms = jwtTerms(options);
    const reader = new ClaimReader(options.claims);
    this.principal = options.principal ?? ((claims) => reader.principalOf(claims));
  }

  async authenticate(request: AuthenticationRequest): Promise<Principal | null> {
    const token = bearerToken(request);
    if (token === null) return null;
    const claims = await this.verified(token);
    const principal = await this.principal(claims);
    if (principal === null) throw notAccepted('nobody is behind the claims');
    return claims.exp === undefined ? principal : { ...principal, expiresAt: new Date(claims.exp * 1000) };
  }

  /** What a caller is told is only that a token has expired; the log of level debug says what is wrong with any other. */
  private async verified(token: string): Promise<JWTPayload> {
    try {
      return await this.claimsOf(token);
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new AuthenticationError('the token has expired', { challenge: CHALLENGE, cause: error });
      if (error instanceof errors.JOSEError) {
        this.logger.debug(`a token was not accepted: ${error.message}`);
        throw notAccepted(error);
      }
      throw error;
    }
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    const { keys, verification } = this.terms;
    const header = headerOf(token);
    // Before any key is looked for: a token that can never be good must not make anybody fetch keys.
    if (!verification.algorithms.includes(header.alg ?? '')) throw new errors.JOSEAlgNotAllowed('the algorithm is not allowed');
    let failure: unknown = new errors.JWKSNoMatchingKey();
    for (const key of await keys.candidates(header)) {
      try {
        return (await jwtVerify(token, key, verification)).payload;
      } catch (error) {
        if (error instanceof errors.JOSEError && !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
        // What is no error of the token is one of the key, such as an RSA key of 1024 bits that a provider publishes.
        failure = error instanceof errors.JOSEError ? error : new errors.JOSENotSupported('the key cannot be used', { cause: error });
      }
    }
    throw failure;
  }
}

function headerOf(token: string): JWSHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw new errors.JWTInvalid('the token has no header that can be read', { cause });
  }
}

function notAccepted(cause: unknown): AuthenticationError {
  return new AuthenticationError('the token is not accepted', { challenge: CHALLENGE, cause });
}
