import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { JsonSchema } from '../../../model/json.js';
import type { Permission } from '../../../auth/permissions.js';
import { RequirePermission, type RequiredPermission } from '../../access/require-permission.decorator.js';
import type { QueryFields } from './query.field.js';

/** Groups of routes in the documentation. */
export type RouteTag =
  | 'Tasks'
  | 'Steps'
  | 'Operations'
  | 'Annotations'
  | 'Live'
  | 'Handlers'
  | 'Diagrams'
  | 'Analytics'
  | 'Workers'
  | 'Health'
  | 'Metrics'
  | 'Documentation';

/** An answer of a route. */
export interface AnswerContract {
  readonly description: string;
  /** Media type → schema; absent: no body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly example?: unknown;
  /** Headers that say something of this answer, by name: `Location`, `ETag`. */
  readonly headers?: Readonly<Record<string, HeaderContract>>;
}

/** A header of a request or of an answer. */
export interface HeaderContract {
  readonly description: string;
  readonly schema: JsonSchema;
}

/** Everything that the documentation says of a route; what it reads stands in the same tables that read it. */
export interface RouteContract {
  /** `listTasks`: names the operation in generated clients. Unique. */
  readonly operationId: string;
  readonly tag: RouteTag;
  readonly summary: string;
  readonly description?: string;
  /** Of several all are needed, in the same namespaces. */
  readonly permission: RequiredPermission | readonly [Permission, ...Permission[]];
  /** Parameters of the path by name. */
  readonly params?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly query?: QueryFields;
  /** Headers of the request that the route reads, by name: `If-None-Match`. */
  readonly headers?: Readonly<Record<string, HeaderContract>>;
  /** What the body must look like; `optional`: it may be left out. */
  readonly body?: { readonly schema: JsonSchema; readonly optional?: boolean; readonly example?: unknown };
  /** The good answers by status; 400, 401, 403, 406, 413, 415, 429, 500 are added where they can come. */
  readonly answers: Readonly<Record<number, AnswerContract>>;
  /** Further refusals: status → when. */
  readonly refusals?: Readonly<Partial<Record<404 | 409 | 410 | 422 | 503, string>>>;
}

const CONTRACT = Symbol.for('nestjs-tasker:route-contract');

/** Declares a route's permission and documentation; every method of a controller of this package has one. */
export const Route = (contract: RouteContract): MethodDecorator =>
  applyDecorators(SetMetadata(CONTRACT, contract), RequirePermission(...permissionsOf(contract)));

/** What a route asks its caller for: all of it. */
export function permissionsOf({ permission }: Pick<RouteContract, 'permission'>): readonly [RequiredPermission, ...Permission[]] {
  return typeof permission === 'string' ? [permission] : permission;
}

/** What was declared of a method. */
export function routeContract(method: object): RouteContract | undefined {
  return Reflect.getMetadata(CONTRACT, method) as RouteContract | undefined;
}

/** A JSON answer with a schema. */
export function json(description: string, schema: JsonSchema, example?: unknown): AnswerContract {
  return { description, content: { 'application/json': schema }, ...(example === undefined ? {} : { example }) };
}

/** A schema by name: it stands in api/rest/schemas/ and among the components of the document. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
