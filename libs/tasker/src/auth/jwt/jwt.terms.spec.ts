import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../model/errors.js';
import { jwtTerms } from './jwt.terms.js';

const secret = 'a secret that has thirty-two characters';
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const remote = { jwksUri: 'https://id.example/keys', issuer: 'https://id.example/', audience: 'tasker' };
const RSA_OF_512_BITS = generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey;

describe('the terms of JwtAuthenticator', () => {
  it('accept what the keys can do', () => {
    expect(jwtTerms({ secret }).verification.algorithms).toEqual(['HS256']);
    expect(jwtTerms({ publicKey: ec.publicKey }).verification.algorithms).toEqual(['ES384']);
    expect(jwtTerms(remote).verification.algorithms).toEqual(['RS256', 'ES256']);
    expect(jwtTerms({ ...remote, algorithms: ['RS512'] }).verification.algorithms).toEqual(['RS512']);
  });

  it('are strict where nothing is said', () => {
    expect(jwtTerms({ secret }).verification).toEqual({ algorithms: ['HS256'], clockTolerance: 5, requiredClaims: ['exp'] });
  });

  it.each<[object, string | RegExp]>([
    [{}, 'JwtAuthenticator: keys: give secret, publicKey or jwksUri, exactly one of them'],
    [{ secret, jwksUri: 'https://id.example/keys' }, /exactly one of them$/],
    [{ secret: undefined }, /exactly one of them$/],
    [{ secret: 'x'.repeat(31) }, 'JwtAuthenticator: secret: must have at least 32 characters'],
    [{ secret: [secret, ''] }, 'JwtAuthenticator: secret: must have at least 32 characters'],
    [{ secret: [] }, 'JwtAuthenticator: secret: must be given'],
    [{ secret: 7 }, 'JwtAuthenticator: secret: must be text'],
    [{ publicKey: [] }, 'JwtAuthenticator: publicKey: must be given'],
    [{ publicKey: 'ssh-rsa AAAA' }, 'JwtAuthenticator: publicKey: must be PEM, a JWK or a KeyObject'],
    [{ publicKey: { kty: 'oct', k: 'AAAA' } }, 'JwtAuthenticator: publicKey: must be PEM, a JWK or a KeyObject'],
    [{ publicKey: ec.privateKey }, 'JwtAuthenticator: publicKey: must be a public key, this is a private one'],
    [{ publicKey: ec.privateKey.export({ type: 'pkcs8', format: 'pem' }) }, /this is a private one$/],
    [{ publicKey: ec.privateKey.export({ format: 'jwk' }) }, /this is a private one$/],
    [{ publicKey: createSecretKey(Buffer.from(secret)) }, /this is a secret one$/],
    [{ publicKey: RSA_OF_512_BITS }, 'JwtAuthenticator: publicKey: an RSA key must have at least 2048 bits, this one has 512'],
    [
      { publicKey: generateKeyPairSync('ed25519').publicKey },
      'JwtAuthenticator: publicKey: must be an RSA key, or an EC key of P-256, P-384 or P-521',
    ],
    [{ jwksUri: 'ftp://id.example/keys', issuer: 'a', audience: 'b' }, 'JwtAuthenticator: jwksUri: must be an https URL'],
    [{ jwksUri: 'id.example', issuer: 'a', audience: 'b' }, 'JwtAuthenticator: jwksUri: must be an https URL'],
    [{ ...remote, issuer: undefined }, 'JwtAuthenticator: issuer: must be given with jwksUri'],
    [{ ...remote, audience: undefined }, /^JwtAuthenticator: audience: must be given with jwksUri; false accepts/],
    [{ ...remote, jwks: { ttl: 1 } }, 'JwtAuthenticator: jwks.ttl: unknown option; known are maxAge, cooldown, timeout'],
    [{ ...remote, jwks: { maxAge: 1 } }, 'JwtAuthenticator: jwks.maxAge: must be from 1000 ms to 86400000 ms'],
    [{ secret, jwks: {} }, 'JwtAuthenticator: jwks: has no effect without jwksUri'],
    [{ secret, algorithms: [] }, /^JwtAuthenticator: algorithms: must be a list; known are HS256/],
    [{ secret, algorithms: ['none'] }, /^JwtAuthenticator: algorithms: 'none' is not one of HS256, HS384/],
    [
      { secret, algorithms: ['HS256', 'RS256'] },
      "JwtAuthenticator: algorithms: 'RS256' does not fit the keys, which can do HS256, HS384, HS512",
    ],
    [{ publicKey: ec.publicKey, algorithms: ['HS256'] }, /'HS256' does not fit the keys, which can do ES384$/],
    [{ publicKey: ec.publicKey, algorithms: ['ES256'] }, /'ES256' does not fit the keys, which can do ES384$/],
    [{ ...remote, algorithms: ['HS256'] }, /'HS256' does not fit the keys/],
    [{ secret, issuer: '' }, 'JwtAuthenticator: issuer: must be text, or a list of texts'],
    [{ secret, audience: [] }, 'JwtAuthenticator: audience: must be text, or a list of texts'],
    [{ secret, audience: true }, 'JwtAuthenticator: audience: must be text, or a list of texts'],
    [{ secret, clockTolerance: '1h' }, 'JwtAuthenticator: clockTolerance: must be from 0 ms to 300000 ms'],
    [{ secret, clockTolerance: 'soon' }, /^JwtAuthenticator: clockTolerance: 'soon' is not a duration/],
    [{ secret, maxAge: 1 }, /^JwtAuthenticator: maxAge: must be from 1000 ms/],
    [{ secret, requireExpiry: 'no' }, 'JwtAuthenticator: requireExpiry: must be true or false'],
    [
      { secret, claims: { role: 'x' } },
      'JwtAuthenticator: claims.role: unknown option; known are id, name, roles, permissions, namespaces, admin',
    ],
    [{ secret, claims: { roles: '' } }, 'JwtAuthenticator: claims.roles: must be the name of a claim'],
    [{ secret, claims: null }, 'JwtAuthenticator: claims: must be an object'],
    [{ secret, claims: {}, principal: () => null }, 'JwtAuthenticator: claims: has no effect with principal: give one of both'],
    [{ secret, principal: 'sub' }, 'JwtAuthenticator: principal: must be a function'],
    [{ secret, algorithm: 'HS256' }, /^JwtAuthenticator: algorithm: unknown option; known are secret, publicKey,/],
  ])('refuse %j', (options, message) => {
    const made = () => jwtTerms(options);
    expect(made).toThrow(ConfigurationError);
    expect(made).toThrow(message);
  });

  it('never repeat a secret', () => {
    expect(() => jwtTerms({ secret: 'hunter2' })).not.toThrow('hunter2');
    expect(() => jwtTerms({ secret: 'hunter2' })).toThrow(ConfigurationError);
  });
});
