import type { StepExecution } from '../../libs/tasker/src/definitions/step-execution.js';
import { StepHandler } from '../../libs/tasker/src/definitions/step-handler.decorator.js';
import { TaskHandler } from '../../libs/tasker/src/definitions/task-handler.decorator.js';
import type { Equal, Expect } from './expectations.js';

export class OrderContext {
  orderId: string;
  amount: number;
}

/** Results are typed from what the methods return, without a single annotation. */
@TaskHandler({ namespace: 'shop', name: 'process_order', version: '1.0.0', context: OrderContext })
export class ProcessOrder {
  constructor(private readonly gateway: { charge(total: number): Promise<{ chargeId: string }> }) {}

  /** Public, but no step: counts as a name for the compiler; start-up refuses it. */
  helper(total: number) {
    return total;
  }

  @StepHandler()
  validateOrder({ task }: StepExecution<OrderContext>) {
    return { total: task.context.amount, at: new Date(0), note: undefined, format: () => '' };
  }

  @StepHandler({ dependsOn: 'validate_order', retryLimit: 5, timeout: '10s', queue: 'slow', dependentSystem: 'bank' })
  async chargePayment({ sequence, signal, step }: StepExecution<OrderContext, ProcessOrder>) {
    const order = sequence.results('validate_order');
    type _Order = Expect<Equal<typeof order, { total: number; at: string }>>;
    // @ts-expect-error misspelt property of an inferred result
    void order.totl;
    // @ts-expect-error undefined does not survive JSON
    void order.note;
    // @ts-expect-error functions do not survive JSON
    void order.format;
    // @ts-expect-error no such step
    sequence.results('validate_ordr');
    void [signal.aborted, step.attempt + step.retryLimit + step.stepId, step.idempotencyKey];
    return this.gateway.charge(order.total);
  }

  @StepHandler({ dependsOn: ['validate_order', 'charge_payment'] })
  sendSMS({ sequence, task }: StepExecution<OrderContext, ProcessOrder>) {
    const _chargeId = sequence.results('charge_payment').chargeId;
    type _ChargeId = Expect<Equal<typeof _chargeId, string>>;
    type _Task = Expect<Equal<[typeof task.context.orderId, typeof task.correlationId], [string, string]>>;
    // @ts-expect-error misspelt property of the context
    void task.context.orderID;
    // @ts-expect-error the context is read-only
    task.context = { orderId: 'o2', amount: 2 };
  }

  @StepHandler({ dependsOn: 'send_s_m_s' })
  archive({ sequence }: StepExecution<OrderContext, ProcessOrder>) {
    const _nothing = sequence.results('send_s_m_s');
    type _Nothing = Expect<Equal<typeof _nothing, Record<string, never>>>;
    return {};
  }

  /** Without the second parameter any name is accepted and its result is any. */
  @StepHandler({ dependsOn: 'archive' })
  untyped({ sequence }: StepExecution<OrderContext>) {
    const _anything = sequence.results('whatever');
    type _Anything = Expect<Equal<typeof _anything, any>>;
    return {};
  }

  // @ts-expect-error dependsOn names no member of the class
  @StepHandler({ dependsOn: 'validate_ordr' })
  wrongDependency() {
    return {};
  }

  // @ts-expect-error one of the names is wrong
  @StepHandler({ dependsOn: ['validate_order', 'nowhere'] })
  wrongDependencies() {
    return {};
  }

  // @ts-expect-error dependencies are named in snake_case
  @StepHandler({ dependsOn: 'validateOrder' })
  camelDependency() {
    return {};
  }

  // @ts-expect-error misspelt option
  @StepHandler({ dependson: 'validate_order' })
  misspeltOption() {
    return {};
  }

  // @ts-expect-error a duration has a unit of the strict form
  @StepHandler({ timeout: '10 seconds' })
  wrongTimeout() {
    return {};
  }

  // @ts-expect-error a method step has no name of its own
  @StepHandler('named')
  named() {
    return {};
  }

  // @ts-expect-error a result is an object
  @StepHandler()
  returnsNumber() {
    return 1;
  }

  // @ts-expect-error a result is an object, also when it comes later
  @StepHandler()
  async returnsText() {
    return 'text';
  }

  // @ts-expect-error private members are no steps to depend on
  @StepHandler({ dependsOn: 'gateway' })
  dependsOnPrivate() {
    return {};
  }

  @StepHandler()
  // @ts-expect-error a step that reads its own result has no inferred type
  readsItself({ sequence }: StepExecution<OrderContext, ProcessOrder>) {
    return { again: sequence.results('reads_itself') };
  }
}

/** Steps of a parent class are names of the subclass. */
export class Base {
  @StepHandler() first() {
    return { one: 1 };
  }
}

@TaskHandler({ name: 'derived' })
export class Derived extends Base {
  @StepHandler({ dependsOn: 'first' })
  second({ sequence }: StepExecution<unknown, Derived>) {
    return { two: sequence.results('first').one * 2 };
  }
}
