import { describe, expect, it } from 'vitest';
import { DURATIONS, measured } from '../../../../../test/support/forecasts.js';
import { StepEstimates } from './step.estimates.js';

describe('an estimate', () => {
  const estimates = new StepEstimates(DURATIONS, 30);

  it('is the average of the step, or what 95 of 100 attempts do not exceed', () => {
    expect(estimates.of(103, 'expected')).toEqual({ wait: 1, run: 4, basis: 'step' });
    expect(estimates.of(103, 'cautious')).toEqual({ wait: 4, run: 30, basis: 'step' });
  });

  it('is that of its definition for a step without a measured attempt', () => {
    expect(estimates.of(999, 'expected')).toEqual({ wait: 1, run: 5, basis: 'definition' });
    expect(estimates.of(999, 'cautious')).toEqual({ wait: 3, run: 9, basis: 'definition' });
  });

  it('is the base of the options where nothing was measured', () => {
    expect(new StepEstimates([], 30).of(101, 'expected')).toEqual({ wait: 0, run: 30, basis: 'assumed' });
    expect(new StepEstimates([], 45).of(101, 'cautious')).toEqual({ wait: 0, run: 45, basis: 'assumed' });
  });

  it('is no shorter when it is cautious: a percentile is right to 4.5 % only', () => {
    const steady = new StepEstimates([measured(101, [10, 9.6, 2, 1.95])], 30);
    expect(steady.of(101, 'cautious')).toEqual({ wait: 2, run: 10, basis: 'step' });
  });

  it('counts an unknown wait as none', () => {
    const row = { namedStepId: 101, completed: 1, seconds: 3, p95Seconds: 3, waitSeconds: null, p95WaitSeconds: null };
    expect(new StepEstimates([row], 30).of(101, 'cautious')).toEqual({ wait: 0, run: 3, basis: 'step' });
  });
});
