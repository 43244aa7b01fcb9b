import { fileURLToPath } from 'node:url';
import { Injectable, Scope, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { stepClassOptionsOf, stepMethodsOf, stepReferenceOf, taskDeclarationOf } from './handler.metadata.js';
import { StepHandler } from './step-handler.decorator.js';
import { TaskHandler } from './task-handler.decorator.js';

const loose = StepHandler as unknown as (declared?: unknown) => (...parameters: unknown[]) => void;

describe('@TaskHandler', () => {
  it('is not inherited', () => {
    @TaskHandler({ name: 'order' })
    class Order {}
    class Special extends Order {}
    expect(taskDeclarationOf(Order)).toEqual({ options: { name: 'order' }, file: undefined });
    expect(taskDeclarationOf(Special)).toBeUndefined();
  });

  it('is kept under a registered symbol, so that another copy of the package reads it', () => {
    @TaskHandler({ name: 'order' })
    class Order {
      @StepHandler({ retryLimit: 2 }) pay() {
        return {};
      }
    }
    expect(Reflect.getOwnMetadata(Symbol.for('nestjs-tasker:task-handler'), Order)).toEqual({ options: { name: 'order' } });
    expect(Reflect.getOwnMetadata(Symbol.for('nestjs-tasker:step-handler'), Order.prototype, 'pay')).toEqual({ retryLimit: 2 });
  });

  it('remembers the file that it stands in when a file is named relative to it', () => {
    @TaskHandler({ yaml: 'order.yaml' })
    class Order {}
    expect(taskDeclarationOf(Order)?.file).toBe(fileURLToPath(import.meta.url));
  });

  it.each([
    [
      'above',
      (target: Type) => [Injectable({ scope: Scope.REQUEST }), TaskHandler({ name: 'order' })].forEach((decorate) => decorate(target)),
    ],
    [
      'below',
      (target: Type) => [TaskHandler({ name: 'order' }), Injectable({ scope: Scope.REQUEST })].forEach((decorate) => decorate(target)),
    ],
  ])('standing %s @Injectable leaves the scope as it is', (_place, decorate) => {
    class Order {}
    decorate(Order);
    expect(Reflect.getMetadata('scope:options', Order)).toEqual({ scope: Scope.REQUEST });
  });
});

describe('@StepHandler', () => {
  it('names a class by its reference, by default by its own name', () => {
    @StepHandler()
    class Ship {
      process() {}
    }
    @StepHandler('fetch_order')
    class Fetch {
      process() {}
    }
    expect([stepReferenceOf(Ship), stepReferenceOf(Fetch)]).toEqual(['Ship', 'fetch_order']);
  });

  it('lists the steps of parents first, in the order of the code', () => {
    class Base {
      @StepHandler() second() {}
      @StepHandler() first() {}
    }
    class Derived extends Base {
      @StepHandler() third() {}
      override second() {}
    }
    expect(stepMethodsOf(Derived).map(({ method }) => method)).toEqual(['second', 'first', 'third']);
  });

  it('refuses options on a class: they stand in the list of steps', () => {
    class Ship {}
    expect(() => loose({ retryLimit: 2 })(Ship)).toThrow(
      new ConfigurationError(
        "@StepHandler on class Ship: 'retryLimit' takes name, result, customEvents only; the other options stand in 'steps' of @TaskHandler",
      ),
    );
    expect(() => loose({ reslt: {} })(Ship)).toThrow(/'reslt' .* only; did you mean 'result'\?;/);
  });

  it('keeps what a class declares for each of its steps, with its name', () => {
    @StepHandler({ name: 'ship_order', result: { type: 'object' }, customEvents: [{ name: 'order.shipped' }] })
    class Ship {
      static customEventConfiguration() {
        return [{ name: 'order.lost' }];
      }
      process() {}
    }
    expect(stepReferenceOf(Ship)).toBe('ship_order');
    expect(stepClassOptionsOf(Ship)).toEqual({
      result: { type: 'object' },
      customEvents: [{ name: 'order.shipped' }, { name: 'order.lost' }],
    });
  });

  it('declares nothing for a class that says nothing', () => {
    @StepHandler()
    class Ship {
      process() {}
    }
    class Plain {}
    expect([stepClassOptionsOf(Ship), stepClassOptionsOf(Plain)]).toEqual([{}, {}]);
  });

  it('refuses a name on a method', () => {
    class Order {
      pay() {}
    }
    const descriptor = Object.getOwnPropertyDescriptor(Order.prototype, 'pay');
    expect(() => loose('charge')(Order.prototype, 'pay', descriptor)).toThrow(/@StepHandler\('charge'\) on Order\.pay/);
  });

  it.each([
    ['a static method', (Order: Type) => loose()(Order, 'pay', { value: () => undefined })],
    ['an accessor', (Order: Type) => loose()(Order.prototype, 'pay', { get: () => undefined })],
    ['a field', (Order: Type) => loose()(Order.prototype, 'pay')],
    ['a symbol', (Order: Type) => loose()(Order.prototype, Symbol('pay'), { value: () => undefined })],
  ])('refuses %s', (_kind, decorate) => {
    class Order {}
    expect(() => decorate(Order)).toThrow(ConfigurationError);
  });
});
