import type { Type } from '@nestjs/common';

type IsAny<T> = 0 extends 1 & T ? true : false;
type AnyFunction = (...parameters: never[]) => unknown;

/**
 * What a step handler may return, now or as a promise: a JSON object, or nothing (stored as an empty object).
 * `then` is excluded because a promise of text or a number is an object too.
 */
export type StepResult = (object & { then?: never }) | void;

/** Signature of a method that `@StepHandler` may stand on. */
export type StepMethod = (execution: any) => StepResult | Promise<StepResult>;

/** What a class must offer to be listed in `steps` of `@TaskHandler`. */
export interface StepHandlerClass<R extends StepResult = StepResult> {
  process(execution: any): R | Promise<R>;
}

/** The part of a `StepExecution` that the types below recognise it by. */
interface ExecutionShape<C> {
  readonly task: { readonly context: C };
  readonly signal: AbortSignal;
}

/** The step name of a method: one underscore for each capital. `'chargePayment'` is `'charge_payment'`. */
export type SnakeCase<S extends string> = S extends `${infer First}${infer Rest}` ? `${SnakeLetter<First>}${SnakeCase<Rest>}` : S;

type SnakeLetter<A extends string> = A extends Lowercase<A> ? A : `_${Lowercase<A>}`;

/** The method name of a step: `'charge_payment'` is `'chargePayment'`. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S;

/** What JSON leaves of `T`: a Date is a string; undefined, functions and symbols are gone. */
export type Stored<T> = unknown extends T
  ? T
  : T extends { toJSON(): infer J }
    ? Stored<J>
    : T extends string | number | boolean | null
      ? T
      : StoredObject<T>;

type StoredObject<T> = T extends bigint | symbol | void | AnyFunction
  ? never
  : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? Record<string, never>
    : T extends readonly unknown[]
      ? { [I in keyof T]: Stored<T[I]> }
      : T extends object
        ? { [K in keyof T as Stored<Exclude<T[K], undefined>> extends never ? never : K]: StoredProperty<T[K]> }
        : never;

type StoredProperty<T> = undefined extends T ? Stored<Exclude<T, undefined>> | undefined : Stored<T>;

/** Step names with their classes: a second argument for `StepExecution` where the steps are listed. */
export type StepMap = Record<string, Type<StepHandlerClass>>;

/**
 * The step names that `H` (a task handler class or a `StepMap`) can have. Taken from the names of its public members only: looking at
 * their types would make the inferred result of a step depend on itself. Start-up refuses a name whose member is not a step.
 */
export type StepName<H> = IsAny<H> extends true ? string : H extends StepMap ? keyof H & string : SnakeCase<keyof H & string>;

/** What a refused `dependsOn` reads like in the compiler's message. */
export type UnknownStep<D extends string> = `no step '${D}' in this task`;

/** The result that a method leaves in the database; an empty object where it returns nothing. */
export type ResultOfMember<M> = M extends (...parameters: any[]) => infer R ? StoredResult<Awaited<R>> : never;
type StoredResult<R> = R extends void ? Record<string, never> : Stored<R>;

/** The stored result of step `N` of `H`; `any` when `H` is `any`. */
export type ResultsOf<H, N extends string> =
  IsAny<H> extends true
    ? any
    : H extends StepMap
      ? N extends keyof H
        ? ResultOfMember<InstanceType<H[N]>['process']>
        : never
      : CamelCase<N> extends keyof H
        ? ResultOfMember<H[CamelCase<N>]>
        : never;

type ContextOfExecution<E> = IsAny<E> extends true ? any : E extends ExecutionShape<infer C> ? C : never;
type ContextOfMember<M> = M extends (execution: infer E, ...rest: never[]) => unknown ? ContextOfExecution<E> : never;

/**
 * The context type of a task handler class, read from the first parameter of its step methods.
 * `Record<string, unknown>` for a class without step methods: the types of a decorator's arguments cannot be seen from the class.
 */
export type ContextOf<H> = [ContextOfMember<H[keyof H]>] extends [never] ? Record<string, unknown> : ContextOfMember<H[keyof H]>;

/** A method counts as a step here when it takes an execution, or no parameter at all. */
type IsStep<M> = [ContextOfMember<M>] extends [never] ? (M extends () => StepResult | Promise<StepResult> ? true : false) : true;
type ResultsOfMethods<H> = { [K in keyof H & string as IsStep<H[K]> extends true ? SnakeCase<K> : never]: ResultOfMember<H[K]> };
type ResultsOfMap<H extends StepMap> = { [K in keyof H]: ResultOfMember<InstanceType<H[K]>['process']> };

/**
 * Results by step name: of the step methods of a class, or of the classes of a `StepMap`.
 * For `any`, and for a class without step methods, every name is accepted and its result is `any`.
 */
export type TaskResults<H> =
  IsAny<H> extends true
    ? Record<string, any>
    : H extends StepMap
      ? ResultsOfMap<H>
      : keyof ResultsOfMethods<H> extends never
        ? Record<string, any>
        : ResultsOfMethods<H>;
