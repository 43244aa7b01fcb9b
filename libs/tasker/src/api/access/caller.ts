import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Access } from '../../auth/access.js';

/** Accesses of the calls under way, by what only that call has: the request over REST, the `info` of the field over GraphQL. */
const granted = new WeakMap<object, Access>();

/** What stands for a call: it is the same object in the guard, in the parameters of the handler and in its interceptors. */
export function callOf(context: ExecutionContext): object {
  if (context.getType<string>() === 'graphql') return context.getArgByIndex<object>(3);
  return context.switchToHttp().getRequest<object>();
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
