import { ConfigurationError } from '../model/errors.js';
import { declareStepClass, declareStepMethod } from './handler.metadata.js';
import type { StepExecution } from './step-execution.js';
import type { StepOptions } from './step.options.js';
import type { StepHandlerClass, StepMethod, StepName, StepResult, UnknownStep } from './step-types.js';

/** `@StepHandler()` or `@StepHandler('reference')` on a class with a `process` method. */
export interface StepClassDecorator {
  <T extends StepHandlerClass>(target: abstract new (...parameters: any[]) => T): void;
}

/** `@StepHandler({ ... })` on a method of a task handler class. */
export interface StepMethodDecorator<D extends string> {
  // Generic in the method: TypedPropertyDescriptor is invariant, so a fixed method type would refuse every method.
  <T extends object, M extends StepMethod>(
    target: [D] extends [StepName<T>] ? T : UnknownStep<Exclude<D, StepName<T>>>,
    key: string,
    descriptor: TypedPropertyDescriptor<M>,
  ): void;
}

/**
 * A class that runs one step. List it in `steps` of `@TaskHandler` and among the providers of a module.
 *
 * @example
 * \@StepHandler()
 * class ShipOrder implements StepHandler<OrderContext> {
 *   process({ task }: StepExecution<OrderContext>) { return { parcel: task.context.orderId }; }
 * }
 */
export interface StepHandler<C = any, R extends StepResult = StepResult> {
  process(execution: StepExecution<C>): R | Promise<R>;
}

/** Marks a step: a method (its step name is its snake_case), or a class with a `process` method. */
export function StepHandler(): StepClassDecorator & StepMethodDecorator<never>;
/** Marks a class that runs steps and names it for definitions in files. Default name: the name of the class. */
export function StepHandler(reference: string): StepClassDecorator;
/** Marks a method as a step; its step name is its snake_case, one underscore for each capital. Options of a class stand in `steps`. */
export function StepHandler<const D extends string = never>(options: StepOptions<D>): StepMethodDecorator<D>;
export function StepHandler(declared?: string | StepOptions): StepClassDecorator & StepMethodDecorator<string> {
  return (target: object | string, key?: string | symbol, descriptor?: TypedPropertyDescriptor<any>) => {
    if (key === undefined) declareClass(target as { readonly name: string }, declared);
    else declareMethod(target as object, { key, descriptor, declared });
  };
}

function declareClass(target: { readonly name: string }, declared: string | StepOptions | undefined): void {
  if (typeof declared === 'object') {
    throw new ConfigurationError(`@StepHandler on class ${target.name} takes a name only: options stand in 'steps' of @TaskHandler`);
  }
  declareStepClass(target, declared ?? target.name);
}

interface MethodPlace {
  readonly key: string | symbol;
  readonly descriptor: TypedPropertyDescriptor<any> | undefined;
  readonly declared: string | StepOptions | undefined;
}

function declareMethod(target: object, { key, descriptor, declared }: MethodPlace): void {
  const isClass = typeof target === 'function';
  const place = `${isClass ? target.name : target.constructor.name}.${String(key)}`;
  if (isClass || typeof key === 'symbol' || typeof descriptor?.value !== 'function') {
    throw new ConfigurationError(
      `@StepHandler on ${place}: a step is an instance method with a name, not a static member, accessor or field`,
    );
  }
  if (typeof declared === 'string') {
    throw new ConfigurationError(`@StepHandler('${declared}') on ${place}: the step name of a method is its snake_case; rename the method`);
  }
  declareStepMethod(target, key, declared ?? {});
}
