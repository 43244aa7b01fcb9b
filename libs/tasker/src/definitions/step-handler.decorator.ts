import { ConfigurationError } from '../model/errors.js';
import { declareStepClass, declareStepMethod } from './handler.metadata.js';
import type { StepExecution } from './step-execution.js';
import { suggestion } from '../model/near-names.js';
import { STEP_CLASS_OPTIONS, type StepClassOptions, type StepOptions } from './step.options.js';
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

type SharedKey = 'result' | 'customEvents';
/** What a method and a class may both declare. */
type SharedOptions = Pick<StepOptions, SharedKey> & { [K in Exclude<keyof StepOptions, SharedKey>]?: never };

/** Marks a step: a method (its step name is its snake_case), or a class with a `process` method. */
export function StepHandler(): StepClassDecorator & StepMethodDecorator<never>;
/** Marks a class that runs steps and names it for definitions in files. Default name: the name of the class. */
export function StepHandler(reference: string): StepClassDecorator;
/** Marks a class that runs steps, names it, and says what holds for each of them. */
export function StepHandler(options: StepClassOptions & { readonly name: string }): StepClassDecorator;
/** Marks a step, method or class, and says what both may declare. */
export function StepHandler(options: SharedOptions): StepClassDecorator & StepMethodDecorator<never>;
/** Marks a method as a step; its step name is its snake_case, one underscore for each capital. Options of a class stand in `steps`. */
export function StepHandler<const D extends string = never>(options: StepOptions<D>): StepMethodDecorator<D>;
export function StepHandler(declared?: string | StepClassOptions | StepOptions): StepClassDecorator & StepMethodDecorator<string> {
  return (target: object | string, key?: string | symbol, descriptor?: TypedPropertyDescriptor<any>) => {
    if (key === undefined) declareClass(target as { readonly name: string }, declared);
    else declareMethod(target as object, { key, descriptor, declared });
  };
}

function declareClass(target: { readonly name: string }, declared: string | StepClassOptions | StepOptions | undefined): void {
  const options: StepClassOptions = typeof declared === 'object' ? declared : {};
  const wrong = Object.keys(options).find((key) => !STEP_CLASS_OPTIONS.includes(key));
  if (wrong !== undefined) {
    const known = `takes ${STEP_CLASS_OPTIONS.join(', ')} only${suggestion(wrong, STEP_CLASS_OPTIONS)}`;
    throw new ConfigurationError(
      `@StepHandler on class ${target.name}: '${wrong}' ${known}; the other options stand in 'steps' of @TaskHandler`,
    );
  }
  declareStepClass(target, { ...options, name: typeof declared === 'string' ? declared : (options.name ?? target.name) });
}

interface MethodPlace {
  readonly key: string | symbol;
  readonly descriptor: TypedPropertyDescriptor<any> | undefined;
  readonly declared: string | StepClassOptions | StepOptions | undefined;
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
