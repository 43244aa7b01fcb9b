import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AccessControl } from '../../auth/access.control.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import { callOf, grant } from './caller.js';
import { requiredPermission } from './require-permission.decorator.js';

/** Lets a call of this package through to its handler when its caller may make it. What declares no permission is refused. */
@Injectable()
export class TaskerAuthGuard implements CanActivate {
  constructor(private readonly control: AccessControl) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = requiredPermission(context.getHandler());
    if (permission === undefined) throw new ForbiddenError('this route declares no permission');
    const call = callOf(context);
    grant(call, await this.control.admit(permission, { transport: 'rest', headers: {}, request: call }, {}));
    return true;
  }
}
