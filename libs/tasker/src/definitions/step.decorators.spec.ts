import { Injectable, Scope, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { stepMethodsOf, stepReferenceOf, taskOptionsOf } from './handler.metadata.js';
import { StepHandler } from './step-handler.decorator.js';
import { TaskHandler } from './task-handler.decorator.js';

const loose = StepHandler as unknown as (declared?: unknown) => (...parameters: unknown[]) => void;

describe('@TaskHandler', () => {
  it('is not inherited', () => {
    @TaskHandler({ name: 'order' })
    class Order {}
    class Special extends Order {}
    expect(taskOptionsOf(Order)).toEqual({ name: 'order' });
    expect(taskOptionsOf(Special)).toBeUndefined();
  });

  it('is kept under a registered symbol, so that another copy of the package reads it', () => {
    @TaskHandler({ name: 'order' })
    class Order {
      @StepHandler({ retryLimit: 2 }) pay() {
        return {};
      }
    }
    expect(Reflect.getOwnMetadata(Symbol.for('nestjs-tasker:task-handler'), Order)).toEqual({ name: 'order' });
    expect(Reflect.getOwnMetadata(Symbol.for('nestjs-tasker:step-handler'), Order.prototype, 'pay')).toEqual({ retryLimit: 2 });
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
    expect(() => loose({ retryLimit: 2 })(Ship)).toThrow(/@StepHandler on class Ship takes a name only/);
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
