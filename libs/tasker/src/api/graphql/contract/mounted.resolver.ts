import { SerializeOptions, UseFilters, UseGuards, type Type } from '@nestjs/common';
import { Args, Context, Extensions, Info, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Access } from '../../../auth/access.js';
import { Caller } from '../../access/caller.js';
import { RequirePermission } from '../../access/require-permission.decorator.js';
import { TaskerAuthGuard } from '../../access/tasker-auth.guard.js';
import { MarkTaskerRoute } from '../../rest/tasker.route.js';
import { GraphqlErrorFilter } from '../graphql-error.filter.js';
import { OperationLimitGuard } from '../operation/operation-limit.guard.js';
import { rootFieldsOf, type RootField, type RootKind } from './root.field.js';

/** Whose schema the fields stand in: one of their own, or the host's, where each name begins with `tasker`. */
export type GraphqlMode = 'own' | 'host';

const DECLARE = { query: Query, mutation: Mutation, subscription: Subscription } satisfies Record<RootKind, unknown>;
const ROOT_COST = 500;
const known = new Map<string, Type>();

/**
 * The class of a resolver for one mode. The store of types is global, and what is declared of a method is declared of it everywhere: fields of
 * two names need two classes.
 */
export function mountedResolver(resolver: Type, mode: GraphqlMode): Type {
  const name = mode === 'own' ? resolver.name : `Host${resolver.name}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const Mounted = { [name]: class extends resolver {} }[name] as Type;
  Resolver()(Mounted);
  UseGuards(OperationLimitGuard, TaskerAuthGuard)(Mounted);
  UseFilters(GraphqlErrorFilter)(Mounted);
  SerializeOptions({ strategy: 'exposeAll' })(Mounted);
  MarkTaskerRoute()(Mounted);
  for (const field of rootFieldsOf(resolver)) mountField(Mounted, field, mode);
  known.set(name, Mounted);
  return Mounted;
}

/** `tasks`, or `taskerTasks` in the schema of a host. */
export function fieldName(method: string, mode: GraphqlMode): string {
  return mode === 'own' ? method : `tasker${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** A method of its own that calls the declared one: what is declared of a method is kept with the function. */
function mountField(Mounted: Type, field: RootField, mode: GraphqlMode): void {
  const { method, kind, type, nullable = false, description, permission, cost = ROOT_COST } = field;
  const prototype = Mounted.prototype as Record<string, unknown>;
  const declared = prototype[method] as (args: unknown, call: object) => unknown;
  const mounted = function (this: object, args: unknown, caller: Access, context: unknown, info: GraphQLResolveInfo): unknown {
    return declared.call(this, given(args), { caller, context, info });
  };
  Object.defineProperty(prototype, method, { value: mounted, writable: true, configurable: true });
  // A ValidationPipe of the host looks at the type of a parameter; Object is left alone.
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object, Object], prototype, method);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)!;
  if (field.args !== undefined) Args({ type: field.args as () => Type })(prototype, method, 0);
  Caller()(prototype, method, 1);
  Context()(prototype, method, 2);
  Info()(prototype, method, 3);
  RequirePermission(...(typeof permission === 'string' ? ([permission] as const) : permission))(prototype, method, descriptor);
  Extensions({ tasker: { permission, cost } })(prototype, method, descriptor);
  const options = { name: fieldName(method, mode), nullable, description, ...(kind === 'subscription' ? { resolve: asItIs } : {}) };
  DECLARE[kind](type as () => Type, options)(prototype, method, descriptor);
}

/** An event is what the field gives; without this it would be looked for in a property of its name. */
function asItIs(event: unknown): unknown {
  if (event != null) return event;
  throw new GraphQLError('a subscription is opened over a WebSocket (graphql-ws)', { extensions: { code: 'BAD_REQUEST' } });
}

/** Null says the same as nothing: clients send it for what they leave out. */
function given(args: unknown): object {
  return typeof args === 'object' && args !== null ? Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null)) : {};
}
