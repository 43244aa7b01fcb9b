import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../auth.errors.js';
import { ClaimReader } from './claim.reader.js';

const read = (claims: Record<string, unknown>, names = {}) => new ClaimReader(names).principalOf(claims);

describe('ClaimReader', () => {
  it('reads sub, else user_id, also as a number', () => {
    expect(read({ sub: 'ann', user_id: 'bob' })).toEqual({ id: 'ann' });
    expect(read({ user_id: 42 })).toEqual({ id: '42' });
  });

  it('reads lists, and words with spaces between them', () => {
    expect(read({ sub: 'ann', roles: ['a', 'b'], permissions: 'tasker.task:index  tasker.task:show', namespaces: [] })).toEqual({
      id: 'ann',
      roles: ['a', 'b'],
      permissions: ['tasker.task:index', 'tasker.task:show'],
      namespaces: [],
    });
  });

  it('reads claims of other names: a path, or a name that has dots', () => {
    const names = {
      id: 'email',
      roles: 'realm_access.roles',
      namespaces: 'https://shop.example/namespaces',
      admin: 'is_admin',
      name: 'nick',
    };
    const claims = {
      email: 'ann@shop',
      realm_access: { roles: ['clerk'] },
      'https://shop.example/namespaces': ['payments'],
      is_admin: true,
      nick: 'A',
      sub: 'x',
    };
    expect(read(claims, names)).toEqual({ id: 'ann@shop', name: 'A', roles: ['clerk'], namespaces: ['payments'], admin: true });
  });

  it('takes nothing but true for an admin, and no claim unless it is named', () => {
    for (const admin of ['true', 1, [], 'yes']) expect(read({ sub: 'ann', admin }, { admin: 'admin' })).toEqual({ id: 'ann' });
    expect(read({ sub: 'ann', admin: true })).toEqual({ id: 'ann' });
  });

  it('refuses a token without the claim that was named for namespaces, except an admin: it must not mean everywhere', () => {
    const names = { namespaces: 'tenant.shops', admin: 'is_admin' };
    for (const claims of [{}, { namespaces: ['eu'] }, { tenant: {} }, { is_admin: 'true' }])
      expect(() => read({ sub: 'ann', ...claims }, names)).toThrow(AuthenticationError);
    expect(read({ sub: 'ann', tenant: { shops: [] } }, names)).toEqual({ id: 'ann', namespaces: [] });
    expect(read({ sub: 'ann', is_admin: true }, names)).toEqual({ id: 'ann', admin: true });
    expect(read({ sub: 'ann' })).toEqual({ id: 'ann' });
  });

  it('reads nothing that an object inherits', () => {
    expect(read({ sub: 'ann' }, { roles: 'constructor.name', name: '__proto__.x' })).toEqual({ id: 'ann' });
  });

  it.each([
    {},
    { sub: '' },
    { sub: null },
    { sub: { id: 'x' } },
    { sub: 'x'.repeat(129) },
    { sub: 'a\0b' },
    { sub: 'a\nb' },
    { sub: '\ud800' },
    { sub: 1.5 },
  ])('refuses claims that name no caller: %j', (claims) => expect(() => read(claims)).toThrow(AuthenticationError));

  it.each([
    { namespaces: null },
    { namespaces: 7 },
    { namespaces: { a: 1 } },
    { namespaces: [7] },
    { roles: false },
    { permissions: [['*']] },
  ])('refuses lists that are none, which must not mean everything: %j', (claims) =>
    expect(() => read({ sub: 'ann', ...claims })).toThrow(AuthenticationError),
  );
});
