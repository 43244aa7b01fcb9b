import type { StepExecution } from '../../libs/tasker/src/definitions/step-execution.js';
import { StepHandler } from '../../libs/tasker/src/definitions/step-handler.decorator.js';
import type {
  StepBackoff,
  StepOptions,
  TaskDefinitionOptions,
  TaskHandlerOptions,
} from '../../libs/tasker/src/definitions/step.options.js';
import { TaskHandler } from '../../libs/tasker/src/definitions/task-handler.decorator.js';

class OrderContext {
  amount: number;
}
class Pay {
  process() {
    return {};
  }
}

// A definition in a file: a path or a URL, and the context
@TaskHandler({ yaml: './order.yaml' })
export class ByPath {}
@TaskHandler({ yaml: new URL('./order.yaml', import.meta.url), context: OrderContext })
export class ByUrl {
  /** Methods that the file names need no decorator. */
  pay({ task }: StepExecution<OrderContext>) {
    return { paid: task.context.amount };
  }
}
@TaskHandler({ yaml: './order.yaml', context: { type: 'object', required: ['amount'] } })
export class ByPathAndSchema {}

// @ts-expect-error a file name is a text or a URL
@TaskHandler({ yaml: 7 })
export class WrongPath {}
// @ts-expect-error a context is a class or a schema
@TaskHandler({ yaml: './order.yaml', context: 'OrderContext' })
export class WrongContext {}

// A definition that code makes: an object or a function
const definition: TaskDefinitionOptions = {
  name: 'order',
  steps: [
    { name: 'pay', handler: Pay },
    { name: 'ship', dependsOn: 'pay' },
  ],
};
@TaskHandler({ definition })
export class FromObject {}
@TaskHandler({ definition: () => definition, context: OrderContext })
export class FromFunction {}

// @ts-expect-error a definition has a name
@TaskHandler({ definition: { steps: [] } })
export class Nameless {}

// @ts-expect-error something is declared
@TaskHandler({})
export class Nothing {}
// @ts-expect-error something is declared
@TaskHandler()
export class NothingAtAll {}

// @ts-expect-error misspelt option of a definition
export const misspelt: TaskDefinitionOptions = { name: 'order', stpes: [] };

// Every option, of a task and of a step
const backoff: StepBackoff = { type: 'exponential', base: '500ms', multiplier: 3, max: '1h', jitter: 0 };
const everyOption: Required<StepOptions> = {
  dependsOn: ['a', 'b'],
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'slow',
  priority: -1,
  timeout: '10s',
  dependentSystem: 'bank',
  description: 'pays',
  backoff,
  result: OrderContext,
  concurrencyKey: 'customer.id',
  concurrencyLimit: 2,
  customEvents: [{ name: 'order.paid', description: 'paid' }, { name: 'order.declined' }],
  handlerConfig: { url: '${URL}', list: [1, null, { deep: true }] },
};
export const everyTaskOption: Required<TaskDefinitionOptions> = {
  name: 'order',
  namespace: 'shop',
  version: '1.0.0',
  description: 'sells',
  context: OrderContext,
  concurrent: false,
  priority: 5,
  maxExecutionTime: '1d',
  defaultRetryLimit: 5,
  defaultRetryable: false,
  defaultDependentSystem: 'erp',
  namedSteps: ['pay'],
  concurrencyKey: 'shop',
  concurrencyLimit: 5,
  handlerConfig: { type: 'api' },
  customEvents: [{ name: 'order.opened' }],
  configuration: { owner: 'shop' },
  searchable: ['order.customer_id'],
  staleness: { waiting: '10m', lifetime: false, lostAttempts: 5, action: 'fail' },
  retention: { after: '30d', action: 'archive' },
  steps: [{ name: 'pay', handler: Pay, ...everyOption, dependsOn: [] }, { name: 'by_name', handler: 'Pay' }, { name: 'by_method' }],
};
export const forms: TaskHandlerOptions[] = [everyTaskOption, { yaml: 'a.yaml' }, { definition: () => everyTaskOption }];

export const wrongOptions: StepOptions[] = [
  // @ts-expect-error no such profile
  { backoff: { type: 'fibonacci' } },
  // @ts-expect-error a profile has a type
  { backoff: { base: '1s' } },
  // @ts-expect-error waits are a list
  { backoff: { type: 'fixed', waits: '1s' } },
  // @ts-expect-error an event has a name
  { customEvents: [{ description: 'paid' }] },
  // @ts-expect-error settings are JSON, not a text
  { handlerConfig: 'url' },
  // @ts-expect-error a result is declared by a class or a schema
  { result: 'Receipt' },
  // @ts-expect-error attempts are counted
  { retryLimit: '3' },
];

// What a class and what a method may declare
@StepHandler({ name: 'pay_order', result: OrderContext, customEvents: [{ name: 'order.paid' }] })
export class NamedStep {
  process() {
    return { amount: 1 };
  }
}
@StepHandler({ result: { type: 'object' } })
export class StepWithResult {
  process() {
    return {};
  }
}
// @ts-expect-error waits belong to the step in the list
@StepHandler({ name: 'pay_order', backoff })
export class StepClassWithBackoff {
  process() {
    return {};
  }
}
// @ts-expect-error misspelt option of a step class
@StepHandler({ name: 'pay_order', reslt: OrderContext })
export class MisspeltStepClass {
  process() {
    return {};
  }
}

@TaskHandler({ name: 'methods' })
export class Methods {
  @StepHandler({ result: OrderContext }) first() {
    return { amount: 1 };
  }
  @StepHandler({ dependsOn: 'first', result: OrderContext, customEvents: [{ name: 'order.paid' }], backoff, handlerConfig: { a: 1 } })
  second({ step, publish, logger }: StepExecution<OrderContext>) {
    publish('order.paid', { amount: 1 }, { now: true });
    logger.warn('slow', { millis: 5 });
    step.results = { amount: step.config['a'] };
    // @ts-expect-error a name is a text
    publish(7);
    // @ts-expect-error a payload is JSON, not a text
    publish('order.paid', 'text');
    // @ts-expect-error the attempt cannot be changed
    step.attempt = 1;
  }
  // @ts-expect-error a method has no name of its own
  @StepHandler({ name: 'third', result: OrderContext })
  third() {
    return { amount: 1 };
  }
}
