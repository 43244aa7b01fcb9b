import { ForbiddenException, UnauthorizedException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { anyOf } from './any-of.authenticator.js';
import { AuthenticationError, AuthenticationUnavailableError } from './auth.errors.js';
import type { Authenticator } from './authenticator.js';

const request = { transport: 'rest', headers: {}, request: null } as const;
const knows = (id: string): Authenticator => ({ authenticate: () => ({ id }) });
const silent: Authenticator = { authenticate: () => null };
const throws = (error: Error): Authenticator => ({ authenticate: () => Promise.reject(error) });
const refusing = throws(new AuthenticationError('no'));
const down = throws(new AuthenticationUnavailableError('down'));

describe('anyOf', () => {
  it('takes the first that knows the caller, whatever others before it said', async () => {
    expect(await anyOf(silent, refusing, down, knows('ann'), knows('bob')).authenticate(request)).toEqual({ id: 'ann' });
  });

  it("asks the next one after Nest's own 401, and after one that says nothing at all", async () => {
    const unauthorized = throws(new UnauthorizedException());
    const nothing: Authenticator = { authenticate: () => undefined as never };
    expect(await anyOf(unauthorized, nothing, knows('ann')).authenticate(request)).toEqual({ id: 'ann' });
    await expect(anyOf(nothing, unauthorized).authenticate(request)).rejects.toThrow(UnauthorizedException);
    expect(await anyOf(nothing).authenticate(request)).toBeNull();
    await expect(anyOf(throws(new ForbiddenException()), knows('ann')).authenticate(request)).rejects.toThrow(ForbiddenException);
  });

  it('refuses when one refused and none knows the caller', async () => {
    await expect(anyOf(silent, refusing, silent).authenticate(request)).rejects.toThrow(AuthenticationError);
  });

  it('cannot say when one of them cannot, and none knows the caller', async () => {
    await expect(anyOf(refusing, down).authenticate(request)).rejects.toThrow(AuthenticationUnavailableError);
  });

  it('says nothing without credentials', async () => expect(await anyOf(silent, silent).authenticate(request)).toBeNull());

  it('ends at a fault, which is no refusal', async () => {
    await expect(anyOf(throws(new TypeError('broken')), knows('ann')).authenticate(request)).rejects.toThrow(TypeError);
  });

  it('offers what each of them offers, once', () => {
    const key: Authenticator = { ...silent, challenge: 'ApiKey', securityScheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' } };
    const all = anyOf(silent, key, silent);
    expect(all.challenge).toBe('Bearer, ApiKey');
    expect(all.securityScheme).toEqual([
      { type: 'http', scheme: 'bearer' },
      { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    ]);
  });

  it('passes on what is wrong with the options of each', () => {
    expect(
      anyOf({ ...silent, validateConfiguration: () => ['a'] }, silent, {
        ...silent,
        validateConfiguration: () => ['b'],
      }).validateConfiguration?.(),
    ).toEqual(['a', 'b']);
  });

  it('needs authenticators', () => {
    expect(() => anyOf()).toThrow('anyOf: give authenticators, at least one');
    expect(() => anyOf(silent, {} as never)).toThrow('anyOf: give authenticators, at least one');
  });
});
