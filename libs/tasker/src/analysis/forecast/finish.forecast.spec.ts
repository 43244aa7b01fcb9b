import { describe, expect, it } from 'vitest';
import { diamondTask, DURATIONS, inSeconds, NOW, type StepChange } from '../../../../../test/support/forecasts.js';
import type { TimedSnapshot } from '../task.snapshot.js';
import { finishForecast } from './finish.forecast.js';
import { StepEstimates } from './step.estimates.js';

const DONE: StepChange = { state: 'complete', attempts: 1 };
const failed = (retryIn?: number): StepChange => ({ state: 'error', attempts: 1, ...(retryIn === undefined ? {} : { retryIn }) });
const running = (runningFor: number): StepChange => ({ state: 'in_progress', attempts: 1, runningFor });

interface Case {
  readonly what: string;
  readonly steps: Readonly<Record<string, StepChange>>;
  readonly task?: Partial<TimedSnapshot>;
  readonly known?: readonly number[];
  readonly expected: readonly [seconds: number, ...path: string[]];
  readonly cautious: readonly [seconds: number, ...path: string[]];
}

// Averages [run, wait] of validate 2 0.5, charge 10 1, reserve 4 1, ship 6 0.5; 95 of 100: 3 1, 20 2, 30 4, 8 1.
const CASES: readonly Case[] = [
  {
    what: 'of a task that begins now: the longest way of waits and durations',
    steps: { validate: { readyIn: 0 } },
    expected: [0.5 + 2 + (1 + 10) + (0.5 + 6), 'validate', 'charge', 'ship'],
    cautious: [1 + 3 + (4 + 30) + (1 + 8), 'validate', 'reserve', 'ship'],
  },
  {
    what: 'without what a step has waited already',
    steps: { validate: { readyIn: -0.2 } },
    expected: [0.3 + 2 + 11 + 6.5, 'validate', 'charge', 'ship'],
    cautious: [0.8 + 3 + 34 + 9, 'validate', 'reserve', 'ship'],
  },
  {
    what: 'when a step has waited for longer than usual: from now on',
    steps: { validate: { readyIn: -60 } },
    expected: [2 + 11 + 6.5, 'validate', 'charge', 'ship'],
    cautious: [3 + 34 + 9, 'validate', 'reserve', 'ship'],
  },
  {
    what: 'without what a running step has had, and without finished steps',
    steps: { validate: DONE, charge: running(4), reserve: { state: 'resolved_manually' } },
    expected: [10 - 4 + 6.5, 'charge', 'ship'],
    cautious: [20 - 4 + 9, 'charge', 'ship'],
  },
  {
    what: 'when a step runs for longer than usual: as if it ended now',
    steps: { validate: DONE, charge: running(25), reserve: DONE },
    expected: [0 + 6.5, 'charge', 'ship'],
    cautious: [0 + 9, 'charge', 'ship'],
  },
  {
    what: 'with the back-off of a failed step',
    steps: { validate: DONE, charge: DONE, reserve: failed(40) },
    expected: [40 + 1 + 4 + 6.5, 'reserve', 'ship'],
    cautious: [40 + 4 + 30 + 9, 'reserve', 'ship'],
  },
  {
    what: 'of the back-off or of another step, whichever ends later',
    steps: { validate: DONE, charge: running(1), reserve: failed(3) },
    expected: [9 + 6.5, 'charge', 'ship'],
    cautious: [3 + 34 + 9, 'reserve', 'ship'],
  },
  {
    what: 'when the back-off is over: as of any step that may be claimed',
    steps: { validate: DONE, charge: DONE, reserve: failed(-0.25) },
    expected: [0.75 + 4 + 6.5, 'reserve', 'ship'],
    cautious: [3.75 + 30 + 9, 'reserve', 'ship'],
  },
  {
    what: 'one step at a time: of everything that is left, behind the back-off that keeps the turn',
    steps: { validate: DONE, charge: failed(30) },
    task: { concurrent: false },
    expected: [30 + 11 + 5 + 6.5, 'charge', 'reserve', 'ship'],
    cautious: [30 + 22 + 34 + 9, 'charge', 'reserve', 'ship'],
  },
  {
    what: 'with the figures of the definition for a step of which nothing is known',
    steps: { validate: DONE, charge: DONE, reserve: DONE, ship: { readyIn: 0 } },
    known: [0, 101],
    expected: [1 + 5, 'ship'],
    cautious: [3 + 9, 'ship'],
  },
  {
    what: 'with the base of the options where nothing is known at all',
    steps: { validate: { readyIn: 0 } },
    known: [],
    expected: [90, 'validate', 'charge', 'ship'],
    cautious: [90, 'validate', 'charge', 'ship'],
  },
];

function forecast({ steps, task, known }: Pick<Case, 'steps' | 'task' | 'known'>) {
  const rows = DURATIONS.filter(({ namedStepId }) => known?.includes(namedStepId) ?? true);
  return finishForecast(diamondTask(steps, task), new StepEstimates(rows, 30));
}

describe('the forecast', () => {
  it.each(CASES)('$what', ({ expected, cautious, ...given }) => {
    const found = forecast(given);
    for (const [finish, [seconds, ...path]] of [[found.expected, expected] as const, [found.cautious, cautious] as const]) {
      expect(finish.seconds).toBeCloseTo(seconds, 9);
      expect(finish.finishAt).toEqual(inSeconds(Math.floor(finish.seconds! * 1000) / 1000));
      if (given.known?.length !== 0) expect(finish.criticalPath.map(({ name }) => name)).toEqual(path);
    }
    expect(found).toMatchObject({ asOf: NOW, state: 'in_progress', paused: false, stuckSteps: [] });
  });

  it('says what each step of the way adds, and what that rests on', () => {
    const { expected } = forecast({ steps: { validate: DONE, charge: running(4), reserve: DONE }, known: [0, 102] });
    expect(expected.criticalPath).toEqual([
      { stepId: 2, name: 'charge', seconds: 6, basis: 'step' },
      { stepId: 4, name: 'ship', seconds: 6, basis: 'definition' },
    ]);
  });

  it('names the unfinished steps of which no attempt was measured', () => {
    expect(forecast({ steps: { validate: DONE }, known: [0, 102] }).unmeasuredSteps).toEqual(['reserve', 'ship']);
    expect(forecast({ steps: { validate: DONE } }).unmeasuredSteps).toEqual([]);
  });

  it('is unknown while a step has failed for good, and names it', () => {
    const found = forecast({ steps: { validate: DONE, charge: failed(), reserve: running(1) } });
    const nobodyKnows = { finishAt: null, seconds: null, criticalPath: [] };
    expect(found).toMatchObject({ expected: nobodyKnows, cautious: nobodyKnows, stuckSteps: ['charge'] });
  });

  it('is unknown while a step waits for a cancelled one', () => {
    const found = forecast({ steps: { validate: DONE, charge: { state: 'cancelled' }, reserve: running(1) } });
    expect(found).toMatchObject({ expected: { finishAt: null, seconds: null }, stuckSteps: ['charge'] });
  });

  it('of a paused task counts from when it is resumed, which nobody knows', () => {
    const { expected, paused } = forecast({ steps: { validate: DONE, charge: DONE, reserve: DONE }, task: { paused: true } });
    expect({ paused, ...expected }).toMatchObject({ paused: true, finishAt: null, seconds: 6.5 });
  });

  it.each(['complete', 'cancelled', 'resolved_manually'] as const)('of a task that is %s is when it came to rest', (state) => {
    const finishedAt = inSeconds(-500);
    const found = forecast({ steps: { validate: DONE, charge: { state: 'cancelled' } }, task: { state, finishedAt } });
    const finish = { finishAt: finishedAt, seconds: 0, criticalPath: [] };
    expect(found).toMatchObject({ expected: finish, cautious: finish, stuckSteps: [] });
  });

  it('of a task without steps is when it came to rest', () => {
    const { expected } = forecast({ steps: {}, task: { state: 'complete', finishedAt: NOW, steps: [] } });
    expect(expected).toEqual({ finishAt: NOW, seconds: 0, criticalPath: [] });
  });
});
