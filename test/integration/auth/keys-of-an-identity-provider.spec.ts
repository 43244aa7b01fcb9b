import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JwtAuthenticator, type JwtOptions } from 'nestjs-tasker';
import { IdentityProvider } from './identity.provider.js';

let provider: IdentityProvider;
/** What the clock of the process says. */
let now: number;
beforeEach(async () => {
  provider = await IdentityProvider.start();
  now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await provider.service.close();
});

const COOLDOWN = 10_000;
const authenticator = (options: Partial<JwtOptions> = {}) =>
  new JwtAuthenticator({ jwksUri: provider.uri, issuer: provider.service.url, audience: 'tasker', ...options });
const ask = (by: JwtAuthenticator, token: string) =>
  by.authenticate({ transport: 'rest', headers: { authorization: `Bearer ${token}` }, request: null }).then(
    (principal) => principal?.id,
    (error: Error) => error.name,
  );

describe('tokens of an identity provider', () => {
  it('are accepted by its keys, RSA and EC, which are fetched once', async () => {
    provider.add('RS256', 'a');
    provider.add('ES256', 'b');
    provider.add('RS512', 'c');
    const by = authenticator({ algorithms: ['RS256', 'RS512', 'ES256'] });
    const tokens = await Promise.all(['a', 'b', 'c'].map((kid) => provider.signer(kid)()));
    expect(await Promise.all(tokens.map((token) => ask(by, token)))).toEqual(['ann', 'ann', 'ann']);
    expect(await ask(authenticator(), tokens[2] ?? '')).toBe('AuthenticationError');
    expect(provider.fetches).toBe(1);
  });

  it('may name no key: each that fits is tried', async () => {
    provider.add('ES256', 'a');
    provider.add('ES256', 'b');
    expect(await ask(authenticator(), await provider.signer('b')({}, {}))).toBe('ann');
  });

  it('are accepted by a key that was published after the others were fetched, and not by one that was withdrawn', async () => {
    provider.add('ES256', 'old');
    const old = provider.signer('old');
    const by = authenticator();
    expect(await ask(by, await old())).toBe('ann');
    provider.add('ES256', 'new');
    const next = provider.signer('new');
    provider.remove('old');
    // The keys were asked for just now: whoever sends keys that nobody knows makes nobody ask again.
    expect(await ask(by, await next())).toBe('AuthenticationError');
    expect(provider.fetches).toBe(1);
    now += COOLDOWN;
    expect(await Promise.all([ask(by, await next()), ask(by, await next())])).toEqual(['ann', 'ann']);
    expect(provider.fetches).toBe(2);
    expect(await ask(by, await old())).toBe('AuthenticationError');
  });

  it('make the keys be fetched again in the background when these are half as old as they may be', async () => {
    provider.add('ES256', 'a');
    const by = authenticator({ jwks: { maxAge: '1m' } });
    const sign = provider.signer('a');
    await ask(by, await sign());
    now += 31_000;
    provider.answer = (response) => void response.writeHead(500).end();
    expect(await ask(by, await sign())).toBe('ann');
    await vi.waitUntil(() => provider.fetches === 2);
    // Half an hour of an hour is left to the keys: the provider may be away for so long.
    now += 28_000;
    expect(await ask(by, await sign())).toBe('ann');
    now += 2_000;
    expect(await ask(by, await sign())).toBe('AuthenticationUnavailableError');
  });

  it.each<[string, (response: import('node:http').ServerResponse) => void]>([
    ['fails', (response) => void response.writeHead(500).end()],
    ['answers no JSON', (response) => void response.end('<html>')],
    ['answers no key set', (response) => void response.end('{"keys": 7}')],
    ['leads elsewhere', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['hangs up', (response) => void response.destroy()],
    ['does not answer', () => undefined],
  ])('are neither good nor bad while the provider %s, and nobody asks it all the time', async (_, answer) => {
    provider.add('ES256', 'a');
    const sign = provider.signer('a');
    provider.answer = answer;
    // The provider of the test answers in this process, which may be held up; only one that does not answer is waited for.
    const by = authenticator({ jwks: { timeout: 1_000 } });
    expect(await Promise.all([ask(by, await sign()), ask(by, await sign())])).toEqual(Array(2).fill('AuthenticationUnavailableError'));
    expect(await ask(by, await sign())).toBe('AuthenticationUnavailableError');
    expect(provider.fetches).toBe(1);
    provider.answer = undefined;
    now += COOLDOWN;
    expect(await ask(by, await sign())).toBe('ann');
  });

  it('that can never be good make nobody fetch keys', async () => {
    provider.add('ES256', 'a');
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = encoded({ sub: 'ann', iss: provider.service.url, aud: 'tasker', exp: 4_102_444_800 });
    const by = authenticator();
    for (const alg of ['none', 'HS256', 'RS384', 'PS256'])
      expect(await ask(by, `${encoded({ alg, kid: 'a' })}.${claims}.AAAA`)).toBe('AuthenticationError');
    expect(provider.fetches).toBe(0);
  });

  it('for another application of the same provider are refused', async () => {
    provider.add('ES256', 'a');
    const sign = provider.signer('a');
    expect(await ask(authenticator(), await sign({ aud: 'crm' }))).toBe('AuthenticationError');
    expect(await ask(authenticator(), await sign({ iss: 'https://evil.example' }))).toBe('AuthenticationError');
    expect(await ask(authenticator({ audience: false }), await sign({ aud: 'crm' }))).toBe('ann');
  });

  it('name keys of their own in vain', async () => {
    provider.add('ES256', 'a');
    const evil = await IdentityProvider.start();
    evil.add('ES256', 'a');
    const sign = evil.signer('a');
    const by = authenticator();
    expect(await ask(by, await sign({ iss: provider.service.url }, { kid: 'a', jku: evil.uri }))).toBe('AuthenticationError');
    expect(evil.fetches).toBe(0);
    await evil.service.close();
  });
});
