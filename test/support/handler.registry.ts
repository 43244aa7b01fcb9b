import { Logger, type Type } from '@nestjs/common';
import { afterEach, beforeEach, expect, vi, type MockInstance } from 'vitest';
import type { HandlerExplorer } from '../../libs/tasker/src/definitions/handler.explorer.js';
import { HandlerFactory } from '../../libs/tasker/src/definitions/handler.factory.js';
import type { RegisteredTask, StepTemplate } from '../../libs/tasker/src/definitions/task-definition.js';
import { ConfigurationError, InvalidRequestError } from '../../libs/tasker/src/model/errors.js';

const pay: StepTemplate = {
  name: 'pay',
  dependsOn: [],
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  dependentSystem: 'unknown',
  handledBy: 'Order.pay',
};

/** What may differ from a plain task. */
export interface Declared {
  namespace?: string;
  version?: string;
  className?: string;
  handler?: Type<unknown>;
}

/** A class without anything but its name. */
export function classNamed(className: string): Type<unknown> {
  return { [className]: class {} }[className] as Type<unknown>;
}

/** A task as the explorer gives it; its class has no code. */
export function task(
  name: string,
  { namespace = 'default', version = '1.0.0', className = 'Order', handler }: Declared = {},
): RegisteredTask {
  return {
    definition: { namespace, name, version, concurrent: true, steps: [pay], declaredBy: className },
    hash: `${name}@${version}`,
    invokers: new Map(),
    stepsOfClass: new Map(),
    resultChecks: new Map(),
    hooks: {},
    handler: handler ?? classNamed(className),
  };
}

/** A task that a file declares without a class. */
export function taskOfFile(name: string, declared: Declared = {}): RegisteredTask {
  return { ...task(name, { className: `${name}.yaml`, ...declared }), handler: undefined };
}

/** An explorer that finds some tasks and builds any class but `Stepless`. */
export function explorer(found: () => RegisteredTask[]): Pick<HandlerExplorer, 'explore' | 'build'> {
  return {
    explore: found,
    build: (handler, { name, namespace, version }) => {
      if (handler.name === 'Stepless') throw new ConfigurationError('Stepless has no steps: decorate methods with @StepHandler()');
      return task(name, { handler, className: handler.name, ...(namespace && { namespace }), ...(version && { version }) });
    },
  };
}

/** A factory over an explorer that finds `tasks`, to which a test may add. */
export function factoryOf(...tasks: RegisteredTask[]) {
  const publish = vi.fn();
  const bus = { publish, announce: (name: string, make: () => unknown) => void publish(name, make()) };
  const found = () => [...tasks];
  return { factory: new HandlerFactory(explorer(found), bus), bus, tasks };
}

/** A factory that has found `tasks`. */
export async function registry(...tasks: RegisteredTask[]): Promise<HandlerFactory> {
  const { factory } = factoryOf(...tasks);
  await factory.discover();
  return factory;
}

/** What a look-up is refused for. */
export function issues(lookUp: () => unknown) {
  try {
    lookUp();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequestError);
    return (error as InvalidRequestError).issues;
  }
  throw new Error('nothing was refused');
}

/** `namespace/name@version` of each. */
export const ids = (list: readonly RegisteredTask[]) =>
  list.map(({ definition: { namespace, name, version } }) => `${namespace}/${name}@${version}`);

/** Keeps the registry's lines out of the output; gives the spy on errors. */
export function useSilentRegistry(): { readonly errors: () => MockInstance } {
  let error: MockInstance;
  beforeEach(() => {
    vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
    error = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  });
  afterEach(() => void vi.restoreAllMocks());
  return { errors: () => error };
}
