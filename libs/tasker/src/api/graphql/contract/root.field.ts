import type { Type } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { Access } from '../../../auth/access.js';
import type { Permission } from '../../../auth/permissions.js';

/** What a root field is: of a query, a mutation or a subscription. */
export type RootKind = 'query' | 'mutation' | 'subscription';

/** Everything that is declared of a root field; its name is that of the method, with a first word in the schema of a host. */
export interface RootFieldContract {
  /** What it gives, `() => TaskerTask` or `() => [TaskerTask]`. */
  readonly type: () => unknown;
  /** Whether it may give null. Default false. */
  readonly nullable?: boolean;
  /** The class of its arguments; absent: it takes none. */
  readonly args?: () => Type;
  /** Of several all are needed, in the same namespaces. */
  readonly permission: Permission | readonly [Permission, ...Permission[]];
  readonly description: string;
  /** What it costs beyond what is selected of it. Default 500. */
  readonly cost?: number;
}

/** A call of a root field: who calls, and what was asked for. */
export interface GraphqlCall {
  readonly caller: Access;
  readonly info: GraphQLResolveInfo;
  /** What the GraphQL server made for the operation: over HTTP, `req` is its request. */
  readonly context: unknown;
}

/** A root field as its method declares it. */
export interface RootField extends RootFieldContract {
  readonly kind: RootKind;
  readonly method: string;
}

const FIELDS = Symbol('root fields');

/** Declares a field of Query. The method is called with its arguments and the `GraphqlCall`. */
export const RootQuery = (contract: RootFieldContract): MethodDecorator => declare('query', contract);

/** Declares a field of Mutation. The method is called with its arguments and the `GraphqlCall`. */
export const RootMutation = (contract: RootFieldContract): MethodDecorator => declare('mutation', contract);

/** Declares a field of Subscription. The method is called with its arguments and the `GraphqlCall`, and gives what its events are. */
export const RootSubscription = (contract: RootFieldContract): MethodDecorator => declare('subscription', contract);

/** The root fields that a class declares, in order. */
export function rootFieldsOf(resolver: Type): readonly RootField[] {
  return (Reflect.getMetadata(FIELDS, resolver) as readonly RootField[] | undefined) ?? [];
}

function declare(kind: RootKind, contract: RootFieldContract): MethodDecorator {
  return (prototype, method) => {
    const resolver = prototype.constructor as Type;
    Reflect.defineMetadata(FIELDS, [...rootFieldsOf(resolver), { ...contract, kind, method: String(method) }], resolver);
  };
}
