import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Access } from '../../auth/access.js';
import { rootOf, type FieldInfo } from './graphql.call.js';

/** Accesses of the calls under way, by what only that call has. */
const granted = new WeakMap<object, Access>();

/**
 * What stands for a call: it is the same object in the guard, in the parameters of the handler and in its interceptors. Over REST the request;
 * over GraphQL that of the root field, for the resolvers of all fields below it too.
 */
export function callOf(context: ExecutionContext): object {
  if (context.getType<string>() !== 'graphql') return context.switchToHttp().getRequest<object>();
  return rootOf(context.getArgByIndex<FieldInfo>(3), context.getArgByIndex<unknown>(2));
}

/** Notes what the guard found out. */
export function grant(call: object, access: Access): void {
  granted.set(call, access);
}

/** What the guard found out about a call; a call that no guard has seen reaches nothing. */
export function accessOf(call: object): Access {
  return granted.get(call) ?? new Access(null, []);
}

/** The access of the caller, as a parameter of a controller or resolver. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Access => accessOf(callOf(context)));
