import { SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';

/** Shared by every installed copy of the package: a guard of the host may import another copy than the module does. */
const TASKER_ROUTE = Symbol.for('nestjs-tasker:route');

/** Marks a class whose routes belong to this package. */
export const MarkTaskerRoute = (): ClassDecorator => SetMetadata(TASKER_ROUTE, true);

/**
 * Whether the request is for a route of this package. For one line in a guard, interceptor or filter of the host that
 * should leave these routes alone.
 *
 * @example canActivate(context: ExecutionContext) { return isTaskerRoute(context) || this.isMember(context); }
 */
export function isTaskerRoute(context: Pick<ExecutionContext, 'getClass'>): boolean {
  return Reflect.getMetadata(TASKER_ROUTE, context.getClass()) === true;
}
