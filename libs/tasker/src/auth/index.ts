/** What applications use of this room. */
export { Access } from './access.js';
export { ApiKeyAuthenticator, type ApiKeyOptions, type ApiKeyRecord } from './api-key.authenticator.js';
export { createApiKey, hashApiKey, type CreatedApiKey } from './api.key.js';
export { anyOf } from './any-of.authenticator.js';
export {
  AuthenticationError,
  AuthenticationUnavailableError,
  ForbiddenError,
  PayloadTooLargeError,
  RateLimitedError,
} from './auth.errors.js';
export type { AuthenticationRequest, Authenticator, SecurityScheme, Transport } from './authenticator.js';
export type { AuthorizationCoordinator, AuthorizationRequest, Grant } from './authorization.coordinator.js';
export { JwtAuthenticator } from './jwt/jwt.authenticator.js';
export type { JwksOptions, JwtAlgorithm, JwtClaimNames, JwtClaims, JwtOptions, JwtPublicKey } from './jwt/jwt.options.js';
export { PassportAuthenticator, type PassportOptions, type PassportStrategy } from './passport.authenticator.js';
export { PERMISSIONS, RESOURCES, type Permission } from './permissions.js';
export type { AuthOptions, CallRateOptions } from './auth.options.js';
export type { Principal } from './principal.js';
export type { RateLimitStorage } from './rate-limit.storage.js';
export { RolesCoordinator, type PermissionPattern, type RolesOptions, type RoleTerms } from './roles.coordinator.js';
