import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../model/errors.js';
import { bypassedPlaces } from './bypassed.steps.js';
import type { GraphStep } from './task.graph.js';

const steps = ['validate', 'notify', 'ship', 'archive'].map(
  (name) => ({ name, skippable: name !== 'ship' && name !== 'validate' }) as GraphStep,
);

describe('bypassedPlaces', () => {
  it('gives places counted from 1, in order, each once', () => {
    expect(bypassedPlaces(['archive', 'notify', 'archive'], steps)).toEqual([2, 4]);
    expect(bypassedPlaces([], steps)).toEqual([]);
  });

  it('refuses every name that is no step, or one that must not be left out, by its place in the request', () => {
    try {
      bypassedPlaces(['notify', 'notfy', 'ship', 'constructor'], steps);
      throw new Error('nothing was refused');
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidRequestError);
      expect((error as InvalidRequestError).issues).toEqual([
        { path: 'bypassSteps.1', message: "'notfy' is not a step of the task; did you mean 'notify'?" },
        { path: 'bypassSteps.2', message: "'ship' is not skippable: only steps declared so can be bypassed" },
        { path: 'bypassSteps.3', message: "'constructor' is not a step of the task" },
      ]);
    }
  });
});
