import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { suggestion } from '../model/near-names.js';
import { ProviderNames } from './provider.names.js';
import { StepHandler } from './step-handler.decorator.js';

class Ship {}

@StepHandler('charge_card')
class Charge {
  process() {}
}

describe('the names of providers', () => {
  it('are those of the class and of its decorator', () => {
    const names = new ProviderNames([Ship, Charge]);
    expect(names.all()).toEqual(['Ship', 'Charge', 'charge_card']);
    expect([names.find('Charge'), names.find('charge_card'), names.find('ship')]).toEqual([[Charge], [Charge], []]);
  });

  it('do not hold the empty name of an anonymous class', () => {
    const anonymous = ((): Type<unknown> => class {})();
    expect(anonymous.name).toBe('');
    const names = new ProviderNames([anonymous, Ship]);
    expect(names.all()).toEqual(['Ship']);
    expect(names.find('')).toEqual([]);
    expect(suggestion('x', names.all())).toBe('');
  });
});
