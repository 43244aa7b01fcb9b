import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import type { AccessControl, Demand } from '../../auth/access.control.js';
import { Access } from '../../auth/access.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import type { AuthenticationRequest } from '../../auth/authenticator.js';
import { accessOf, callOf } from './caller.js';
import { RequirePermission } from './require-permission.decorator.js';
import { TaskerAuthGuard } from './tasker-auth.guard.js';

class Tasks {
  @RequirePermission('tasker.task:show') show(): void {}
  @RequirePermission('tasker.task:bulk', 'tasker.task:cancel') cancelAll(): void {}
  undeclared(): void {}
}
const admitted: [Demand, AuthenticationRequest][] = [];
const access = new Access({ id: 'ann' }, ['a']);
const control = {
  maxBodyBytes: 10,
  admit: async (...args: [Demand, AuthenticationRequest]) => (admitted.push(args), access),
} as unknown as AccessControl;
const below = { below: () => ['tasker.workflow_step:index'] };

const handler = (name: keyof Tasks) => ({ getHandler: () => Tasks.prototype[name] });
const http = (request: object, name: keyof Tasks = 'show') =>
  ({ ...handler(name), getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }) }) as unknown as ExecutionContext;
const graphql = (args: readonly unknown[]) =>
  ({ ...handler('show'), getType: () => 'graphql', getArgByIndex: (index: number) => args[index] }) as unknown as ExecutionContext;

describe('TaskerAuthGuard', () => {
  it('asks for the permission of a route, and notes what the caller was let in for', async () => {
    const request = { headers: { authorization: 'Bearer a' }, params: { task_id: '7' } };
    expect(accessOf(callOf(http(request))).reaches('a')).toBe(false);
    expect(await new TaskerAuthGuard(control).canActivate(http(request))).toBe(true);
    expect(admitted.pop()).toEqual([
      { permissions: ['tasker.task:show'], subject: { task_id: '7' } },
      { transport: 'rest', headers: { authorization: 'Bearer a' }, request },
    ]);
    expect(accessOf(callOf(http(request)))).toBe(access);
    expect(accessOf(callOf(http({ ...request }))).reaches('a')).toBe(false);
  });

  it('asks for every permission that a route declares', async () => {
    await new TaskerAuthGuard(control).canActivate(http({ headers: {} }, 'cancelAll'));
    expect(admitted.pop()?.[0].permissions).toEqual(['tasker.task:bulk', 'tasker.task:cancel']);
  });

  it('asks for the permissions of the fields below a root field too, and notes the caller for them', async () => {
    const info = { path: { prev: undefined }, operation: { operation: 'query' } };
    const args = [undefined, { taskId: '7' }, { req: { headers: {} } }, info];
    await new TaskerAuthGuard(control, below).canActivate(graphql(args));
    expect(admitted.pop()?.[0]).toEqual({ permissions: ['tasker.task:show', 'tasker.workflow_step:index'], subject: { taskId: '7' } });
    const nested = graphql([{}, {}, args[2], { ...info, path: { prev: info.path } }]);
    expect(accessOf(callOf(nested))).toBe(access);
  });

  it('refuses what declares no permission', async () => {
    await expect(new TaskerAuthGuard(control).canActivate(http({}, 'undeclared'))).rejects.toThrow(ForbiddenError);
  });

  it('refuses GraphQL where nothing reads the operation', async () => {
    await expect(new TaskerAuthGuard(control).canActivate(graphql([]))).rejects.toThrow(ForbiddenError);
  });

  it('refuses a body that is too large, before anybody is asked who sent it', async () => {
    admitted.length = 0;
    await expect(new TaskerAuthGuard(control).canActivate(http({ headers: { 'content-length': '11' } }))).rejects.toMatchObject({
      name: 'PayloadTooLargeError',
      maxBytes: 10,
    });
    expect(admitted).toEqual([]);
  });
});
