import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Injectable, Logger, Scope } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { order, Pay } from '../../../../test/support/declarations/faulty.classes.js';
import { started } from '../../../../test/support/declarations/start.up.js';
import { fakeExecution } from '../../../../test/support/step.execution.js';
import { StepHandler } from './step-handler.decorator.js';
import type { NewTask, StepList } from './task-hooks.js';
import { TaskHandler } from './task-handler.decorator.js';

class Gateway {
  charge() {
    return 'charged';
  }
}

@Injectable()
class OrderSteps {
  readonly seen: string[] = [];
  constructor(private readonly gateway: Gateway) {}
  chargePayment() {
    return { by: this.gateway.charge() };
  }
  async establishStepDependenciesAndDefaults(task: NewTask) {
    this.seen.push(`established ${task.taskId}`);
  }
  updateAnnotations() {
    return [{ type: 'seen', annotation: { by: this.seen } }];
  }
}

const FILE = 'name: order\nsteps: [{name: pay, handler: Pay}]';
const WITH_CLASS = 'name: order\ntask_handler_class: OrderSteps\nsteps: [{name: charge_payment}, {name: pay, handler: Pay}]';
const names = async (declared: Parameters<typeof started>[0]) => (await started(declared)).list().map(({ definition }) => definition.name);

afterEach(() => void vi.restoreAllMocks());

describe('definitions in files', () => {
  it('are found in the directory, by both endings, without any class', async () => {
    const files = { 'a.yaml': FILE, 'b.YML': 'name: other\nsteps: [{name: pay, handler: Pay}]', 'c.txt': 'not: [YAML' };
    const factory = await started({ providers: [Pay], files });
    expect(factory.list().map(({ definition, handler }) => [definition.name, basename(definition.declaredBy), handler])).toEqual([
      ['order', 'a.yaml', undefined],
      ['other', 'b.YML', undefined],
    ]);
    const result: unknown = await factory.get('order').invokers.get('pay')?.(fakeExecution());
    expect(result).toEqual({});
  });

  it('may be run by methods of a provider that they name, with what Nest injects', async () => {
    const task = (await started({ providers: [Pay, Gateway, OrderSteps], files: { 'a.yaml': WITH_CLASS } })).get('order');
    expect(task.handler).toBe(OrderSteps);
    expect(task.definition.steps.map(({ name, handledBy }) => [name, handledBy])).toEqual([
      ['charge_payment', 'OrderSteps.chargePayment'],
      ['pay', 'Pay'],
    ]);
    expect(await task.invokers.get('charge_payment')?.(fakeExecution())).toEqual({ by: 'charged' });
  });

  it('are read with the changes of the environment, and warn of one that nobody knows', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const file = `${FILE}\nenvironments:\n  production: {steps: [{name: pay, retry_limit: 9}]}\n  prodution: {}\n  test: {}`;
    const limit = async (environment: string) => {
      const settings = { environment, environments: ['test', 'production'] };
      return (await started({ providers: [Pay], files: { 'a.yaml': file }, settings })).get('order').definition.steps[0]!.retryLimit;
    };
    expect([await limit('production'), await limit('test')]).toEqual([9, 3]);
    expect(warn.mock.calls.map(([message]) => String(message).replace(/^.*\//, ''))).toEqual(
      Array(2).fill("a.yaml:5: environments.prodution is never used: 'prodution' is no known environment; did you mean 'production'?"),
    );
  });

  it('find handlers under the prefix of the file, else of the options', async () => {
    const handledBy = async (file: string, moduleNamespace?: string) => {
      class ShopPay extends Pay {}
      const settings = moduleNamespace === undefined ? {} : { moduleNamespace };
      return (await started({ providers: [Pay, ShopPay], files: { 'a.yaml': file }, settings })).get('order').definition.steps[0]!
        .handledBy;
    };
    expect([await handledBy(FILE), await handledBy(FILE, 'Shop'), await handledBy(`module_namespace: Shop\n${FILE}`)]).toEqual([
      'Pay',
      'ShopPay',
      'ShopPay',
    ]);
    expect(await handledBy(`module_namespace: Other\n${FILE}`, 'Shop')).toBe('Pay');
  });

  it('that a class declares belong to that class, wherever they stand', async () => {
    const factory = await started({ providers: [Pay, order({ yaml: 'a.yaml' })], files: { 'a.yaml': FILE } });
    expect(factory.list().map(({ handler }) => handler?.name)).toEqual(['Order']);
  });

  it('may be none: a missing directory is an empty one unless it was asked for', async () => {
    expect(await names({ settings: { directory: '/nowhere/at/all' } })).toEqual([]);
  });

  it('are not registered twice by a second discovery', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tasker-files-'));
    try {
      writeFileSync(join(directory, 'a.yaml'), FILE);
      const factory = await started({ providers: [Pay], settings: { directory } });
      expect(await factory.discover()).toEqual([]);
      writeFileSync(join(directory, 'b.yaml'), `version: 2.0.0\n${FILE}`);
      expect((await factory.discover()).map(({ definition }) => definition.version)).toEqual(['2.0.0']);
      expect(factory.list()).toHaveLength(2);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('hooks of a task handler', () => {
  it('are bound to its provider, for a file that names it too', async () => {
    const { hooks } = (await started({ providers: [Pay, Gateway, OrderSteps], files: { 'a.yaml': WITH_CLASS } })).get('order');
    await hooks.establishSteps!({ taskId: 't1' } as NewTask, {} as StepList);
    const notes = await hooks.annotate!({} as never, {} as never, []);
    expect(notes).toEqual([{ type: 'seen', annotation: { by: ['established t1'] } }]);
  });

  it('are none where the class has none', async () => {
    const { hooks } = (
      await started({ providers: [Pay, order({ definition: { name: 'order', steps: [{ name: 'pay', handler: Pay }] } })] })
    ).get('order');
    expect(hooks).toEqual({ establishSteps: undefined, annotate: undefined });
  });

  it('may be set by the constructor', async () => {
    @TaskHandler({ name: 'order' })
    class Order {
      readonly schema = { type: 'object', required: ['orderId'] };
      readonly updateAnnotations = () => [{ type: 'own', annotation: {} }];
      @StepHandler() pay() {}
    }
    const task = (await started({ providers: [Order] })).get('order');
    expect(task.definition.schema).toEqual({ type: 'object', required: ['orderId'] });
    expect(await task.hooks.annotate!({} as never, {} as never, [])).toEqual([{ type: 'own', annotation: {} }]);
  });

  it('of a request-scoped class run on an instance made for the call', async () => {
    let made = 0;
    @TaskHandler({ name: 'order' })
    @Injectable({ scope: Scope.REQUEST })
    class Order {
      readonly number = ++made;
      @StepHandler() pay() {}
      updateAnnotations() {
        return [{ type: 'number', annotation: { number: this.number } }];
      }
    }
    const notes: unknown[] = [];
    const { hooks } = (await started({ providers: [Order] })).get('order');
    for (let call = 0; call < 2; call++) notes.push(await hooks.annotate!({} as never, {} as never, []));
    expect(notes).toEqual([[{ type: 'number', annotation: { number: 1 } }], [{ type: 'number', annotation: { number: 2 } }]]); // prettier-ignore
  });

  it('are not expected of what stands in the place of the class', async () => {
    @TaskHandler({ name: 'order' })
    class Order {
      schema() {
        return { type: 'object' };
      }
      updateAnnotations() {
        return [];
      }
      @StepHandler() pay() {}
    }
    const task = (await started({ providers: [{ provide: Order, useValue: { pay: () => ({}) } }] })).get('order');
    expect([task.hooks.annotate, task.definition.schema, task.checkContext]).toEqual([undefined, undefined, undefined]);
  });

  it('are not made up by a mock that answers every name', async () => {
    @TaskHandler({ name: 'order' })
    class Order {
      @StepHandler() pay() {}
    }
    const answers = (_target: object, key: string | symbol) => (key === 'then' || typeof key === 'symbol' ? undefined : () => undefined);
    const task = (await started({ providers: [{ provide: Order, useValue: new Proxy({}, { get: answers }) }] })).get('order');
    expect(task.hooks).toEqual({ establishSteps: undefined, annotate: undefined });
  });

  it('schema() is asked once, with its provider as this, and replaces the declared context', async () => {
    const asked = vi.fn();
    @TaskHandler({ name: 'order', context: { type: 'object', required: ['declared'] } })
    class Order {
      private readonly field = 'orderId';
      schema() {
        asked();
        return { type: 'object', required: [this.field] };
      }
      @StepHandler() pay() {}
    }
    const { definition, checkContext } = (await started({ providers: [Order] })).get('order');
    expect(definition.schema).toEqual({ type: 'object', required: ['orderId'] });
    expect((await checkContext!({})).issues.map(({ path }) => path)).toEqual(['orderId']);
    expect(asked).toHaveBeenCalledOnce();
  });
});
