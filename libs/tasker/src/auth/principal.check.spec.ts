import { describe, expect, it } from 'vitest';
import { AuthenticationError } from './auth.errors.js';
import { checkedPrincipal } from './principal.check.js';

describe('checkedPrincipal', () => {
  it('gives back a principal that is good', () => {
    const principal = { id: 'ann', roles: ['a'], namespaces: [], expiresAt: new Date(0) };
    expect(checkedPrincipal(principal)).toBe(principal);
  });

  it.each(['', 'x'.repeat(129), 'a\0b', 'a\u0085b', '\udc00', 7, null])(
    'refuses a caller called %j, who could not stand in the history',
    (id) => expect(() => checkedPrincipal({ id } as never)).toThrow(AuthenticationError),
  );

  it.each([
    true,
    'ann',
    {},
    { id: 'ann', expiresAt: '2999-01-01' },
    { id: 'ann', expiresAt: new Date('soon') },
    { id: 'ann', namespaces: 'a' },
    { id: 'ann', roles: null },
    { id: 'ann', permissions: [7] },
  ])('fails for what is no principal: %j', (principal) => expect(() => checkedPrincipal(principal as never)).toThrow(TypeError));
});
