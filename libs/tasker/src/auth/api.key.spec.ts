import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { createApiKey, hashApiKey, isApiKeyHash } from './api.key.js';

describe('API keys', () => {
  it('are made with 256 bits of chance, and are known by a hash that does not tell them', () => {
    const { key, hash } = createApiKey('shop');
    expect(key).toMatch(/^shop_[A-Za-z0-9_-]{43}$/);
    expect(hash).toBe(hashApiKey(key));
    expect(hash).not.toContain(key.slice(5, 15));
    expect(createApiKey().key).not.toBe(createApiKey().key);
  });

  it('have a documented hash: the same in every version', () => {
    const hash = hashApiKey('0123456789abcdef0123456789abcdef');
    expect(hash).toBe('sha256:PrG9Q5lH63YpmOVmzMLgmceREYsvQFecxPfaK1Bht_k');
    expect(isApiKeyHash(hash)).toBe(true);
  });

  it.each(['', 'x'.repeat(31), `${'x'.repeat(31)} `, 'ü'.repeat(40), `${'x'.repeat(40)}\n`, undefined])(
    'are refused when they are %j',
    (key) => expect(() => hashApiKey(key as string)).toThrow(ConfigurationError),
  );

  it.each(['', 'a_b', 'x'.repeat(17)])('take no prefix like %j', (prefix) =>
    expect(() => createApiKey(prefix)).toThrow(ConfigurationError),
  );

  it.each(['sha256:short', 'md5:PrG9Q5lH63YpmOVmzMLgmceREYsvQFecxPfaK1Bht_k', undefined, 7])('have no hash like %j', (text) =>
    expect(isApiKeyHash(text)).toBe(false),
  );
});
