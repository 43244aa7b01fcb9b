import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { ApiKeyAuthenticator, type ApiKeyOptions } from './api-key.authenticator.js';
import { createApiKey } from './api.key.js';
import { AuthenticationError, AuthenticationUnavailableError } from './auth.errors.js';

const old = createApiKey();
const next = createApiKey();
const expired = createApiKey();
const keys = [
  { hash: old.hash, id: 'billing', roles: ['operator'], expiresAt: '2999-01-01' },
  { hash: next.hash, id: 'billing', namespaces: ['payments'] },
  { hash: expired.hash, id: 'gone', expiresAt: new Date(0) },
];
const ask = (headers: Record<string, string>, options: ApiKeyOptions = { keys }) =>
  new ApiKeyAuthenticator(options).authenticate({ transport: 'rest', headers, request: null });

describe('ApiKeyAuthenticator', () => {
  it('knows a caller by either of two keys, while one follows the other', async () => {
    expect(await ask({ 'x-api-key': old.key })).toEqual({ id: 'billing', roles: ['operator'], expiresAt: new Date('2999-01-01') });
    expect(await ask({ 'x-api-key': ` ${next.key} ` })).toEqual({ id: 'billing', namespaces: ['payments'] });
  });

  it('reads Authorization: Bearer, and a header of another name', async () => {
    expect(await ask({ authorization: `Bearer ${old.key}` })).toMatchObject({ id: 'billing' });
    expect(await ask({ 'x-shop-key': old.key }, { keys, header: 'X-Shop-Key' })).toMatchObject({ id: 'billing' });
    expect(await ask({ 'x-api-key': old.key }, { keys, header: 'X-Shop-Key' })).toBeNull();
  });

  it('says nothing about a request without a key', async () => {
    expect(await ask({})).toBeNull();
    expect(await ask({ authorization: 'Basic YTpi' })).toBeNull();
  });

  it.each([
    ['an empty one', ''],
    ['a blank one', '  '],
    ['one that has expired', expired.key],
    ['one that nobody has', createApiKey().key],
    ['the hash of one', old.hash],
    ['two of them', `${old.key}, ${next.key}`],
  ])('refuses %s', async (_, key) => {
    await expect(ask({ 'x-api-key': key })).rejects.toThrow(AuthenticationError);
    // An empty key is one that was sent: the other header does not stand in for it.
    await expect(ask({ 'x-api-key': key, authorization: `Bearer ${old.key}` })).rejects.toThrow(AuthenticationError);
  });

  it('says the same of a key that has expired and of one that never was', async () => {
    const messages = await Promise.all(
      [expired.key, createApiKey().key].map((key) => ask({ 'x-api-key': key }).catch((error: Error) => error.message)),
    );
    expect(new Set(messages)).toEqual(new Set(['the API key is not accepted']));
  });

  it('looks keys up by their hash, and takes no other record for it', async () => {
    const asked: string[] = [];
    const find = (hash: string) => {
      asked.push(hash);
      return { hash: old.hash, id: 'billing' };
    };
    expect(await ask({ 'x-api-key': old.key }, { find })).toEqual({ id: 'billing' });
    expect(asked).toEqual([old.hash]);
    await expect(ask({ 'x-api-key': next.key }, { find })).rejects.toThrow(AuthenticationError);
    await expect(ask({ 'x-api-key': next.key }, { find: () => ({ id: 'x' }) as never })).rejects.toThrow(AuthenticationError);
    await expect(ask({ 'x-api-key': next.key }, { find: () => undefined })).rejects.toThrow(AuthenticationError);
    const unreadable = { hash: old.hash, id: 'billing', expiresAt: 'soon' };
    await expect(ask({ 'x-api-key': old.key }, { find: async () => unreadable })).rejects.toThrow(AuthenticationError);
  });

  it('cannot say when the look-up fails', async () => {
    const failing = ask({ 'x-api-key': old.key }, { find: () => Promise.reject(new Error('the table is locked')) });
    await expect(failing).rejects.toThrow(AuthenticationUnavailableError);
    await expect(failing).rejects.not.toThrow('locked');
  });

  it.each([
    [{}, 'ApiKeyAuthenticator: give keys or find, one of both'],
    [{ keys: [], find: () => null }, 'ApiKeyAuthenticator: give keys or find, one of both'],
    [{ keys: 'x' }, 'ApiKeyAuthenticator: keys: must be a list'],
    [{ find: 'x' }, 'ApiKeyAuthenticator: find: must be a function'],
    [{ keys: [], header: 'X Key' }, 'ApiKeyAuthenticator: header: must be the name of a header'],
    [{ keys: [{ hash: old.key, id: 'a' }] }, /^ApiKeyAuthenticator: keys\[0\]\.hash: must be what hashApiKey\(\) gives/],
    [{ keys: [{ hash: old.hash }] }, 'ApiKeyAuthenticator: keys[0].id: must be a text of 1 to 128 characters'],
    [{ keys: [{ hash: old.hash, id: 'a', expiresAt: 'soon' }] }, 'ApiKeyAuthenticator: keys[0].expiresAt: must be a date'],
  ])('refuses the options %j', (options, message) => {
    const made = () => new ApiKeyAuthenticator(options as never);
    expect(made).toThrow(ConfigurationError);
    expect(made).toThrow(message);
    expect(made).not.toThrow(old.key);
  });
});
