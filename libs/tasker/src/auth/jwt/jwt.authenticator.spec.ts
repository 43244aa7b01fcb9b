import { createHmac, generateKeyPairSync } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthenticationError } from '../auth.errors.js';
import { JwtAuthenticator } from './jwt.authenticator.js';
import type { JwtOptions } from './jwt.options.js';

const secret = 'a secret that has thirty-two characters';
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = ec.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3_600;

/** What is told to the log of level debug, and to nobody else. */
const debug = vi.spyOn(Logger.prototype, 'debug');
beforeEach(() => void debug.mockClear().mockImplementation(() => undefined));
afterEach(() => void debug.mockReset());

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
type Key = Parameters<SignJWT['sign']>[0];
/** A token for Ann that is good for an hour, unless its claims say otherwise. */
const sign = (
  claims: JWTPayload = {},
  { alg = 'HS256', key = Buffer.from(secret), ...header }: { alg?: string; key?: Key; [name: string]: unknown } = {},
) => new SignJWT({ sub: 'ann', exp: IN_AN_HOUR, ...claims }).setProtectedHeader({ alg, ...header }).sign(key);
const ask = (token: string, options: JwtOptions = { secret }) =>
  new JwtAuthenticator(options).authenticate({ transport: 'rest', headers: { authorization: `Bearer ${token}` }, request: null });
const refusalOf = (token: string, options?: JwtOptions) =>
  ask(token, options).then(
    () => Promise.reject(new Error('it was accepted')),
    (error: Error) => {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({ challenge: 'Bearer error="invalid_token"' });
      return error.message;
    },
  );

describe('JwtAuthenticator', () => {
  it('knows a caller by a token of the secret, until the token ends', async () => {
    expect(await ask(await sign({ name: 'Ann', roles: ['operator'] }))).toEqual({
      id: 'ann',
      name: 'Ann',
      roles: ['operator'],
      expiresAt: new Date(IN_AN_HOUR * 1000),
    });
  });

  it('says nothing about a request without a bearer token', async () => {
    const authenticator = new JwtAuthenticator({ secret });
    for (const headers of [{}, { authorization: 'Basic YTpi' }]) {
      expect(await authenticator.authenticate({ transport: 'rest', headers, request: null })).toBeNull();
    }
  });

  it.each(['HS256', 'HS384', 'HS512'] as const)('accepts %s when it is allowed, and not otherwise', async (alg) => {
    const token = await sign({}, { alg, key: Buffer.from(secret.repeat(2)) });
    expect(await ask(token, { secret: secret.repeat(2), algorithms: [alg] })).toMatchObject({ id: 'ann' });
    const others = (['HS256', 'HS384', 'HS512'] as const).filter((one) => one !== alg);
    expect(await refusalOf(token, { secret: secret.repeat(2), algorithms: others })).toBe('the token is not accepted');
  });

  it('accepts a signature by either of two secrets, and of two public keys', async () => {
    const next = 'another secret with enough characters';
    expect(await ask(await sign({}, { key: Buffer.from(next) }), { secret: [secret, next] })).toMatchObject({ id: 'ann' });
    const byOther = await sign({}, { alg: 'ES256', key: other.privateKey });
    expect(await ask(byOther, { publicKey: [pem, other.publicKey.export({ format: 'jwk' })] })).toMatchObject({ id: 'ann' });
    expect(await refusalOf(byOther, { publicKey: ec.publicKey })).toBe('the token is not accepted');
  });

  it('refuses tokens without a signature', async () => {
    const unsigned = new UnsecuredJWT({ sub: 'ann', exp: IN_AN_HOUR }).encode();
    const [, payload] = (await sign()).split('.');
    for (const token of [unsigned, ...['none', 'None', 'NONE', 'nOnE', ''].map((alg) => `${encoded({ alg })}.${payload}.`)]) {
      expect(await refusalOf(token), token).toBe('the token is not accepted');
      expect(await refusalOf(token, { publicKey: pem })).toBe('the token is not accepted');
    }
  });

  it('refuses tokens signed with the public key as if it were a secret', async () => {
    const token = await sign({}, { alg: 'HS256', key: Buffer.from(pem) });
    expect(await refusalOf(token, { publicKey: pem })).toBe('the token is not accepted');
  });

  it('refuses a token whose payload was changed, or that names a key of its own', async () => {
    const [header, , signature] = (await sign()).split('.');
    const changed = encoded({ sub: 'root', exp: IN_AN_HOUR });
    expect(await refusalOf(`${header}.${changed}.${signature}`)).toBe('the token is not accepted');
    const jwk = other.publicKey.export({ format: 'jwk' });
    expect(await refusalOf(await sign({}, { alg: 'ES256', key: other.privateKey, jwk }), { publicKey: pem })).toBe(
      'the token is not accepted',
    );
    const critical = `${encoded({ alg: 'HS256', crit: ['x'], x: 1 })}.${encoded({ sub: 'ann', exp: IN_AN_HOUR })}`;
    const mac = createHmac('sha256', secret).update(critical).digest('base64url');
    expect(await refusalOf(`${critical}.${mac}`)).toBe('the token is not accepted');
  });

  it('refuses tokens that have ended, have not begun, or never end', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await refusalOf(await sign({ exp: now - 60 }))).toBe('the token has expired');
    expect(await refusalOf(await sign({ nbf: now + 60 }))).toBe('the token is not accepted');
    expect(await refusalOf(await sign({ exp: undefined }))).toBe('the token is not accepted');
    expect(await ask(await sign({ exp: undefined }), { secret, requireExpiry: false })).toEqual({ id: 'ann' });
    expect(await refusalOf(await sign({ iat: now - 7_200 }), { secret, maxAge: '1h' })).toMatch(/expired/);
    expect(await refusalOf(await sign(), { secret, maxAge: '1h' })).toBe('the token is not accepted');
  });

  it('lets clocks differ by what is tolerated', async () => {
    const token = await sign({ exp: Math.floor(Date.now() / 1000) - 60 });
    expect(await ask(token, { secret, clockTolerance: '2m' })).toMatchObject({ id: 'ann' });
  });

  it('refuses tokens of somebody else, for somebody else, and of another kind', async () => {
    const options = { secret, issuer: ['shop', 'old-shop'], audience: 'tasker', type: 'at+jwt' };
    const good = { iss: 'old-shop', aud: ['crm', 'tasker'] };
    expect(await ask(await sign(good, { typ: 'at+jwt' }), options)).toMatchObject({ id: 'ann' });
    expect(await refusalOf(await sign({ ...good, iss: 'evil' }, { typ: 'at+jwt' }), options)).toBe('the token is not accepted');
    expect(debug.mock.calls).toEqual([['a token was not accepted: unexpected "iss" claim value']]);
    expect(await refusalOf(await sign({ ...good, iss: undefined }, { typ: 'at+jwt' }), options)).toBe('the token is not accepted');
    expect(await refusalOf(await sign({ ...good, aud: 'crm' }, { typ: 'at+jwt' }), options)).toBe('the token is not accepted');
    expect(await refusalOf(await sign(good), options)).toBe('the token is not accepted');
  });

  it.each(['a', 'a.b', 'a.b.c', 'a.b.c.d.e', '..', 'bnVsbA.bnVsbA.', 'W10.W10.W10'])('refuses what is no token: %s', async (token) => {
    expect(await refusalOf(token)).toBe('the token is not accepted');
  });

  it('asks the application who is behind the claims', async () => {
    const principal = async ({ sub, tenant }: Readonly<Record<string, unknown>>) =>
      sub === 'ann' ? { id: `${String(tenant)}/ann` } : null;
    expect(await ask(await sign({ tenant: 't1' }), { secret, principal })).toEqual({
      id: 't1/ann',
      expiresAt: new Date(IN_AN_HOUR * 1000),
    });
    expect(await refusalOf(await sign({ sub: 'bob' }), { secret, principal })).toBe('the token is not accepted');
  });

  it('keeps nothing of a caller: a bad token after a good one is refused, and a good one after a bad one is not', async () => {
    const authenticator = new JwtAuthenticator({ secret });
    const by = (token: string) =>
      authenticator.authenticate({ transport: 'rest', headers: { authorization: `Bearer ${token}` }, request: null });
    expect(await by(await sign())).toMatchObject({ id: 'ann' });
    await expect(by('a.b.c')).rejects.toThrow(AuthenticationError);
    expect(await authenticator.authenticate({ transport: 'rest', headers: {}, request: null })).toBeNull();
    expect(await by(await sign({ sub: 'bob' }))).toMatchObject({ id: 'bob' });
  });
});
