import { ApiKeyAuthenticator, createApiKey, JwtAuthenticator, type AuthOptions } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { readAuth } from './example.auth.js';

const authenticatorOf = (env: NodeJS.ProcessEnv) => (readAuth(env).auth as AuthOptions).authenticator;

describe('TASKER_AUTH', () => {
  it('lets everybody in by default', () => {
    for (const env of [{}, { TASKER_AUTH: '' }, { TASKER_AUTH: 'none' }]) expect(readAuth(env)).toEqual({ auth: 'none', notice: [] });
  });

  it('jwt takes a secret, or the keys of an identity provider', () => {
    expect(authenticatorOf({ TASKER_AUTH: 'jwt', TASKER_JWT_SECRET: 's'.repeat(32) })).toBeInstanceOf(JwtAuthenticator);
    const provider = { TASKER_JWKS_URI: 'https://id.example/keys', TASKER_JWT_ISSUER: 'https://id.example', TASKER_JWT_AUDIENCE: 'shop' };
    expect(authenticatorOf({ TASKER_AUTH: 'jwt', ...provider })).toBeInstanceOf(JwtAuthenticator);
  });

  it('api_key takes lasting keys, or makes one for the run and shows it', () => {
    const { hash } = createApiKey();
    const lasting = { TASKER_AUTH: 'api_key', TASKER_API_KEY_HASHES: `ann:operator:${hash}, ben:viewer:${createApiKey().hash}` };
    expect(authenticatorOf(lasting)).toBeInstanceOf(ApiKeyAuthenticator);
    const made = readAuth({ TASKER_AUTH: 'api_key' });
    expect(made.notice[0]).toMatch(/^API key of this run: shop_[\w-]{43} /);
  });

  it.each([
    [{ TASKER_AUTH: 'open' }, 'TASKER_AUTH is "open": give none, jwt or api_key'],
    [{ TASKER_AUTH: 'jwt' }, 'give TASKER_JWT_SECRET of at least 32 characters'],
    [{ TASKER_AUTH: 'jwt', TASKER_JWT_SECRET: 'short' }, 'give TASKER_JWT_SECRET of at least 32 characters'],
    [{ TASKER_AUTH: 'jwt', TASKER_JWKS_URI: 'https://id.example/keys' }, 'TASKER_JWKS_URI needs TASKER_JWT_ISSUER'],
    [{ TASKER_AUTH: 'api_key', TASKER_API_KEY_HASHES: 'ann:operator:plain-key' }, 'name:role:hash'],
    [{ TASKER_AUTH: 'api_key', TASKER_API_KEY_HASHES: `ann:owner:${createApiKey().hash}` }, 'roles are viewer, operator, admin'],
  ])('refuses %j', (env, message) => {
    expect(() => readAuth(env)).toThrow(message);
  });
});
