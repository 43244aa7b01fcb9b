import { describe, expect, it } from 'vitest';
import { diamondTask, DURATIONS } from '../../../../../test/support/forecasts.js';
import { StepEstimates } from './step.estimates.js';
import { whatIfForecast, type StepFactors } from './what-if.forecast.js';

const estimates = new StepEstimates(DURATIONS, 30);
const begun = { validate: { readyIn: 0 } } as const;
const BEFORE = 0.5 + 2 + (1 + 10) + (0.5 + 6);

interface Case {
  readonly what: string;
  readonly factors: StepFactors;
  readonly steps?: Parameters<typeof diamondTask>[0];
  readonly before?: number;
  readonly after: number;
  readonly becomes?: readonly string[];
  readonly ceases?: readonly string[];
}

const CASES: readonly Case[] = [
  { what: 'a step of the way that is twice as fast', factors: { charge: 0.5 }, after: 0.5 + 2 + (1 + 5) + 6.5 },
  {
    what: 'one that is ten times as fast: another step decides',
    factors: { charge: 0.1 },
    after: 0.5 + 2 + (1 + 4) + 6.5,
    becomes: ['reserve'],
    ceases: ['charge'],
  },
  { what: 'one that is twice as slow', factors: { charge: 2 }, after: 0.5 + 2 + (1 + 20) + 6.5 },
  { what: 'a step beside the way', factors: { reserve: 0 }, after: BEFORE },
  {
    what: 'a step beside the way that grows into it',
    factors: { reserve: 3 },
    after: 0.5 + 2 + (1 + 12) + 6.5,
    becomes: ['reserve'],
    ceases: ['charge'],
  },
  { what: 'several steps', factors: { validate: 0, charge: 0.5, ship: 0.5 }, after: 0.5 + (1 + 5) + (0.5 + 3) },
  {
    what: 'a running step: of its new duration, what it has had is taken off',
    factors: { charge: 0.6 },
    steps: { validate: { state: 'complete' }, charge: { state: 'in_progress', runningFor: 4 }, reserve: { state: 'complete' } },
    before: 6 + 6.5,
    after: 2 + 6.5,
  },
];

describe('what if', () => {
  it.each(CASES)('$what', ({ factors, steps = begun, before = BEFORE, after, becomes = [], ceases = [] }) => {
    const found = whatIfForecast(diamondTask(steps), estimates, factors);
    expect(found.before.seconds).toBeCloseTo(before, 9);
    expect(found.after.seconds).toBeCloseTo(after, 9);
    expect(found.savedSeconds).toBeCloseTo(before - after, 9);
    expect(found).toMatchObject({ becomesCritical: becomes, noLongerCritical: ceases });
  });

  it('saves nothing that anybody knows while a step has failed for good', () => {
    const task = diamondTask({ validate: { state: 'error', attempts: 3 } });
    expect(whatIfForecast(task, estimates, { ship: 0.5 })).toMatchObject({ savedSeconds: null, after: { finishAt: null } });
  });

  it.each<[unknown, string]>([
    [null, 'factors: must be an object'],
    [[0.5], 'factors: must be an object'],
    [{}, 'factors: must name at least one step'],
    [{ chrage: 0.5 }, "factors.chrage: the task has no such step; did you mean 'charge'?"],
    [{ toString: 1 }, 'factors.toString: the task has no such step'],
    [
      { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1 },
      expect.stringMatching(/^factors: must name steps of the task, which has \d+$/),
    ],
    [{ charge: -1 }, 'factors.charge: must be a number from 0 to 1000000'],
    [{ charge: Number.NaN }, 'factors.charge: must be a number from 0 to 1000000'],
    [
      { charge: Infinity, ship: '2' },
      'factors.charge: must be a number from 0 to 1000000; factors.ship: must be a number from 0 to 1000000',
    ],
  ])('refuses %j', (factors, message) => {
    const attempt = () => whatIfForecast(diamondTask(begun), estimates, factors as StepFactors);
    expect(attempt).toThrow(expect.objectContaining({ name: 'InvalidRequestError', message }));
  });
});
