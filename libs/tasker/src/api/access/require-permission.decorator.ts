import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../../auth/permissions.js';

/** Shared by every installed copy of the package. */
const REQUIRED = Symbol.for('nestjs-tasker:permission');

/** What a route or field asks for; 'public' lets everybody in: the list of what is public is in docs/auth.md. */
export type RequiredPermission = Permission | 'public';

/**
 * Declares what a route, a GraphQL field or a stream asks its caller for. The guard refuses what declares nothing, and start-up fails for it.
 *
 * @example \@RequirePermission('tasker.task:cancel')
 */
export const RequirePermission = (permission: RequiredPermission | (string & {})): MethodDecorator & ClassDecorator =>
  SetMetadata(REQUIRED, permission);

/** What a handler method asks for; undefined where nothing is declared. */
export function requiredPermission(method: object): string | undefined {
  return Reflect.getMetadata(REQUIRED, method) as string | undefined;
}
