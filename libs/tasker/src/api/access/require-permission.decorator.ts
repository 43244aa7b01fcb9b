import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../../auth/permissions.js';

/** Shared by every installed copy of the package. */
const REQUIRED = Symbol.for('nestjs-tasker:permission');

/** What a route or field asks for; 'public' lets everybody in: the list of what is public is in docs/auth.md. */
export type RequiredPermission = Permission | 'public';

type Required = RequiredPermission | (string & {});

/**
 * Declares what a route, a GraphQL field or a stream asks its caller for: of several permissions all are needed, and the namespaces are those
 * in which each of them holds. The guard refuses what declares nothing, and start-up fails for it.
 *
 * @example \@RequirePermission('tasker.task:cancel')
 * @example \@RequirePermission('tasker.task:bulk', 'tasker.task:cancel')
 */
export const RequirePermission = (permission: Required, ...further: readonly Required[]): MethodDecorator & ClassDecorator =>
  SetMetadata(REQUIRED, [permission, ...further]);

/** What a handler method asks for, all of it; empty where nothing is declared. */
export function requiredPermissions(method: object): readonly string[] {
  return (Reflect.getMetadata(REQUIRED, method) as readonly string[] | undefined) ?? [];
}
