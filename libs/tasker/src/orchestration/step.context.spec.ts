import { Type as TypeOf } from 'class-transformer';
import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { registeredTask, stepTemplate, taskDefinition } from '../../../../test/support/built.task.js';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { StepHandler } from '../definitions/step-handler.decorator.js';
import { TaskHandler } from '../definitions/task-handler.decorator.js';
import type { RegisteredTask, StepTemplate, TaskDefinition } from '../definitions/task-definition.js';
import type { JsonObject } from '../model/json.js';
import { EventRefusedError } from '../events/event.refusal.js';
import { ConfigurationError, PermanentError } from '../model/errors.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { IndexedTask } from './indexed.task.js';
import { StepContext } from './step.context.js';
import type { StepEvent, StepSurroundings } from './step.run.js';

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
  parents: { s1: { charged: 12 }, s2: null },
  traceparent: null,
  lane: 4,
  waitMs: 0,
  retried: false,
  retryOf: null,
  claimedAt: '2026-02-03T00:00:00.000Z',
};

interface Parts extends Partial<Pick<StepTemplate, 'customEvents' | 'handlerConfig'>> {
  readonly contextType?: RegisteredTask['contextType'];
  readonly ofTask?: Partial<TaskDefinition>;
  readonly variables?: StepSurroundings['variables'];
  readonly sent?: StepEvent[];
  /** A step that a hook added, and its named step id. */
  readonly added?: [name: string, id: number];
}

function contextOf(
  changes: Partial<ClaimedStep> = {},
  { contextType, ofTask, variables = {}, sent = [], added, ...step }: Parts = {},
): StepContext {
  const task = registeredTask(taskDefinition('order', [], { declaredBy: 'Order', ...ofTask }), {
    invokers: new Map(STEPS.map((name) => [name, () => ({})])),
    stepsOfClass: new Map([[Ship, ['ship']], [Pack, ['pack', 'pack_gift']]]), // prettier-ignore
    handler: Order,
    contextType,
  });
  const ids = [...STEPS.map((name, place) => [name, place + 1] as const), ...(added === undefined ? [] : [added])];
  const indexed = { task, stepIds: new Map(ids), stepNames: new Map(ids.map(([name, id]) => [id, name])) } as unknown as IndexedTask;
  const ofStep: ClaimedStep = Object.defineProperties({ ...claimed }, Object.getOwnPropertyDescriptors(changes));
  const run = { claimed: ofStep, indexed, stepName: 'pack_gift', template: stepTemplate('pack_gift', step) };
  return new StepContext(
    run,
    { variables, filter: parameterFilter(), write: (record) => record(), send: (event) => void sent.push(event) },
    run.claimed.traceparent,
  );
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
      traceparent: null,
      tags: ['vip'],
      context: claimed.context,
    });
    expect(step).toMatchObject({
      stepId: 4,
      name: 'pack_gift',
      attempt: 2,
      retryLimit: 5,
      idempotencyKey: 'task-1:4',
      inputs: claimed.context,
      config: {},
      results: {},
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

describe('a large context', () => {
  const order = { items: [{ price: 4 }] };
  function large(changes: Partial<ClaimedStep> = {}, parts: Parts = {}) {
    const read = vi.fn(() => structuredClone(order));
    const claim = Object.defineProperty({ contextLength: 1_001, ...changes }, 'context', { get: read, enumerable: true });
    return { read, execution: contextOf(claim, parts) };
  }

  it('is not read for a step that does not ask', () => {
    const { read, execution } = large({ inputs: { colour: 'red' } });
    expect([execution.task.taskId, execution.step.inputs]).toEqual(['task-1', { colour: 'red' }]);
    expect(read).not.toHaveBeenCalled();
  });

  it('is read once, and is what a small one is: the inputs of a step without its own, and a property like the others', () => {
    const { read, execution } = large();
    const small = contextOf({ context: order });
    expect(execution.step.inputs).toBe(execution.task.context);
    expect({ ...execution.task }).toEqual({ ...small.task });
    expect(JSON.stringify(execution.step)).toBe(JSON.stringify(small.step));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it.each(['before it was read', 'after it was read'])('can be replaced by a handler, %s', (moment) => {
    const { execution } = large();
    if (moment.startsWith('after')) expect(execution.task.context).toEqual(order);
    const [task, step] = [execution.task, execution.step] as { context?: unknown; inputs?: unknown }[];
    task!.context = 'mine';
    step!.inputs = 'own';
    expect([execution.task.context, execution.step.inputs]).toEqual(['mine', 'own']);
  });

  it('is an instance of its class, and the inputs are what is stored', () => {
    const { execution } = large({}, { contextType: OrderContext });
    expect((execution.task.context as OrderContext).items[0]!.doubled()).toBe(8);
    expect(execution.step.inputs).toEqual(order);
  });
});

describe('the result of a step', () => {
  it('reads what an earlier attempt left, and the same object each time', () => {
    const left = { half: 1 };
    const { step } = contextOf({ results: left });
    expect([step.results, step.assigned]).toEqual([left, false]);
    expect(step.results).toBe(step.results);
    const fresh = contextOf().step;
    expect(fresh.results).toEqual({});
    expect(fresh.results).toBe(fresh.results);
  });

  it.each([[{ done: true }], [undefined], [null]])('counts as set by the handler once it is assigned %o', (value) => {
    const { step } = contextOf({ results: { half: 1 } });
    step.results = value;
    expect([step.results, step.assigned]).toEqual([value, true]);
  });
});

describe('the settings of a step', () => {
  it('are an empty object when none are declared, which cannot be filled for other steps', () => {
    const { config } = contextOf().step;
    expect(config).toEqual({});
    expect(() => Object.assign(config, { a: 1 })).toThrow(TypeError);
  });

  it('are filled in when they are first read, once: a variable that goes missing meanwhile is told to who reads it', () => {
    const variables: Record<string, string | undefined> = { KEY: 'secret' };
    const { step } = contextOf({}, { handlerConfig: { header: 'Bearer ${KEY}' }, variables });
    variables.KEY = 'changed';
    expect(step.config).toEqual({ header: 'Bearer changed' });
    variables.KEY = 'again';
    expect(step.config).toBe(step.config);
    expect(step.config).toEqual({ header: 'Bearer changed' });
    const late = contextOf({}, { handlerConfig: { header: '${KEY}' }, variables: {} }).step;
    expect(() => late.config).toThrow(ConfigurationError);
  });

  it('leave the declared ones as they are', () => {
    const handlerConfig = { header: '${KEY}' };
    expect(contextOf({}, { handlerConfig, variables: { KEY: 'secret' } }).step.config).toEqual({ header: 'secret' });
    expect(handlerConfig).toEqual({ header: '${KEY}' });
  });
});

describe('publishing', () => {
  const customEvents = [{ name: 'order.packed' }];

  it('keeps an event until the outcome is committed, with the ids of the attempt', () => {
    const sent: StepEvent[] = [];
    const context = contextOf({}, { customEvents, sent });
    const { publish } = context;
    publish('order.packed', { parcels: 2, taskId: 'forged' });
    publish('order.packed');
    expect(sent).toEqual([]);
    const ids = {
      taskId: 'task-1',
      namespace: 'shop',
      taskName: 'order',
      stepId: 4,
      stepName: 'pack_gift',
      attempt: 2,
      correlationId: 'trace-1',
    };
    expect(context.end()).toEqual([
      { name: 'order.packed', payload: { parcels: 2, ...ids } },
      { name: 'order.packed', payload: ids },
    ]);
  });

  it('sends an event at once that asks for it, and keeps nothing of it', () => {
    const sent: StepEvent[] = [];
    const context = contextOf({}, { customEvents, sent });
    context.publish('order.packed', {}, { now: true });
    expect(sent.map(({ name }) => name)).toEqual(['order.packed']);
  });

  it('takes events that the task declares too', () => {
    const context = contextOf({}, { ofTask: { customEvents: [{ name: 'order.closed' }] } });
    context.publish('order.closed');
    expect(context.end()).toHaveLength(1);
  });

  it('is dropped after the attempt has ended, unless it is to leave at once: an error in a timer would end the process', () => {
    const sent: StepEvent[] = [];
    const context = contextOf({}, { customEvents, sent });
    context.end();
    expect(() => context.publish('order.packed')).not.toThrow();
    context.publish('order.packed', {}, { now: true });
    expect([context.end(), sent.length]).toEqual([undefined, 1]);
  });

  it('holds a thousand events of an attempt, no more', () => {
    const context = contextOf({}, { customEvents });
    for (let event = 0; event < 1_000; event++) context.publish('order.packed');
    expect(() => context.publish('order.packed')).toThrow("step 'pack_gift' publishes more than 1000 events in one attempt");
    expect(context.end()).toHaveLength(1_000);
  });

  it('refuses an event that nobody declared, with near names', () => {
    const context = contextOf({}, { customEvents, ofTask: { customEvents: [{ name: 'order.closed' }] } });
    expect(() => context.publish('order.paked')).toThrow(
      new ConfigurationError(
        "step 'pack_gift' of Order publishes 'order.paked', which neither it nor its task declares in customEvents; did you mean 'order.packed'?",
      ),
    );
    expect(context.end()).toBeUndefined();
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;
  it.each<[string, unknown]>([
    ['is no JSON: it contains itself', circle],
    ['cannot be stored: a text has a NUL character or half of a surrogate pair', { deep: [{ text: 'a\0b' }] }],
    ['cannot be stored: a text has a NUL character or half of a surrogate pair', { half: '\ud800' }],
    ['has 1048590 bytes as JSON; at most 1048576 are allowed: store it, and publish where it is', { text: 'x'.repeat(1_048_579) }],
    ['must be an object, not a list', [1]],
    ['must be an object, not null', null],
    ['must be an object, not a string', 'parcel'],
  ])('refuses a payload that %s', (problem, payload) => {
    const context = contextOf({}, { customEvents });
    const refused = catchError(() => context.publish('order.packed', payload as JsonObject));
    expect(refused).toBeInstanceOf(EventRefusedError);
    expect(refused).toMatchObject({ event: 'order.packed', reason: 'payload' });
    expect(refused.message).toBe(`step 'pack_gift' of Order publishes 'order.packed' with a payload that ${problem}`);
    expect(context.end()).toBeUndefined();
  });

  it('tells what was true when it was published, whatever becomes of the objects afterwards', () => {
    const context = contextOf({}, { customEvents: [{ name: 'order.packed' }] });
    const items: unknown[] = ['book'];
    const payload = { items } as JsonObject;
    context.publish('order.packed', payload);
    items.push(items);
    expect(context.end()).toMatchObject([{ name: 'order.packed', payload: { items: ['book'] } }]);
  });
});

function catchError(call: () => void): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('the logger of an attempt', () => {
  it('adds the ids of the attempt to each record, whatever fields it is given', () => {
    const written = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    contextOf().logger.warn('slow', { millis: 7, task_id: 'forged' });
    expect(JSON.parse(JSON.stringify(written.mock.calls[0]![0]))).toMatchObject({
      millis: 7,
      task_id: 'task-1',
      task: 'order',
      step_id: 4,
      step: 'pack_gift',
      attempt: 2,
      correlation_id: 'trace-1',
    });
    written.mockRestore();
  });

  it('blacks out what the environment variables of the settings hold, in message and fields', () => {
    const written = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const variables = { API_KEY: 'sk-12345' };
    const { logger } = contextOf({}, { handlerConfig: { key: '${API_KEY}' }, variables });
    logger.error('refused: sk-12345', { request: { headers: ['Bearer sk-12345'] } });
    const record = JSON.stringify(written.mock.calls[0]![0]);
    expect(record).toContain('refused: [FILTERED]');
    expect(record).not.toContain('sk-12345');
    written.mockRestore();
  });

  it('is one and the same', () => {
    const context = contextOf({ correlationId: null });
    expect(context.logger).toBe(context.logger);
  });
});

describe('a context with a DTO class', () => {
  it('is read in spite of keys that its class must not be made of, and stored ones stay as they are', () => {
    const hostile = JSON.parse(
      '{"placedAt":"2026-02-03T00:00:00.000Z","constructor":{"name":"x"},"items":[{"price":4,"constructor":7,"__proto__":{"polluted":1}}]}',
    ) as Record<string, unknown>;
    const stored = JSON.stringify(hostile);
    const context = contextOf({ context: hostile }, { contextType: OrderContext }).task.context as OrderContext;
    expect(context.year).toBe(2026);
    expect(context.items[0]?.doubled()).toBe(8);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(JSON.stringify(hostile)).toBe(stored);
  });

  it('fails the attempt, not the process, when the stored one is too deep for its class', () => {
    let deep: unknown = {};
    for (let level = 0; level < 5_000; level++) deep = [deep];
    const { task } = contextOf({ context: { items: deep } }, { contextType: OrderContext });
    expect(() => task.context as unknown).toThrow(/nested deeper than 500 levels/);
  });

  it('is an instance of it, with dates as dates and nested instances', () => {
    const context = contextOf({}, { contextType: OrderContext }).task.context as OrderContext;
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
    const { task } = contextOf({ context: {} }, { contextType: Counted });
    expect(made).toBe(0);
    expect(task.context).toBe(task.context);
    expect({ ...task }.context).toBe(task.context);
    expect(made).toBe(1);
  });

  it('is not shared between attempts', () => {
    expect(contextOf({}, { contextType: OrderContext }).task.context).not.toBe(contextOf({}, { contextType: OrderContext }).task.context);
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

describe('the steps that this one depends on', () => {
  it('are listed with their results, by place', () => {
    expect(contextOf().sequence.steps).toEqual([
      { name: 'charge', results: { charged: 12 } },
      { name: 'ship', results: null },
    ]);
    expect(contextOf({ parents: null }).sequence.steps).toEqual([]);
  });

  it('are found by name; others are not, whatever they are called', () => {
    const { sequence } = contextOf();
    expect(sequence.find('charge')).toEqual({ name: 'charge', results: { charged: 12 } });
    expect(['pack', 'nowhere', 'constructor', '__proto__'].map((name) => sequence.find(name))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(contextOf({ parents: null }).sequence.find('charge')).toBeUndefined();
  });

  it('include steps that a hook added', () => {
    const { sequence } = contextOf({ parents: { s9: { late: true } } }, { added: ['pay_later', 9] });
    expect(sequence.results('pay_later')).toEqual({ late: true });
    expect(sequence.find('pay_later')).toEqual({ name: 'pay_later', results: { late: true } });
    expect(sequence.steps).toEqual([{ name: 'pay_later', results: { late: true } }]);
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
