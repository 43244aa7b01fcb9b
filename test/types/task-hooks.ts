import type { TaskHandlerHooks } from '../../libs/tasker/src/definitions/task-hooks.js';
import type { NewTask, RestedSequence, RestedStep, RestedTaskView, StepList } from '../../libs/tasker/src/definitions/task-hooks.js';
import { StepHandler } from '../../libs/tasker/src/definitions/step-handler.decorator.js';
import { TaskHandler } from '../../libs/tasker/src/definitions/task-handler.decorator.js';
import type { Equal, Expect } from './expectations.js';

class OrderContext {
  amount: number;
}

@TaskHandler({ name: 'order', context: OrderContext })
export class Order implements TaskHandlerHooks<OrderContext> {
  @StepHandler() pay() {
    return { paid: true };
  }

  schema() {
    return { type: 'object' };
  }

  establishStepDependenciesAndDefaults(task: NewTask<OrderContext>, steps: StepList) {
    type _Amount = Expect<Equal<typeof task.context.amount, number>>;
    // @ts-expect-error misspelt property of the context
    void task.context.amuont;
    // @ts-expect-error the request is as it was sent
    task.priority = 7;
    const pay = steps.find('pay');
    // @ts-expect-error found or not
    pay.retryLimit = 1;
    if (pay !== undefined) {
      Object.assign(pay, { retryLimit: 1 });
      pay.dependsOn = ['pay'];
      pay.timeout = '10s';
      pay.inputs = { any: 1 };
      // @ts-expect-error a step keeps its name
      pay.name = 'other';
      // @ts-expect-error a duration has a unit of the strict form
      pay.timeout = '10 seconds';
    }
    const _added = steps.add({ name: 'pay_rest', like: 'pay', dependsOn: ['pay'] });
    type _Added = Expect<Equal<typeof _added.queue, string>>;
    // @ts-expect-error a step is like a declared one
    steps.add({ name: 'pay_rest' });
    // @ts-expect-error misspelt option of an added step
    steps.add({ name: 'pay_rest', like: 'pay', dependson: [] });
    steps.remove('pay');
    for (const { name, like } of steps) void [name.length, like.length, steps.size];
  }

  async updateAnnotations(task: RestedTaskView<OrderContext>, sequence: RestedSequence, steps: readonly RestedStep[]) {
    const results: unknown = sequence.results('pay');
    void [results, task.context.amount, steps.length, sequence.find('pay')?.state];
    return [{ type: 'order', annotation: { amount: task.context.amount } }];
  }
}

/** Hooks without types, and as properties. */
export class Loose implements TaskHandlerHooks {
  readonly schema = { type: 'object' };
  updateAnnotations() {}
}

export class WrongNotes implements TaskHandlerHooks<OrderContext> {
  // @ts-expect-error a note has a type
  updateAnnotations() {
    return [{ annotation: {} }];
  }
}

export class WrongSchema implements TaskHandlerHooks<OrderContext> {
  // @ts-expect-error a schema is read at start-up: it cannot come later
  async schema() {
    return { type: 'object' };
  }
}

export class WrongHook implements TaskHandlerHooks<OrderContext> {
  // @ts-expect-error the context is that of the task
  establishStepDependenciesAndDefaults(task: NewTask<{ total: string }>) {
    void task.context.total;
  }
}
