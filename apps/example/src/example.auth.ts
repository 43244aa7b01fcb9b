import { ApiKeyAuthenticator, createApiKey, JwtAuthenticator, RolesCoordinator, type Authenticator, type AuthOptions } from 'nestjs-tasker';
import { StartupError } from './startup.error.js';

/** Who may use the API, and what to say about it at start-up. */
export interface ExampleAuth {
  readonly auth: 'none' | AuthOptions;
  /** Lines for whoever starts the application. */
  readonly notice: readonly string[];
}

/** What each role of a token or key may do. */
const ROLES = {
  viewer: ['*:index', '*:show', '*:explain'],
  operator: ['*:index', '*:show', '*:explain', 'tasker.task:*', 'tasker.workflow_step:*', 'tasker.dead_letter:*', 'tasker.annotation:*'],
  admin: '*',
} as const;

/**
 * Reads `TASKER_AUTH`: `none` (default), `jwt` or `api_key`.
 *
 * @throws StartupError naming the variable that is missing or wrong
 */
export function readAuth(env: NodeJS.ProcessEnv): ExampleAuth {
  switch (env.TASKER_AUTH || 'none') {
    case 'none':
      return { auth: 'none', notice: [] };
    case 'jwt':
      return { auth: withRoles(jwtAuthenticator(env)), notice: ['Callers: bearer tokens (JWT) with the claims sub and roles'] };
    case 'api_key':
      return apiKeys(env.TASKER_API_KEY_HASHES);
    default:
      throw new StartupError(`TASKER_AUTH is "${env.TASKER_AUTH}": give none, jwt or api_key`);
  }
}

function withRoles(authenticator: Authenticator): AuthOptions {
  return { authenticator, authorizationCoordinator: new RolesCoordinator({ roles: ROLES }), rateLimit: { limit: 6_000, per: '1m' } };
}

function jwtAuthenticator(env: NodeJS.ProcessEnv): Authenticator {
  const { TASKER_JWT_SECRET: secret, TASKER_JWKS_URI: jwksUri, TASKER_JWT_ISSUER: issuer, TASKER_JWT_AUDIENCE: audience } = env;
  if (jwksUri) {
    if (!issuer || !audience) throw new StartupError('TASKER_JWKS_URI needs TASKER_JWT_ISSUER and TASKER_JWT_AUDIENCE beside it');
    return new JwtAuthenticator({ jwksUri, issuer, audience });
  }
  if (!secret || secret.length < 32) {
    throw new StartupError('TASKER_AUTH is jwt: give TASKER_JWT_SECRET of at least 32 characters, or TASKER_JWKS_URI');
  }
  return new JwtAuthenticator({ secret, ...(issuer ? { issuer } : {}), audience: audience || false });
}

/** Keys as `name:role:sha256:…`, with commas between them; without any, one is made for this run. */
function apiKeys(text: string | undefined): ExampleAuth {
  if (text) return { auth: withRoles(new ApiKeyAuthenticator({ keys: text.split(',').map(recordOf) })), notice: [] };
  const { key, hash } = createApiKey('shop');
  const keys = [{ id: 'trial', roles: ['admin'], hash }];
  const notice = [`API key of this run: ${key}  (TASKER_TOKEN=${key} npm run demo; TASKER_API_KEY_HASHES holds lasting ones)`];
  return { auth: withRoles(new ApiKeyAuthenticator({ keys })), notice };
}

function recordOf(text: string): { id: string; roles: readonly string[]; hash: string } {
  const [, id, role, hash] = /^([\w.@-]{1,128}):(viewer|operator|admin):(sha256:[\w-]{43})$/.exec(text.trim()) ?? [];
  if (id === undefined || role === undefined || hash === undefined) {
    throw new StartupError('TASKER_API_KEY_HASHES: give keys as name:role:hash with commas between; roles are viewer, operator, admin');
  }
  return { id, roles: [role], hash };
}
