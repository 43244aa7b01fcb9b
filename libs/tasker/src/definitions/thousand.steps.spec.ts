import { describe, expect, it } from 'vitest';
import { order, Pay } from '../../../../test/support/declarations/faulty.classes.js';
import { refusal, started } from '../../../../test/support/declarations/start.up.js';
import { thousandSteps, thousandStepsFile } from '../../../../test/support/declarations/thousand.steps.js';

describe('a definition of 1,000 steps', () => {
  it('is registered whole, in order, and alike in both ways', async () => {
    const inCode = (await started({ providers: [Pay, order({ definition: () => thousandSteps('Pay') })] })).get('thousand');
    const inFile = (await started({ providers: [Pay], files: { 'thousand.yaml': thousandStepsFile('Pay') } })).get('thousand');
    expect(inFile.hash).toBe(inCode.hash);
    const { steps } = inCode.definition;
    expect(steps).toHaveLength(1_000);
    const places = new Map(steps.map(({ name }, place) => [name, place]));
    for (const { name, dependsOn } of steps) for (const parent of dependsOn) expect(places.get(parent)).toBeLessThan(places.get(name)!);
    expect(inFile.invokers.size).toBe(1_000);
  });

  it('says what is wrong with the last of them', async () => {
    const file = thousandStepsFile('Pay').replace('name: step_999\n', 'name: step_999\n    retry_limit: 0\n');
    expect(await refusal({ providers: [Pay], files: { 'thousand.yaml': file } })).toBe(
      'tasks/thousand.yaml:4999: steps[999].retry_limit must be a whole number of 1 or more: the first attempt counts',
    );
  });

  it('with a fault in each of them shows ten and counts the others', async () => {
    const { steps = [], ...rest } = thousandSteps('Pay');
    const lines = (
      await refusal({ providers: [Pay, order({ ...rest, steps: steps.map((step) => ({ ...step, handler: 'Pya' })) })] })
    ).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe('and 990 more');
  });
});
