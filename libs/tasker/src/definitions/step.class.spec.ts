import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../../test/support/built.task.js';
import { BaseStepHandler } from './handlers/base.step-handler.js';
import { stepClassOf } from './step.class.js';
import { StepHandler } from './step-handler.decorator.js';

@StepHandler('ship_order')
class Ship {
  process() {}
}
@StepHandler()
class Fetch {
  process() {}
}
class Undecorated {
  process() {}
}
class ShopPay {
  process() {}
}
@StepHandler('shop.refund')
class RefundOfShop {
  process() {}
}
class Pay {
  process() {}
}
class NoProcess {}
class Inherited extends Ship {}

function found(
  handler: unknown,
  moduleNamespace?: string,
  providers: Type<unknown>[] = [Ship, Fetch, Undecorated, ShopPay, RefundOfShop, Pay, NoProcess],
) {
  return stepClassOf(handler as string, { bindings: bindingsOf(providers), variables: {}, moduleNamespace });
}

describe('the class of a step', () => {
  it('may be given itself, decorated or not, provided or not: that is seen elsewhere', () => {
    expect([found(Ship), found(Undecorated), found(Inherited)]).toEqual([Ship, Undecorated, Inherited]);
  });

  it.each<[string, Type<unknown>]>([
    ['ship_order', Ship],
    ['Ship', Ship],
    ['Fetch', Fetch],
    ['Undecorated', Undecorated],
  ])('is found by %s: the name of the class, and the one in its decorator', (name, type) => {
    expect(found(name)).toBe(type);
  });

  it('is found under the prefix first: with a dot, then without, then the bare name', () => {
    expect(found('refund', 'shop')).toBe(RefundOfShop);
    expect(found('Pay', 'Shop')).toBe(ShopPay);
    expect(found('Pay')).toBe(Pay);
    expect(found('Fetch', 'Shop')).toBe(Fetch);
  });

  it('is no class when nobody goes by a name; the names tried and near names are said', () => {
    expect(found('Shp')).toBe(
      "names 'Shp', which no provider goes by: give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Ship'?",
    );
    expect(found('ship_ordr', 'shop')).toBe(
      "names 'ship_ordr', which no provider goes by (also looked for: shop.ship_ordr, shopship_ordr): " +
        "give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'ship_order'?",
    );
    expect(found('constructor')).toMatch(/^names 'constructor', which no provider goes by/);
    expect(found('__proto__')).toMatch(/^names '__proto__', which no provider goes by/);
  });

  it('is no class when two go by a name', () => {
    const other = { Ship: class { process() {} } }.Ship; // prettier-ignore
    expect(found('Ship', undefined, [Ship, other])).toBe(
      "names 'Ship', which 2 providers go by: class Ship, class Ship; give each a name by @StepHandler('…')",
    );
  });

  it('has a method process()', () => {
    expect(found(NoProcess)).toBe('is handled by NoProcess, which has no method process()');
    expect(found('NoProcess')).toBe('is handled by NoProcess, which has no method process()');
    expect(found(() => undefined)).toBe('is handled by a function, which has no method process()');
    expect(found({ process: () => undefined })).toBe('has no handler: give the class that runs it');
    expect(found(null)).toBe('has no handler: give the class that runs it');
  });

  it('leaves handle() to the engine, at any depth', () => {
    class Overriding extends BaseStepHandler {
      process() {
        return {};
      }
      override async handle() {
        return {};
      }
    }
    class Below extends Overriding {}
    class Fine extends BaseStepHandler {
      process() {
        return {};
      }
    }
    class OwnHandle {
      process() {}
      handle() {}
    }
    const message = "overrides handle(): that one is the engine's; write process() and processResults()";
    expect(found(Overriding)).toBe(`is handled by Overriding, which ${message}`);
    expect(found(Below)).toBe(`is handled by Below, which ${message}`);
    expect([found(Fine), found(OwnHandle)]).toEqual([Fine, OwnHandle]);
  });
});
