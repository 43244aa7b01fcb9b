import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { PERMISSIONS } from './permissions.js';
import type { Principal } from './principal.js';
import { RolesCoordinator } from './roles.coordinator.js';

const coordinator = new RolesCoordinator({
  roles: {
    admin: '*',
    reader: ['*:index', '*:show'],
    payments: { permissions: 'tasker.task:*', namespaces: ['payments'] },
    refunds: { permissions: ['tasker.task:cancel'], namespaces: ['refunds'] },
  },
});

function grantOf(principal: Omit<Principal, 'id'>, permission: string) {
  const [resource = '', action = ''] = permission.split(':');
  return coordinator.authorize({ principal: { id: 'ann', ...principal }, permission, resource, action, transport: 'rest', subject: {} });
}

describe('RolesCoordinator', () => {
  it('grants what a role says', () => {
    expect(grantOf({ roles: ['admin'] }, 'tasker.task:cancel')).toBe(true);
    expect(grantOf({ roles: ['reader'] }, 'tasker.task:show')).toBe(true);
    expect(grantOf({ roles: ['reader'] }, 'tasker.task:cancel')).toEqual({ namespaces: [] });
  });

  it('grants in the namespaces of all roles together, and everywhere when one role has no namespaces', () => {
    expect(grantOf({ roles: ['payments'] }, 'tasker.task:cancel')).toEqual({ namespaces: ['payments'] });
    expect(grantOf({ roles: ['payments', 'refunds'] }, 'tasker.task:cancel')).toEqual({ namespaces: ['payments', 'refunds'] });
    expect(grantOf({ roles: ['payments', 'reader'] }, 'tasker.task:index')).toBe(true);
  });

  it('grants the own permissions of the principal beside those of its roles', () => {
    expect(grantOf({ roles: ['reader'], permissions: ['tasker.task:cancel'] }, 'tasker.task:cancel')).toBe(true);
    expect(grantOf({ permissions: ['tasker.*'] }, 'tasker.task:cancel')).toEqual({ namespaces: [] });
  });

  it('grants nothing to somebody without roles, or with roles that nobody knows', () => {
    for (const roles of [undefined, [], ['Admin'], ['constructor'], ['__proto__']]) {
      expect(grantOf(roles === undefined ? {} : { roles }, 'tasker.task:index')).toEqual({ namespaces: [] });
    }
  });

  it('says which patterns grant nothing', () => {
    const roles = { a: 'tasker.tasks:*', b: ['tasker.task:index', 'tasker.task:fly'] };
    expect(new RolesCoordinator({ roles }).validateConfiguration(PERMISSIONS)).toEqual([
      expect.stringMatching(/^role 'a': 'tasker\.tasks:\*' is unknown; did you mean 'tasker\.task'/),
      expect.stringMatching(/^role 'b': 'tasker\.task:fly' is unknown; tasker\.task has index, show,/),
    ]);
    expect(coordinator.validateConfiguration(PERMISSIONS)).toEqual([]);
  });

  it.each([
    [undefined, "RolesCoordinator: roles: must be an object such as { operator: ['tasker.task:*'] }"],
    [{ a: [] }, 'RolesCoordinator: roles.a: must have permissions: one, or a list of them'],
    [{ a: [7] }, /^RolesCoordinator: roles\.a: must have permissions/],
    [{ a: { permissions: undefined } }, /^RolesCoordinator: roles\.a: must have permissions/],
    [
      { a: { permissions: '*', namespace: ['x'] } },
      'RolesCoordinator: roles.a.namespace: unknown option; known are permissions, namespaces',
    ],
    [{ a: { permissions: '*', namespaces: 'x' } }, 'RolesCoordinator: roles.a.namespaces: must be a list of namespaces'],
  ])('refuses %j', (roles, message) => {
    const made = () => new RolesCoordinator({ roles: roles as never });
    expect(made).toThrow(ConfigurationError);
    expect(made).toThrow(message);
  });
});
