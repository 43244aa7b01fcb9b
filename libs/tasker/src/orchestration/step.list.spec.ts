import { describe, expect, it } from 'vitest';
import { registeredTask, stepTemplate, taskDefinition } from '../../../../test/support/built.task.js';
import { ConfigurationError } from '../model/errors.js';
import { PlannedSteps } from './step.list.js';

class Order {}
const LIMIT = 1_000;
const HOOK = 'Order.establishStepDependenciesAndDefaults';

const declared = [
  stepTemplate('validate'),
  stepTemplate('charge', { dependsOn: ['validate'], retryLimit: 5, skippable: true, queue: 'slow', priority: 2, timeout: 500 }),
  stepTemplate('ship', { dependsOn: ['charge'] }),
];
const planned = () => new PlannedSteps(registeredTask(taskDefinition('order', declared), { handler: Order }));
const shape = (steps: PlannedSteps) => steps.checked(LIMIT).map(({ name, like, dependsOn }) => [name, like, dependsOn]);

function refusal(change: (steps: PlannedSteps) => void): string {
  const steps = planned();
  try {
    change(steps);
    steps.checked(LIMIT);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('the steps of a task that is about to be created', () => {
  it('are the declared ones at first', () => {
    const steps = planned();
    expect([steps.size, [...steps].map(({ name }) => name)]).toEqual([3, ['validate', 'charge', 'ship']]);
    expect(steps.find('charge')).toEqual({
      name: 'charge',
      like: 'charge',
      dependsOn: ['validate'],
      retryLimit: 5,
      retryable: true,
      skippable: true,
      queue: 'slow',
      priority: 2,
      timeout: 500,
      inputs: undefined,
    });
    expect([steps.find('nowhere'), steps.find('constructor')]).toEqual([undefined, undefined]);
    expect(shape(steps)).toEqual([['validate', 'validate', []], ['charge', 'charge', ['validate']], ['ship', 'ship', ['charge']]]); // prettier-ignore
  });

  it('may be changed for this task only', () => {
    const steps = planned();
    Object.assign(steps.find('charge')!, { retryLimit: 1, timeout: '2s', dependsOn: [], inputs: { only: 1 } });
    expect(steps.checked(LIMIT).find(({ name }) => name === 'charge')).toMatchObject({
      retryLimit: 1,
      timeout: 2_000,
      dependsOn: [],
      inputs: { only: 1 },
    });
    (steps.find('ship')!.dependsOn as string[]).push('validate');
    expect(declared[2]!.dependsOn).toEqual(['charge']);
    expect(planned().find('charge')).toMatchObject({ retryLimit: 5, dependsOn: ['validate'] });
  });

  it('a name alone is a list of one dependency', () => {
    const steps = planned();
    Object.assign(steps.find('ship')!, { dependsOn: 'validate' });
    expect(shape(steps)).toContainEqual(['ship', 'ship', ['validate']]);
    steps.remove('validate');
    expect(shape(steps)).toContainEqual(['ship', 'ship', []]);
  });

  it('take over what is declared where an added one leaves an option undefined', () => {
    const steps = planned();
    const nothing = { dependsOn: undefined, retryLimit: undefined, queue: undefined, timeout: undefined };
    steps.add({ name: 'charge_rest', like: 'charge', ...nothing });
    const rest = steps.checked(LIMIT).find(({ name }) => name === 'charge_rest');
    expect(rest).toMatchObject({ dependsOn: [], retryLimit: 5, queue: 'slow', timeout: 500 });
  });

  it('may lose their priority, their time limit and their dependencies', () => {
    const steps = planned();
    Object.assign(steps.find('charge')!, { priority: undefined, timeout: undefined, dependsOn: undefined });
    expect(steps.checked(LIMIT).find(({ name }) => name === 'charge')).toMatchObject({
      priority: undefined,
      timeout: undefined,
      dependsOn: [],
    });
  });

  it('cannot be given another name or handler', () => {
    const ship = planned().find('ship') as unknown as Record<string, unknown>;
    for (const key of ['name', 'like']) expect(() => (ship[key] = 'other')).toThrow(TypeError);
  });

  it('may become more: a step takes over everything but the dependencies of the one it is like', () => {
    const steps = planned();
    const added = steps.add({ name: 'charge_rest', like: 'charge', dependsOn: ['charge'], retryLimit: 2 });
    expect(added).toMatchObject({ name: 'charge_rest', like: 'charge', queue: 'slow', timeout: 500, retryLimit: 2 });
    expect(steps.add({ name: 'notify', like: 'ship' }).dependsOn).toEqual([]);
    steps.find('ship')!.dependsOn = ['charge_rest'];
    expect(shape(steps).map(([name]) => name)).toEqual(['validate', 'notify', 'charge', 'charge_rest', 'ship']);
    expect(steps.size).toBe(5);
  });

  it('may become fewer: nobody depends on a removed step any longer', () => {
    const steps = planned();
    steps.remove('charge');
    expect(shape(steps)).toEqual([['validate', 'validate', []], ['ship', 'ship', []]]); // prettier-ignore
    steps.remove('validate');
    steps.remove('ship');
    expect(steps.checked(LIMIT)).toEqual([]);
  });

  it('a removed step may be added again, but not like another one: rows of its name are run by its own handler', () => {
    const steps = planned();
    steps.remove('ship');
    expect(() => steps.add({ name: 'ship', like: 'validate' })).toThrow(/'ship' is a declared step; give the added one another name/);
    steps.add({ name: 'ship', like: 'ship', dependsOn: ['charge'] });
    expect(shape(steps).at(-1)).toEqual(['ship', 'ship', ['charge']]);
  });

  it('come out in topological order whatever order they were added in', () => {
    const steps = planned();
    for (const name of ['c', 'b', 'a']) steps.add({ name, like: 'ship' });
    Object.assign(steps.find('c')!, { dependsOn: ['b'] });
    Object.assign(steps.find('b')!, { dependsOn: ['a'] });
    expect(shape(steps).map(([name]) => name)).toEqual(['validate', 'a', 'charge', 'b', 'ship', 'c']);
  });
});

describe('steps that a hook leaves are refused in the name of the hook', () => {
  const add = (step: object) => (steps: PlannedSteps) => void steps.add({ like: 'ship', name: 'more', ...step });
  const change = (changes: object) => (steps: PlannedSteps) => void Object.assign(steps.find('charge')!, changes);

  it.each<[string, (steps: PlannedSteps) => void, string]>([
    ['a name that is taken', add({ name: 'ship' }), "cannot add step 'ship': there is one of that name"],
    ['no name', add({ name: undefined }), 'cannot add a step: its name must be a string that is not empty'],
    ['a number as name', add({ name: '12' }), "cannot add a step: its name '12' must not be a number: steps are also looked up by id"],
    ['a name that is too long', add({ name: 'n'.repeat(129) }), 'cannot add a step: its name has 129 characters; at most 128 are allowed'],
    [
      'like a step that is not declared',
      add({ like: 'shp' }),
      "cannot add step 'more' like 'shp', which is not a declared step; did you mean 'ship'?",
    ],
    ['like nothing', add({ like: undefined }), "cannot add step 'more' like 'undefined', which is not a declared step"],
    [
      'the removal of a step that is not there',
      (steps) => steps.remove('chrge'),
      "cannot remove step 'chrge': there is none; did you mean 'charge'?",
    ],
    [
      'a retry limit of 0',
      change({ retryLimit: 0 }),
      "step 'charge': 'retryLimit' must be a whole number of 1 or more: the first attempt counts",
    ],
    ['a time limit of 0', change({ timeout: 0 }), "step 'charge': 'timeout' must be between 1 ms and 24 days"],
    ['a retry limit that was taken away', change({ retryLimit: undefined }), "step 'charge': 'retryLimit' must be given"],
    ['a queue that was taken away', change({ queue: undefined }), "step 'charge': 'queue' must be given"],
    ['no queue', change({ queue: '' }), "step 'charge': 'queue' must be a string that is not empty"],
    ['a priority that is no number', change({ priority: 'high' }), "step 'charge': 'priority' must be a whole number of 32 bits"],
    ['retryable that is a text', change({ retryable: 'no' }), "step 'charge': 'retryable' must be true or false"],
    ['an option of its own', change({ retries: 3 }), "step 'charge': 'retries' is not an option"],
    ['a misspelt option of an added step', add({ timout: 3 }), "step 'more': 'timout' is not an option; did you mean 'timeout'?"],
    [
      'a dependency that is no step',
      change({ dependsOn: ['validat'] }),
      "step 'charge' depends on 'validat', which is not a step of the task",
    ],
    ['a dependency that is no name', change({ dependsOn: [7] }), "step 'charge': 'dependsOn' must be a step name or a list of them"],
    [
      'a dependency named twice',
      change({ dependsOn: ['validate', 'validate'] }),
      "step 'charge' depends on 'validate' twice: name it once",
    ],
    ['itself as dependency', change({ dependsOn: ['charge'] }), "step 'charge' depends on itself"],
    ['a circle', change({ dependsOn: ['ship'] }), 'the steps depend on each other in a circle: charge -> ship -> charge'],
    ['inputs that are no JSON', change({ inputs: () => 1 }), "step 'charge': 'inputs' must be JSON"],
    ['inputs with a bigint', change({ inputs: { n: 1n } }), "step 'charge': 'inputs' must be JSON: Do not know how to serialize a BigInt"],
    [
      'inputs with NUL',
      change({ inputs: { text: '\0' } }),
      "step 'charge': 'inputs' cannot be stored: a text contains a NUL character or half of a surrogate pair",
    ],
    [
      'inputs over the limit',
      change({ inputs: 'x'.repeat(LIMIT) }),
      "step 'charge': 'inputs' cannot be stored: 1002 bytes of JSON, the limit is 1000",
    ],
  ])('%s', (_, make, message) => {
    expect(refusal(make)).toBe(`${HOOK}: ${message}`);
  });

  it('all of them at once, the first ten shown', () => {
    const lines = refusal((steps) => {
      for (let n = 0; n < 12; n++) steps.add({ name: `n${n}`, like: 'ship', retryLimit: 0 });
    }).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toBe(`${HOOK}: step 'n9': 'retryLimit' must be a whole number of 1 or more: the first attempt counts`);
    expect(lines[10]).toBe(`${HOOK}: and 2 more`);
  });

  it('of a file without a class, in the name of the file', () => {
    const steps = new PlannedSteps(registeredTask(taskDefinition('order', declared, { declaredBy: 'tasks/order.yaml' })));
    expect(() => steps.remove('nowhere')).toThrow(/^tasks\/order\.yaml\.establishStepDependenciesAndDefaults: cannot remove/);
  });
});
