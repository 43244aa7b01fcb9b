import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { PermissionRegister } from './permission.register.js';
import { PERMISSIONS } from './permissions.js';

describe('PermissionRegister', () => {
  it('knows the permissions of this package, and those of the application', () => {
    const register = new PermissionRegister({ 'shop.refund': ['index', 'approve', 'index'] });
    expect(register.permissions).toEqual([...PERMISSIONS, 'shop.refund:index', 'shop.refund:approve']);
    expect(register.has('shop.refund:approve')).toBe(true);
    expect(register.has('shop.refund:fly')).toBe(false);
    expect(new PermissionRegister().permissions).toEqual(PERMISSIONS);
  });

  it('lets be public what only reads, and what the application registers', () => {
    const register = new PermissionRegister({ 'shop.refund': ['approve'] });
    expect(['tasker.metrics:index', 'tasker.task:explain', 'shop.refund:approve'].filter((one) => register.mayBePublic(one))).toHaveLength(
      3,
    );
    expect(
      ['tasker.task:cancel', 'tasker.annotation:create', 'tasker.task:fly', 'constructor:index'].filter((one) => register.mayBePublic(one)),
    ).toEqual([]);
  });

  it.each([
    [[], "auth.resources: must be an object such as { 'shop.refund': ['index', 'approve'] }"],
    [null, /^auth\.resources: must be an object/],
    [{ Refund: ['index'] }, "auth.resources: 'Refund' must be lower-case words joined by dots, such as shop.refund"],
    [{ 'tasker.queue': ['index'] }, 'auth.resources.tasker.queue: names that begin with tasker. belong to this package'],
    [{ tasker: ['index'] }, /belong to this package$/],
    [{ 'shop.refund': [] }, 'auth.resources.shop.refund: must be a list of actions in lower-case words, at least one'],
    [{ 'shop.refund': 'index' }, /must be a list of actions/],
    [{ 'shop.refund': ['a:b'] }, /must be a list of actions/],
  ])('refuses %j', (resources, message) => {
    const made = () => new PermissionRegister(resources);
    expect(made).toThrow(ConfigurationError);
    expect(made).toThrow(message);
  });
});
