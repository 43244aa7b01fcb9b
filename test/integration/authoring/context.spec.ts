import { Type as TypeOf } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsDate, IsInt, IsNumber, IsString, Min, ValidateNested } from 'class-validator';
import { InvalidRequestError, StepHandler, TaskHandler, type FieldIssue, type NewTask, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

class Item {
  @IsString() sku: string;
  @IsNumber() @Min(0) price: number;
  @IsInt() quantity = 1;
}

class OrderContext {
  @IsString() orderId: string;
  @IsArray() @ArrayNotEmpty() @ValidateNested({ each: true }) @TypeOf(() => Item) items: Item[];
  @IsDate() @TypeOf(() => Date) placedAt: Date;
  @IsString() currency = 'EUR';

  total(): number {
    return this.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  }
}

const ORDER_SCHEMA = {
  type: 'object',
  required: ['orderId', 'items', 'placedAt'],
  properties: {
    orderId: { type: 'string' },
    items: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['sku', 'price'],
        properties: { sku: { type: 'string' }, price: { type: 'number', minimum: 0 }, quantity: { type: 'integer', default: 1 } },
      },
    },
    placedAt: { type: 'string', format: 'date-time' },
    currency: { type: 'string', default: 'EUR' },
  },
};

/** What the hook of `Order` has seen. */
const seen: { context: unknown; total: number; year: number }[] = [];

@TaskHandler({ name: 'order', context: OrderContext })
class Order {
  establishStepDependenciesAndDefaults({ context }: NewTask<OrderContext>) {
    seen.push({ context, total: context.total(), year: context.placedAt.getUTCFullYear() });
  }
  @StepHandler() check({ task: { context } }: StepExecution<OrderContext>) {
    return { isOrder: context instanceof OrderContext, year: context.placedAt.getUTCFullYear(), total: context.total() };
  }
}

const WAYS = [
  ['a class', Order],
  ['a JSON Schema', workflow('order', { check: {} }, { context: ORDER_SCHEMA })],
] as const;

const valid = { orderId: 'a-1', items: [{ sku: 'tea', price: 2.5 }], placedAt: '2031-05-06T00:00:00.000Z' };

const refusal = async (creation: Promise<unknown>): Promise<readonly FieldIssue[]> => {
  const error = await creation.then(
    () => new Error('it was created'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(InvalidRequestError);
  return (error as InvalidRequestError).issues;
};

describe.each(WAYS)('a context declared by %s', (_, Handler) => {
  const engine = useEngine();
  const stored = async () => (await engine.rows('select context from tasker.tasks order by task_id')).map(({ context }) => context);
  const start = async () => (await engine.app([Handler], { worker: false })).orchestrator;

  it('is stored with its defaults, at every depth', async () => {
    const orchestrator = await start();
    const created = await orchestrator.createTask({ name: 'order', context: valid });
    const whole = { ...valid, items: [{ sku: 'tea', price: 2.5, quantity: 1 }], currency: 'EUR' };
    expect(await stored()).toEqual([whole]);
    expect(created.context).toEqual(whole);
  });

  it('keeps keys that are not declared, at every depth', async () => {
    const orchestrator = await start();
    const extra = { ...valid, items: [{ sku: 'tea', price: 1, quantity: 2, gift: { to: 'ann' } }], currency: 'USD', campaign: [1, null] };
    await orchestrator.createTask({ name: 'order', context: extra });
    expect(await stored()).toEqual([extra]);
  });

  it('is refused with each field named, and nothing is written', async () => {
    const orchestrator = await start();
    const context = {
      orderId: 7,
      items: [
        { sku: 'tea', price: -1 },
        { sku: 'cup', price: 'much' },
      ],
      placedAt: 'soon',
      currency: 3,
    };
    const paths = (await refusal(orchestrator.createTask({ name: 'order', context }))).map(({ path }) => path);
    expect([...new Set(paths)].sort()).toEqual([
      'context.currency',
      'context.items.0.price',
      'context.items.1.price',
      'context.orderId',
      'context.placedAt',
    ]);
    expect(await stored()).toEqual([]);
    expect(await engine.rows('select 1 from tasker.workflow_steps')).toEqual([]);
  });

  it('names a field that is missing', async () => {
    const orchestrator = await start();
    const { orderId: _left, ...rest } = valid;
    expect(await refusal(orchestrator.createTask({ name: 'order', context: rest }))).toMatchObject([{ path: 'context.orderId' }]);
  });

  it('of one of many requests is refused under the place of its request, and none is written', async () => {
    const orchestrator = await start();
    const wrong = { ...valid, items: [{ sku: 'tea', price: -1 }] };
    const requests = [valid, wrong, { ...valid, items: [] }].map((context) => ({ name: 'order', context }));
    expect(await refusal(orchestrator.createTasks(requests))).toMatchObject([{ path: '1.context.items.0.price' }]);
    expect(await stored()).toEqual([]);
  });

  it('is not changed in the hands of the caller', async () => {
    const orchestrator = await start();
    const context = structuredClone(valid);
    await orchestrator.createTask({ name: 'order', context });
    expect(context).toEqual(valid);
  });

  it.each([
    ['nested deeper than 500 levels', JSON.parse(`${'{"a":'.repeat(600)}1${'}'.repeat(600)}`) as object],
    ['with the key __proto__', JSON.parse('{"__proto__": {"polluted": true}}') as object],
    ['with the key constructor', { constructor: 'x', nested: { constructor: { name: 'y' } } }],
  ])('of hostile content %s harms nobody', async (_name, extra) => {
    const orchestrator = await start();
    const outcome = await orchestrator.createTask({ name: 'order', context: { ...valid, extra } }).then(
      () => 'created',
      (error: Error) => error.name,
    );
    expect(['created', 'InvalidRequestError']).toContain(outcome);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await stored()).toHaveLength(outcome === 'created' ? 1 : 0);
  });
});

describe('a context class', () => {
  const engine = useEngine();

  it('gives the hook and the handler an instance with its dates, defaults and methods', async () => {
    seen.length = 0;
    const { run } = await engine.app([Order]);
    const done = await run(Order, {
      ...valid,
      items: [
        { sku: 'tea', price: 2.5, quantity: 4 },
        { sku: 'cup', price: 3 },
      ],
    });
    expect(done.results).toEqual({ check: { isOrder: true, year: 2031, total: 13 } });
    expect(seen).toMatchObject([{ total: 13, year: 2031 }]);
    expect(seen[0]!.context).toBeInstanceOf(OrderContext);
  });

  it('is given a stored context with a key that would break it', async () => {
    const { run } = await engine.app([Order]);
    const done = await run(Order, { ...valid, extra: { constructor: 'x' } });
    expect(done).toMatchObject({ state: 'complete', context: { extra: { constructor: 'x' } } });
  });

  it('does not write what a hook changes in it', async () => {
    class Changing {
      establishStepDependenciesAndDefaults({ context }: NewTask<OrderContext>) {
        context.orderId = 'changed';
        context.items.pop();
      }
      only() {
        return {};
      }
    }
    StepHandler()(Changing.prototype, 'only', Object.getOwnPropertyDescriptor(Changing.prototype, 'only')!);
    TaskHandler({ name: 'changing', context: OrderContext })(Changing);
    const { run } = await engine.app([Changing]);
    expect((await run(Changing, valid)).context).toMatchObject(valid);
  });

  it('without any validator takes everything, and the log names it and the remedy', async () => {
    class Loose {
      note = 'none';
    }
    const Handler = workflow('loose', { only: { result: Loose, run: () => ({ note: 7 }) } }, { context: Loose });
    const { run } = await engine.app([Handler]);
    expect(await run(Handler, { whatever: [1] })).toMatchObject({
      state: 'complete',
      context: { whatever: [1], note: 'none' },
      results: { only: { note: 7 } },
    });
    expect(engine.logs.with('Loose')).toEqual([
      "warn Workflow: 'context': Loose has no class-validator decorators, so anything passes: decorate its properties",
      "warn Workflow.only: 'result': Loose has no class-validator decorators, so anything passes: decorate its properties",
    ]);
  });
});

describe('without a declaration', () => {
  const engine = useEngine();

  it('a context may be any JSON object', async () => {
    const { orchestrator } = await engine.app([workflow('free', { only: {} })], { worker: false });
    const context = { a: [1, { b: null }], '': 0 };
    expect((await orchestrator.createTask({ name: 'free', context })).context).toEqual(context);
  });
});
