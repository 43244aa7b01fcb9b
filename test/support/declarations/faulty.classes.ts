import { Injectable, Scope, type Provider, type Type } from '@nestjs/common';
import { ApiStepHandler } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import { BaseStepHandler } from '../../../libs/tasker/src/definitions/handlers/base.step-handler.js';
import { StepHandler } from '../../../libs/tasker/src/definitions/step-handler.decorator.js';
import { TaskHandler } from '../../../libs/tasker/src/definitions/task-handler.decorator.js';

@StepHandler()
export class Pay {
  process() {
    return {};
  }
}

@StepHandler('ship_order')
export class Ship {
  process() {
    return {};
  }
}

export class NoProcess {}

export class OwnHandle extends BaseStepHandler {
  process() {
    return {};
  }
  override async handle() {
    return {};
  }
}

export class CallBank extends ApiStepHandler {}

/** Goes by the name of `Pay`. */
const twin = {
  Pay: class {
    process() {
      return {};
    }
  },
};
export const PayTwin: Type<unknown> = twin.Pay;

export class TextAsHook {
  pay() {
    return {};
  }
}
Object.defineProperty(TextAsHook.prototype, 'updateAnnotations', { value: 'later' });

@Injectable({ scope: Scope.REQUEST })
export class ScopedSchema {
  schema() {
    return {};
  }
  pay() {
    return {};
  }
}

export class FailingSchema {
  schema() {
    throw new Error('no such table');
  }
  pay() {
    return {};
  }
}

export class TextAsSchema {
  readonly schema = 'object';
  pay() {
    return {};
  }
}

@TaskHandler({ name: 'declared' })
export class Declares {
  @StepHandler() pay() {
    return {};
  }
}

export class ListsWrongEvents {
  static customEventConfiguration() {
    return [{ name: 'paid' }];
  }
  pay() {
    return {};
  }
}

/** A class called Order whose decorator was given whatever a caller without a compiler may write. */
export function order(options: unknown): Type<unknown> {
  class Order {}
  (TaskHandler as (given: unknown) => ClassDecorator)(options)(Order);
  return Order;
}

/** The providers that the rows refer to, besides those of their own. */
export const COMMON: readonly Provider[] = [Pay, Ship, NoProcess, OwnHandle, CallBank];
