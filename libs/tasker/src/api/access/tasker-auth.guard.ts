import { Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AccessControl } from '../../auth/access.control.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import { limitBody } from './body.limit.js';
import { callOf, grant } from './caller.js';
import { OperationPermissions } from './operation.permissions.js';
import { requiredPermissions } from './require-permission.decorator.js';
import { credentialsOf } from './sent.credentials.js';

/**
 * Lets a call through to its handler when its caller may make it: a route, a stream, and a root field of GraphQL with everything that is
 * selected below it. What declares no permission is refused. An application may guard controllers of its own with it.
 *
 * @example
 * \@Controller('refunds') \@UseGuards(TaskerAuthGuard)
 * class RefundsController {
 *   \@Post(':id/approve') \@RequirePermission('shop.refund:approve')
 *   approve(\@Caller() caller: Access, \@Param('id') id: string) { return this.refunds.approve(id, caller.principal?.id); }
 * }
 */
@Injectable()
export class TaskerAuthGuard implements CanActivate {
  constructor(
    private readonly control: AccessControl,
    @Optional() private readonly operations?: OperationPermissions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const own = requiredPermissions(context.getHandler());
    if (own.length === 0) throw new ForbiddenError('this route declares no permission');
    const request = credentialsOf(context);
    limitBody(request.request, this.control.maxBodyBytes);
    const permissions = [...own, ...this.below(context)];
    grant(callOf(context), await this.control.admit({ permissions, subject: subjectOf(context) }, request));
    return true;
  }

  private below(context: ExecutionContext): readonly string[] {
    if (context.getType<string>() !== 'graphql') return [];
    if (this.operations === undefined) throw new ForbiddenError('nothing says what the fields of this operation ask for');
    return this.operations.below(context.getArgByIndex<object>(3));
  }
}

/** What the call names: the parameters of a path, or the arguments of a field. */
function subjectOf(context: ExecutionContext): Readonly<Record<string, unknown>> {
  const named = context.getType<string>() === 'graphql' ? context.getArgByIndex<unknown>(1) : paramsOf(context);
  return typeof named === 'object' && named !== null ? { ...named } : {};
}

function paramsOf(context: ExecutionContext): unknown {
  return context.switchToHttp().getRequest<{ readonly params?: unknown }>().params;
}
