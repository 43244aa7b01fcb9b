import { Type as TypeOf } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import { StepHandler } from '../definitions/step-handler.decorator.js';
import { TaskHandler } from '../definitions/task-handler.decorator.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import { PermanentError } from '../model/errors.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { IndexedTask } from './definition.index.js';
import { StepContext } from './step.context.js';

class Item {
  readonly price: number;
  doubled() {
    return this.price * 2;
  }
}

class OrderContext {
  @TypeOf(() => Date) readonly placedAt: Date;
  @TypeOf(() => Item) readonly items: Item[];
  get year() {
    return this.placedAt.getUTCFullYear();
  }
}

class Ship {
  process() {
    return {};
  }
}
class Pack {
  process() {
    return {};
  }
}

@TaskHandler({ name: 'order', steps: [{ name: 'ship', handler: Ship }, { name: 'pack', handler: Pack }, { name: 'pack_gift', handler: Pack }] }) // prettier-ignore
class Order {
  @StepHandler() charge() {
    return {};
  }
}

const STEPS = ['charge', 'ship', 'pack', 'pack_gift'];
const claimed: ClaimedStep = {
  taskId: 'task-1',
  stepId: 4,
  attempt: 2,
  namedTaskId: 1,
  namedStepId: 4,
  retryLimit: 5,
  timeoutMs: null,
  correlationId: 'trace-1',
  tags: ['vip'],
  context: { placedAt: '2026-02-03T00:00:00.000Z', items: [{ price: 4 }] },
  inputs: null,
  results: null,
  parents: { 1: { charged: 12 }, 2: null },
};

function contextOf(changes: Partial<ClaimedStep> = {}, contextType?: RegisteredTask['contextType']): StepContext {
  const task = {
    definition: { namespace: 'shop', name: 'order', version: '1.0.0', steps: [], declaredBy: 'Order' },
    hash: '',
    invokers: new Map(STEPS.map((name) => [name, () => ({})])),
    handler: Order,
    contextType,
  };
  const indexed = { task, stepIds: new Map(STEPS.map((name, place) => [name, place + 1])) } as unknown as IndexedTask;
  return new StepContext({ claimed: { ...claimed, ...changes }, indexed, stepName: 'pack_gift' });
}

function refusal(ask: () => unknown): PermanentError {
  try {
    ask();
  } catch (error) {
    return error as PermanentError;
  }
  throw new Error('it was answered');
}

describe('what a handler receives', () => {
  it('says which task and which attempt it is', () => {
    const { task, step } = contextOf();
    expect(task).toEqual({
      taskId: 'task-1',
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
      correlationId: 'trace-1',
      tags: ['vip'],
      context: claimed.context,
    });
    expect(step).toEqual({
      stepId: 4,
      name: 'pack_gift',
      attempt: 2,
      retryLimit: 5,
      idempotencyKey: 'task-1:4',
      inputs: claimed.context,
    });
  });

  it('has one idempotency key for all attempts of a step, another for another step', () => {
    const key = (changes: Partial<ClaimedStep>) => contextOf(changes).step.idempotencyKey;
    expect(key({ attempt: 1 })).toBe(key({ attempt: 2 }));
    expect(key({ stepId: 5 })).not.toBe(key({}));
  });

  it('has inputs of its own when some were set', () => {
    expect(contextOf({ inputs: { only: 1 } }).step.inputs).toEqual({ only: 1 });
    expect(contextOf({ inputs: false }).step.inputs).toBe(false);
  });
});

describe('a context with a DTO class', () => {
  it('is an instance of it, with dates as dates and nested instances', () => {
    const context = contextOf({}, OrderContext).task.context as OrderContext;
    expect(context).toBeInstanceOf(OrderContext);
    expect(context.placedAt).toEqual(new Date('2026-02-03T00:00:00.000Z'));
    expect(context.year).toBe(2026);
    expect(context.items[0]?.doubled()).toBe(8);
  });

  it('is made when it is first read, once', () => {
    let made = 0;
    class Counted {
      constructor() {
        made += 1;
      }
    }
    const { task } = contextOf({ context: {} }, Counted);
    expect(made).toBe(0);
    expect(task.context).toBe(task.context);
    expect({ ...task }.context).toBe(task.context);
    expect(made).toBe(1);
  });

  it('is not shared between attempts', () => {
    expect(contextOf({}, OrderContext).task.context).not.toBe(contextOf({}, OrderContext).task.context);
  });
});

describe('the results of earlier steps', () => {
  it('are found by step name and by step class', () => {
    const { sequence } = contextOf();
    expect(sequence.results('charge')).toEqual({ charged: 12 });
    expect(sequence.results(Ship)).toBeNull();
  });

  it('are refused for a step that this one does not depend on, with what to do', () => {
    const error = refusal(() => contextOf().sequence.results('pack'));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.errorCode).toBe('NOT_A_DEPENDENCY');
    expect(error.message).toBe("step 'pack_gift' reads the result of 'pack' but does not depend on it: add 'pack' to its dependsOn");
  });

  it('are refused for every step in a step without dependencies', () => {
    expect(refusal(() => contextOf({ parents: null }).sequence.results('charge')).errorCode).toBe('NOT_A_DEPENDENCY');
  });

  it.each([
    ['a name that is no step', 'chrage', /no step 'chrage'.*charge/],
    ['a name that every object has', 'constructor', /no step 'constructor'/],
    ['a class that runs no step', OrderContext, /OrderContext runs no step of task 'order'/],
    ['a class that runs two steps', Pack, /Pack runs more than one step .*ask for the result by step name/],
  ])('are refused for %s', (_, reference, message) => {
    const error = refusal(() => contextOf().sequence.results(reference as string));
    expect(error.errorCode).toBe('UNKNOWN_STEP');
    expect(error.message).toMatch(message);
  });
});

describe('the signal of an attempt', () => {
  it('is one and the same, and aborted with the reason', () => {
    const context = contextOf();
    const { signal } = context;
    const reason = new Error('too late');
    context.abort(reason);
    expect(context.signal).toBe(signal);
    expect([signal.aborted, signal.reason]).toEqual([true, reason]);
  });

  it('is aborted from the start when it is first read after the abort, with the first reason', () => {
    const context = contextOf();
    const first = new Error('first');
    context.abort(first);
    context.abort(new Error('second'));
    expect([context.signal.aborted, context.signal.reason]).toEqual([true, first]);
  });

  it('can be taken from the execution by destructuring', () => {
    const context = contextOf();
    const { signal } = context;
    expect(signal.aborted).toBe(false);
    context.abort(new Error('stop'));
    expect(signal.aborted).toBe(true);
  });
});
