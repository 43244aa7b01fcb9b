import type { StepExecution } from '../../libs/tasker/src/definitions/step-execution.js';
import { StepHandler } from '../../libs/tasker/src/definitions/step-handler.decorator.js';
import type { TaskResults } from '../../libs/tasker/src/definitions/step-types.js';
import { TaskHandler } from '../../libs/tasker/src/definitions/task-handler.decorator.js';
import type { Equal, Expect } from './expectations.js';

interface OrderContext {
  amount: number;
}

/** `StepHandler` is a decorator and an interface under one name. */
@StepHandler()
export class ValidateOrder implements StepHandler<OrderContext> {
  process({ task }: StepExecution<OrderContext>) {
    return { total: task.context.amount };
  }
}

@StepHandler('ship_order')
export class ShipOrder implements StepHandler<OrderContext> {
  async process({ sequence }: StepExecution<OrderContext>) {
    const order = sequence.results(ValidateOrder);
    type _ByClass = Expect<Equal<typeof order, { total: number }>>;
    // @ts-expect-error a class without process() runs no step
    sequence.results(NoProcess);
    return { parcels: [order.total] };
  }
}

/** A map of names to classes types results by name where the steps are listed. */
export class NotifyCustomer {
  process({ sequence }: StepExecution<OrderContext, { validate: typeof ValidateOrder; ship: typeof ShipOrder }>) {
    const _parcels = sequence.results('ship').parcels;
    type _ByName = Expect<Equal<typeof _parcels, number[]>>;
    // @ts-expect-error no such name in the map
    sequence.results('shp');
  }
}

export class NoProcess {
  run() {}
}

// @ts-expect-error a step class has process()
@StepHandler()
export class DecoratedNoProcess {
  run() {}
}

// @ts-expect-error options of a step class stand in the list
@StepHandler({ retryLimit: 2 })
export class OptionsOnClass {
  process() {
    return {};
  }
}

export class WrongResult implements StepHandler<OrderContext> {
  // @ts-expect-error the interface wants an object as result
  process() {
    return 1;
  }
}

export class WrongLaterResult implements StepHandler<OrderContext> {
  // @ts-expect-error the interface wants an object as result, also when it comes later
  async process() {
    return 'text';
  }
}

export class UnknownProperties implements StepHandler<OrderContext> {
  async process(): Promise<Record<string, unknown>> {
    return { any: 1 };
  }
}

@TaskHandler({
  name: 'fulfil',
  steps: [
    { name: 'validate', handler: ValidateOrder },
    { name: 'ship', handler: ShipOrder, dependsOn: 'validate', retryLimit: 5, timeout: '1m' },
    { name: 'notify', handler: NotifyCustomer, dependsOn: ['validate', 'ship'], skippable: true },
  ],
})
export class Fulfil {}

// @ts-expect-error dependsOn names no listed step
@TaskHandler({
  name: 'unknown_dependency',
  steps: [
    { name: 'validate', handler: ValidateOrder },
    { name: 'ship', handler: ShipOrder, dependsOn: 'validat' },
  ],
})
export class UnknownDependency {}

@TaskHandler({
  name: 'no_process',
  steps: [
    // @ts-expect-error the handler has no process()
    { name: 'validate', handler: NoProcess },
  ],
})
export class ListsNoProcess {}

@TaskHandler({
  name: 'misspelt',
  steps: [
    // @ts-expect-error misspelt option of a listed step
    { name: 'validate', handler: ValidateOrder, dependson: 'x' },
  ],
})
export class ListsMisspelt {}

// @ts-expect-error misspelt option of the task
@TaskHandler({ name: 'misspelt', nmespace: 'shop' })
export class Misspelt {}

// @ts-expect-error a task has a name
@TaskHandler({ namespace: 'shop' })
export class Nameless {}

/** A listed step may depend on a method; a method cannot see the list. */
@TaskHandler({ name: 'mixed', steps: [{ name: 'ship', handler: ShipOrder, dependsOn: 'validate_order' }] })
export class Mixed {
  @StepHandler() validateOrder() {
    return { total: 1 };
  }

  // @ts-expect-error 'ship' is listed in the decorator of the class
  @StepHandler({ dependsOn: 'ship' })
  notify() {
    return {};
  }
}

/** The types of a decorator's arguments cannot be seen from the class: its results take any name. */
type _Fulfil = Expect<Equal<TaskResults<Fulfil>, Record<string, any>>>;
type _Any = Expect<Equal<TaskResults<any>, Record<string, any>>>;
type _Map = Expect<Equal<TaskResults<{ ship: typeof ShipOrder }>, { ship: { parcels: number[] } }>>;
