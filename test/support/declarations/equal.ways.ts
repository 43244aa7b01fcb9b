import type { Type } from '@nestjs/common';
import { StepHandler, TaskHandler, type StepExecution, type TaskDefinitionOptions } from 'nestjs-tasker';

/** A way to declare the workflow of this file. */
export type Way = 'decorators' | 'yaml' | 'definition';

const SCHEMA = {
  type: 'object',
  required: ['orderId'],
  properties: { orderId: { type: 'string' }, currency: { type: 'string', default: 'EUR' } },
};
const RESULT = { type: 'object', required: ['total'], properties: { total: { type: 'number' } } };

class OrderSteps {
  validateOrder({ task }: StepExecution) {
    return { total: 7, currency: task.context.currency };
  }
  notify() {
    return { notified: true };
  }
}

/** Fails once: what it says shows that its settings and options are the same in every way. */
@StepHandler('charge_order')
export class ChargeOrder {
  process({ sequence, step, publish }: StepExecution) {
    publish('order.charged', { total: sequence.results('validate_order').total });
    if (step.attempt === 1) throw new Error(`declined for ${String(step.config['shop'])}`);
    return { charged: sequence.results('validate_order').total, config: step.config, attempts: step.retryLimit };
  }
}

@StepHandler()
export class ShipOrder {
  process({ sequence }: StepExecution) {
    return { parcels: sequence.steps.map(({ name }) => name) };
  }
}

/** Everything that a task and a step may declare, but its methods. */
const TASK: Omit<TaskDefinitionOptions, 'steps'> = {
  namespace: 'shop',
  name: 'equal_order',
  version: '2.1.0-beta.1',
  description: 'sells',
  context: SCHEMA,
  concurrent: false,
  concurrencyKey: 'currency',
  concurrencyLimit: 9,
  priority: 4,
  maxExecutionTime: '1h',
  staleness: { waiting: false, lifetime: '2h', lostAttempts: 5, action: 'fail' },
  retention: { after: '30d', action: 'archive' },
  defaultRetryLimit: 6,
  defaultRetryable: true,
  defaultDependentSystem: 'erp',
  namedSteps: ['validate_order', 'charge', 'ship', 'notify'],
  handlerConfig: { shop: 'main', nested: { a: 1 } },
  customEvents: [{ name: 'order.charged', description: 'charged' }],
};
const VALIDATE = { description: 'looks', result: RESULT };
const CHARGE = {
  name: 'charge',
  handler: 'charge_order',
  dependsOn: ['validate_order'],
  retryLimit: 2,
  retryable: true,
  skippable: true,
  queue: 'default',
  priority: 9,
  timeout: '30s',
  dependentSystem: 'bank',
  concurrencyKey: 'orderId',
  concurrencyLimit: 1,
  backoff: { type: 'fixed', waits: [0, '10ms'], max: '1s', jitter: 0 },
  handlerConfig: { nested: { b: '$${literal}' } },
} as const;
const SHIP = { name: 'ship', handler: 'ShipOrder', dependsOn: ['charge'], backoff: { type: 'linear', base: '5ms', max: '1m' } } as const;
const NOTIFY = { dependsOn: ['validate_order'], skippable: true, customEvents: [{ name: 'order.notified' }] };
const CONFIGURATION = { owner: 'shop', max_execution_time: '1h', priority: 4 };

const YAML = `
namespace_name: shop
name: equal_order
version: 2.1.0-beta.1
description: sells
task_handler_class: OrderSteps
schema: ${JSON.stringify(SCHEMA)}
concurrent: false
concurrency_key: currency
concurrency_limit: 9
configuration: {owner: shop, max_execution_time: 1h, priority: 4}
staleness: {waiting: false, lifetime: 2h, lost_attempts: 5, action: fail}
retention: {after: 30d, action: archive}
default_retry_limit: 6
default_retryable: true
default_dependent_system: erp
named_steps: [validate_order, charge, ship, notify]
handler_config: {shop: main, nested: {a: 1}}
custom_events: [{name: order.charged, description: charged}]
step_templates:
  - name: validate_order
    description: looks
    result_schema: ${JSON.stringify(RESULT)}
  - name: notify
    depends_on_step: validate_order
    skippable: true
    custom_events: [{name: order.notified}]
  - name: charge
    handler_class: charge_order
    depends_on_steps: [validate_order]
    default_retry_limit: 2
    retryable: true
    skippable: true
    queue: default
    priority: 9
    timeout: 30s
    dependent_system: bank
    concurrency_key: orderId
    concurrency_limit: 1
    backoff: {type: fixed, waits: [0, 10ms], max: 1s, jitter: 0}
    handler_config: {nested: {b: "$\${literal}"}}
  - name: ship
    handler: ShipOrder
    depends_on_step: charge
    backoff: {type: linear, base: 5ms, max: 1m}
`;

/** The providers and files of an application that declares the workflow in one way. */
export function declaredBy(way: Way): { readonly handlers: Type<object>[]; readonly files: Readonly<Record<string, string>> } {
  const runners = [ChargeOrder, ShipOrder];
  switch (way) {
    case 'yaml':
      return { handlers: [...runners, { OrderSteps: class extends OrderSteps {} }.OrderSteps], files: { 'order.yml': YAML } };
    case 'definition': {
      class Generated extends OrderSteps {}
      const steps = [{ name: 'validate_order', ...VALIDATE }, { name: 'notify', ...NOTIFY }, CHARGE, SHIP];
      TaskHandler({ definition: () => ({ ...TASK, configuration: CONFIGURATION, steps }) })(Generated);
      return { handlers: [...runners, Generated], files: {} };
    }
    case 'decorators': {
      class Decorated extends OrderSteps {
        override validateOrder(execution: StepExecution) {
          return super.validateOrder(execution);
        }
        override notify() {
          return super.notify();
        }
      }
      mark(Decorated, 'validateOrder', VALIDATE);
      mark(Decorated, 'notify', NOTIFY);
      TaskHandler({ ...TASK, configuration: CONFIGURATION, steps: [CHARGE, SHIP] })(Decorated);
      return { handlers: [...runners, Decorated], files: {} };
    }
  }
}

function mark(type: Type<object>, method: string, options: object): void {
  const decorate = StepHandler as (given: object) => (target: object, key: string, descriptor: PropertyDescriptor) => void;
  decorate(options)(type.prototype as object, method, Object.getOwnPropertyDescriptor(type.prototype, method)!);
}
