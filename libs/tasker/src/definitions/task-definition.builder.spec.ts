import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { builtTask } from '../../../../test/support/built.task.js';
import { ConfigurationError } from '../model/errors.js';
import { StepHandler } from './step-handler.decorator.js';
import { TaskHandler } from './task-handler.decorator.js';

class Fetch {
  process() {
    return { found: true };
  }
}
class Ship {
  process() {
    return { parcel: 'p1' };
  }
}

function build(handler: Type<unknown>) {
  return builtTask(handler, { providers: [Fetch, Ship] });
}

/** A class decorated with whatever a caller without a compiler might write. */
function declared(options: object): Type<unknown> {
  class Order {}
  (TaskHandler as (options: object) => ClassDecorator)(options)(Order);
  return Order;
}

function withStep(options: object, method = 'pay'): Type<unknown> {
  class Order {
    pay() {
      return {};
    }
    Pay() {
      return {};
    }
    pay_now() {
      return {};
    }
  }
  TaskHandler({ name: 'order' })(Order);
  const decorate = StepHandler as unknown as (options: object) => MethodDecorator;
  decorate(options)(Order.prototype, method, Object.getOwnPropertyDescriptor(Order.prototype, method) ?? {});
  return Order;
}

function refusal(handler: Type<unknown>): string {
  try {
    build(handler);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('a definition built from a class', () => {
  it('applies every default', () => {
    @TaskHandler({ name: 'order' })
    class Order {
      @StepHandler() pay() {
        return {};
      }
    }
    expect(build(Order).definition).toEqual({
      namespace: 'default',
      name: 'order',
      version: '0.1.0',
      description: undefined,
      concurrent: true,
      declaredBy: 'Order',
      steps: [
        {
          name: 'pay',
          description: undefined,
          dependsOn: [],
          retryLimit: 3,
          retryable: true,
          skippable: false,
          queue: 'default',
          priority: undefined,
          timeout: undefined,
          dependentSystem: 'unknown',
          handledBy: 'Order.pay',
        },
      ],
    });
  });

  it('keeps every option of task and step', () => {
    class OrderContext {}
    const step = {
      retryLimit: 1,
      retryable: false,
      skippable: true,
      queue: 'slow',
      priority: -3,
      dependentSystem: 'bank',
      description: 'pays',
    };
    @TaskHandler({ namespace: 'shop', name: 'order', version: '2.0.0-beta.1', description: 'an order', context: OrderContext })
    class Order {
      @StepHandler({ ...step, timeout: '10s' }) pay() {
        return {};
      }
    }
    const { definition, contextType, handler } = build(Order);
    expect(definition).toMatchObject({ namespace: 'shop', name: 'order', version: '2.0.0-beta.1', description: 'an order' });
    expect(definition.steps).toEqual([{ name: 'pay', dependsOn: [], timeout: 10_000, handledBy: 'Order.pay', ...step }]);
    expect(contextType).toBe(OrderContext);
    expect(handler).toBe(Order);
  });

  it('puts methods and listed classes of one graph in topological order', () => {
    @TaskHandler({
      name: 'order',
      steps: [
        { name: 'ship', handler: Ship, dependsOn: ['charge_payment', 'fetch'] },
        { name: 'fetch', handler: Fetch },
      ],
    })
    class Order {
      @StepHandler() chargePayment() {
        return {};
      }
    }
    const { definition, invokers } = build(Order);
    expect(definition.steps.map(({ name, handledBy }) => [name, handledBy])).toEqual([
      ['charge_payment', 'Order.chargePayment'],
      ['fetch', 'Fetch'],
      ['ship', 'Ship'],
    ]);
    expect([...invokers].map(([name, invoke]) => [name, invoke(undefined as never)])).toEqual([
      ['charge_payment', 'chargePayment'],
      ['ship', 'Ship'],
      ['fetch', 'Fetch'],
    ]);
  });

  it('inherits step methods; an override without decorator keeps the step, one with a decorator replaces its options', () => {
    class Base {
      @StepHandler({ retryLimit: 7 }) first() {
        return {};
      }
      @StepHandler({ dependsOn: 'first', retryLimit: 7 }) second() {
        return {};
      }
    }
    @TaskHandler({ name: 'order' })
    class Order extends Base {
      override first() {
        return { overridden: true };
      }
      @StepHandler({ dependsOn: 'first' }) override second() {
        return {};
      }
    }
    expect(build(Order).definition.steps.map(({ name, retryLimit }) => [name, retryLimit])).toEqual([
      ['first', 7],
      ['second', 3],
    ]);
  });
});

describe('what a definition may hold besides names and limits', () => {
  it('is in the definition as declared, and counts for its hash', () => {
    const schema = { type: 'object', properties: { amount: { type: 'number' } } };
    const task = build(
      declared({
        name: 'order',
        context: schema,
        concurrent: false,
        priority: 4,
        maxExecutionTime: '1h',
        configuration: { owner: 'shop' },
        customEvents: [{ name: 'order.opened', description: 'opened' }],
        namedSteps: ['ship'],
        steps: [{ name: 'ship', handler: Ship, customEvents: [{ name: 'order.shipped' }], result: { type: 'object' } }],
      }),
    );
    expect(task.definition).toMatchObject({
      schema,
      concurrent: false,
      priority: 4,
      maxExecutionTime: 3_600_000,
      configuration: { owner: 'shop' },
      customEvents: [{ name: 'order.opened', description: 'opened' }],
      steps: [{ name: 'ship', customEvents: [{ name: 'order.shipped' }], resultSchema: { type: 'object' } }],
    });
    expect([task.contextType, task.checkContext, task.resultChecks.get('ship')]).toEqual([
      undefined,
      expect.any(Function),
      expect.any(Function),
    ]);
    expect(task.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a step says nothing of: the defaults of its task hold for it, and no others', () => {
    const defaults = {
      defaultRetryLimit: 7,
      defaultRetryable: false,
      defaultDependentSystem: 'bank',
      handlerConfig: { a: 1, b: { c: 1 } },
    };
    const steps = [
      { name: 'fetch', handler: Fetch },
      { name: 'ship', handler: Ship, retryLimit: 1, retryable: true, dependentSystem: 'post', handlerConfig: { b: { d: 2 } } },
    ];
    expect(build(declared({ name: 'order', ...defaults, steps })).definition.steps).toMatchObject([
      { retryLimit: 7, retryable: false, dependentSystem: 'bank', handlerConfig: { a: 1, b: { c: 1 } } },
      { retryLimit: 1, retryable: true, dependentSystem: 'post', handlerConfig: { a: 1, b: { d: 2 } } },
    ]);
  });

  it('a step class declares holds for each step that it runs; the list may say otherwise', () => {
    @StepHandler({ result: { type: 'object' }, customEvents: [{ name: 'order.packed' }] })
    class Pack {
      process() {
        return {};
      }
    }
    const steps = [
      { name: 'pack', handler: Pack },
      { name: 'pack_gift', handler: Pack, result: { type: 'array' }, customEvents: [{ name: 'order.wrapped' }] },
    ];
    const { definition, stepsOfClass } = builtTask(declared({ name: 'order', steps }), { providers: [Pack] });
    expect(definition.steps).toMatchObject([
      { resultSchema: { type: 'object' }, customEvents: [{ name: 'order.packed' }] },
      { resultSchema: { type: 'array' }, customEvents: [{ name: 'order.packed' }, { name: 'order.wrapped' }] },
    ]);
    expect(stepsOfClass.get(Pack)).toEqual(['pack', 'pack_gift']);
  });

  it('a task handler lists in customEventConfiguration() counts as declared by the task', () => {
    @TaskHandler({ name: 'order', customEvents: [{ name: 'order.opened' }] })
    class Order {
      static customEventConfiguration() {
        return [{ name: 'order.closed' }];
      }
      @StepHandler() pay() {}
    }
    expect(build(Order).definition.customEvents).toEqual([{ name: 'order.opened' }, { name: 'order.closed' }]);
  });

  it('a listed step without a class is run by the method of its name', () => {
    @TaskHandler({ name: 'order', steps: [{ name: 'charge_payment', retryLimit: 9 }] })
    class Order {
      chargePayment() {}
    }
    const { definition, invokers } = build(Order);
    expect(definition.steps).toMatchObject([{ name: 'charge_payment', retryLimit: 9, handledBy: 'Order.chargePayment' }]);
    expect(invokers.get('charge_payment')?.(undefined as never)).toBe('chargePayment');
  });

  it('a method that carries a bare @StepHandler() may have its options in the list; options in both places are refused', () => {
    class Order {
      pay() {}
      ship() {}
    }
    TaskHandler({ name: 'order', steps: [{ name: 'pay', retryLimit: 9 }, { name: 'ship' }] })(Order);
    const decorate = (options: object, key: 'pay' | 'ship') =>
      (StepHandler as unknown as (given: object) => MethodDecorator)(options)(
        Order.prototype,
        key,
        Object.getOwnPropertyDescriptor(Order.prototype, key)!,
      );
    decorate({}, 'pay');
    expect(build(Order).definition.steps.map(({ name, retryLimit }) => [name, retryLimit])).toEqual([['pay', 9], ['ship', 3]]); // prettier-ignore
    decorate({ retryLimit: 2 }, 'ship');
    expect(refusal(Order)).toBe("Order has more than one step 'ship' (Order.ship, Order.ship): give each a name of its own");
  });
});

describe('a definition is refused with class and step named', () => {
  it('without steps', () => {
    expect(refusal(declared({ name: 'order' }))).toContain('Order has no steps: decorate methods with @StepHandler()');
  });

  it('with a cycle', () => {
    const steps = [
      { name: 'a', handler: Ship, dependsOn: 'c' },
      { name: 'b', handler: Ship, dependsOn: 'a' },
      { name: 'c', handler: Ship, dependsOn: 'b' },
    ];
    expect(refusal(declared({ name: 'order', steps }))).toBe('the steps of Order depend on each other in a circle: a -> c -> b -> a');
  });

  it('with a long cycle, shortened', () => {
    const steps = Array.from({ length: 100 }, (_, index) => ({ name: `n${index}`, handler: Ship, dependsOn: `n${(index + 1) % 100}` }));
    expect(refusal(declared({ name: 'order', steps }))).toMatch(/circle: n0 -> n1 -> .*n9 -> \(81 more\) -> n91 -> .* -> n0$/);
  });

  it('when a step depends on itself', () => {
    expect(refusal(withStep({ dependsOn: 'pay' }))).toBe("step 'pay' of Order depends on itself");
  });

  it('when a step depends on another one twice', () => {
    const steps = [
      { name: 'a', handler: Ship },
      { name: 'b', handler: Ship, dependsOn: ['a', 'a'] },
    ];
    expect(refusal(declared({ name: 'order', steps }))).toBe("step 'b' of Order depends on 'a' twice: name it once");
  });

  it('when a dependency is unknown, with near names', () => {
    const steps = [
      { name: 'validate', handler: Fetch },
      { name: 'ship', handler: Ship, dependsOn: 'validat' },
    ];
    expect(refusal(declared({ name: 'order', steps }))).toBe(
      "step 'ship' of Order depends on 'validat', which is not a step of it; did you mean 'validate'?",
    );
  });

  it('when a dependency is a public member that is no step', () => {
    @TaskHandler({ name: 'order' })
    class Order {
      readTotal() {
        return 1;
      }
      @StepHandler({ dependsOn: 'read_total' }) pay() {
        return {};
      }
    }
    expect(refusal(Order)).toBe(
      "step 'pay' of Order depends on 'read_total', which is not a step of it: Order.readTotal carries no @StepHandler()",
    );
  });

  it('when two steps have one name', () => {
    @TaskHandler({ name: 'order', steps: [{ name: 'pay', handler: Ship }] })
    class Order {
      @StepHandler() pay() {
        return {};
      }
    }
    expect(refusal(Order)).toBe("Order has more than one step 'pay' (Order.pay, Ship): give each a name of its own");
  });

  it('when a listed class is not a provider', () => {
    @TaskHandler({ name: 'process_order', steps: [{ name: 'ship', handler: Ship }] })
    class ProcessOrder {}
    expect(() => builtTask(ProcessOrder)).toThrow(
      new ConfigurationError("Ship (step 'ship' of ProcessOrder) is not a provider: add it to the providers of OrdersModule"),
    );
  });

  it('when a listed step has no class or a class without process()', () => {
    class Idle {}
    expect(refusal(declared({ name: 'order', steps: [{ name: 'ship' }] }))).toBe(
      "step 'ship' of Order has no handler: give the class that runs it, or write the method Order.ship",
    );
    expect(refusal(declared({ name: 'order', steps: [{ name: 'ship', handler: Idle }] }))).toBe(
      "step 'ship' of Order is handled by Idle, which has no method process()",
    );
  });

  it.each(['Pay', 'pay_now'])('when a step method is called %s', (method) => {
    expect(refusal(withStep({}, method))).toMatch(
      new RegExp(`^Order\\.${method}: a step method starts in lower case and has no underscore`),
    );
  });

  it.each([0, -1, 1.5, '3', NaN, 2 ** 31])('when retryLimit is %s', (retryLimit) => {
    expect(refusal(withStep({ retryLimit }))).toBe("Order.pay: 'retryLimit' must be a whole number of 1 or more: the first attempt counts");
  });

  it.each([
    [{ retryable: 'no' }, "Order.pay: 'retryable' must be true or false"],
    [{ skippable: 1 }, "Order.pay: 'skippable' must be true or false"],
    [{ queue: '' }, "Order.pay: 'queue' must be a string that is not empty"],
    [{ priority: 0.5 }, "Order.pay: 'priority' must be a whole number of 32 bits"],
    [{ timeout: '0s' }, "Order.pay: 'timeout' must be between 1 ms and 24 days"],
    [{ timeout: '25d' }, "Order.pay: 'timeout' must be between 1 ms and 24 days"],
    [{ dependentSystem: 'a b' }, "Order.pay: 'dependentSystem' 'a b' must not contain white space"],
    [{ description: 'x'.repeat(256) }, "Order.pay: 'description' is longer than 255 characters"],
    [{ dependsOn: [1] }, "Order.pay: 'dependsOn' must be a step name or a list of them"],
    [{ dependson: 'a' }, "Order.pay: 'dependson' is not an option; did you mean 'dependsOn'?"],
  ])('when a step has the option %o', (options, message) => {
    expect(refusal(withStep(options))).toContain(message);
  });

  it('when a timeout is no duration', () => {
    expect(refusal(withStep({ timeout: 'soon' }))).toMatch(/^Order\.pay: 'timeout' 'soon' is not a duration/);
  });

  it.each(['', 'a b', 'a\tb', 'a\0b', 'a@b', 'a/b', 'a\u200bb', '\ud800', 7, undefined])('when the task is called %o', (name) => {
    expect(refusal(declared({ name, steps: [{ name: 'ship', handler: Ship }] }))).toMatch(/^Order: 'name' /);
  });

  it('when names of tasks exceed 64 and names of steps 128 characters', () => {
    const steps = (length: number) => [{ name: 's'.repeat(length), handler: Ship }];
    expect(build(declared({ name: 'n'.repeat(64), steps: steps(128) })).definition.steps).toHaveLength(1);
    expect(refusal(declared({ name: 'n'.repeat(65), steps: steps(1) }))).toContain('has 65 characters; at most 64 are allowed');
    expect(refusal(declared({ name: 'order', steps: steps(129) }))).toContain('has 129 characters; at most 128 are allowed');
  });

  it('when the name of a step is a number', () => {
    expect(refusal(declared({ name: 'order', steps: [{ name: '12', handler: Ship }] }))).toContain("'12' must not be a number");
  });

  it.each(['1', '1.0', 'v1.0.0', ' 1.0.0', '1.0.0+build', 'latest', '', 1])('when the version is %o', (version) => {
    expect(refusal(declared({ name: 'order', version, steps: [{ name: 'ship', handler: Ship }] }))).toContain('is not a semantic version');
  });

  it.each([
    [{ namespace: 'a/b' }, "Order: 'namespace' 'a/b' must not contain"],
    [{ context: 'OrderContext' }, "Order: 'context' must be a class"],
    [{ steps: {} }, "Order: 'steps' must be a list"],
    [{ nmespace: 'a' }, "Order: 'nmespace' is not an option; did you mean 'namespace'?"],
    [{ steps: [{ name: 'ship', handler: Ship, retries: 2 }] }, "step 'ship' of Order: 'retries' is not an option"],
  ])('when the task has the option %o', (options, message) => {
    expect(refusal(declared({ name: 'order', ...options }))).toContain(message);
  });

  it('with every problem at once, the first ten shown', () => {
    const steps = Array.from({ length: 15 }, (_, index) => ({ name: `n${index}`, handler: Ship, dependsOn: 'nowhere' }));
    const lines = refusal(declared({ name: 'order', steps })).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('and 5 more');
  });
});
