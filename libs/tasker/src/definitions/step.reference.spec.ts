import { describe, expect, it } from 'vitest';
import { builtTask } from '../../../../test/support/built.task.js';
import { PermanentError } from '../model/errors.js';
import { StepHandler } from './step-handler.decorator.js';
import { stepNameOf } from './step.reference.js';
import { TaskHandler } from './task-handler.decorator.js';

class Fetch {
  process() {}
}
class Ship {
  process() {}
}
class Other {
  process() {}
}

@TaskHandler({
  name: 'order',
  steps: [
    { name: 'fetch', handler: Fetch },
    { name: 'ship', handler: Ship },
    { name: 'ship_again', handler: Ship },
  ],
})
class Order {
  @StepHandler() pay() {}
}

const task = builtTask(Order, { providers: [Fetch, Ship] });

describe('stepNameOf', () => {
  it('takes step names and the class of exactly one step', () => {
    expect([stepNameOf(task, 'pay'), stepNameOf(task, 'fetch'), stepNameOf(task, Fetch)]).toEqual(['pay', 'fetch', 'fetch']);
  });

  it.each([
    ['an unknown name', 'fetsh', "no step 'fetsh' in task 'order'; did you mean 'fetch'?"],
    ['a class of no step', Other, "Other runs no step of task 'order'"],
    [
      'a class of two steps',
      Ship,
      "Ship runs more than one step of task 'order' ('ship' and 'ship_again'): ask for the result by step name",
    ],
  ])('fails for good on %s', (_kind, reference, message) => {
    expect(() => stepNameOf(task, reference)).toThrow(new PermanentError(message, { errorCode: 'UNKNOWN_STEP' }));
  });
});
