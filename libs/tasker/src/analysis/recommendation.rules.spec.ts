import { describe, expect, it } from 'vitest';
import { bottleneckFigures, durations, errorFigures, stepFigures } from '../../../../test/support/bottleneck.figures.js';
import type { Recommendation } from './recommendation.js';
import { recommendations } from './recommendation.rules.js';

type Given = Parameters<typeof bottleneckFigures>[0];
const given = (figures: Given) => recommendations(bottleneckFigures(figures));
const codes = (figures: Given) => given(figures).map(({ code }) => code);
const place = (stepName: string) => ({ namespace: 'shop', taskName: 'order', version: '1.0.0', stepName });

/** A figure that is just enough, one that is just not, and what is said about the first. */
const CASES: readonly [code: string, enough: Given, short: Given, said: Partial<Recommendation>][] = [
  [
    'tasks_fail',
    { tasks: { created: 20, error: 1 }, busiestSteps: [stepFigures('cart'), stepFigures('pay', { givenUp: 1 })] },
    { tasks: { created: 21, error: 1 } },
    {
      message:
        "1 of 20 tasks (5 %) are in error and wait for a person. Most attempts that were given up are those of step 'pay' of shop/order 1.0.0.",
      figure: { name: 'recentErrorRate', value: 5, unit: 'percent', threshold: 5 },
      about: place('pay'),
    },
  ],
  [
    'one_error_dominates',
    { errors: [errorFigures('TimeoutError', 5), errorFigures('CardError', 5)], busiestSteps: [stepFigures('pay')] },
    { errors: [errorFigures('TimeoutError', 5), errorFigures('CardError', 5), errorFigures('Error', 1)] },
    {
      message: "TimeoutError is 5 of 10 failures (50 %), most of them in step 'pay': what removes it removes most failures.",
      figure: { name: 'commonErrorTypes.share', value: 50, unit: 'percent', threshold: 50 },
      about: place('pay'),
    },
  ],
  [
    'retries_do_not_help',
    { steps: { retried: 5, recovered: 2 }, busiestSteps: [stepFigures('pay', { retried: 5, recovered: 2 })] },
    { steps: { retried: 6, recovered: 3 } },
    {
      message:
        'Of 5 steps that were tried again 2 completed (40 %): let handlers throw a PermanentError where another attempt cannot succeed, or ' +
        "wait longer between attempts; begin with step 'pay' of shop/order 1.0.0.",
      figure: { name: 'retrySuccessRate', value: 40, unit: 'percent', threshold: 50 },
      about: place('pay'),
    },
  ],
  [
    'steps_wait',
    {
      steps: { waits: durations(20, 3.5), durations: durations(20, 3) },
      busiestSteps: [stepFigures('cart', { waits: durations(19, 1) }), stepFigures('pay', { waits: durations(2, 30) })],
    },
    { steps: { waits: durations(20, 3.5), durations: durations(20, 3.5) } },
    {
      message:
        'Steps wait 3.5 s for a worker and take 3 s: start more workers, raise worker.concurrency, or look at the limits of their queues; ' +
        "begin with step 'pay' of shop/order 1.0.0.",
      figure: { name: 'stepTimes.wait.average', value: 3.5, unit: 'seconds', threshold: 3 },
      about: place('pay'),
    },
  ],
  [
    'long_tasks',
    { tasks: { durations: durations(5, 20, { p95: 90 }) }, busiestSteps: [stepFigures('pay', { totalSeconds: 80 })] },
    { tasks: { durations: durations(5, 20, { p95: 60 }) } },
    {
      message:
        "Half of the tasks take 20 s or less, one of twenty 1.5 min or more. Most of the time goes to step 'pay' of shop/order 1.0.0.",
      figure: { name: 'performanceDistribution.p95', value: 90, unit: 'seconds', threshold: 60 },
      about: place('pay'),
    },
  ],
  [
    'dependencies_block',
    {
      blocked: {
        mostBlocked: [
          { ...place('pay'), steps: 7, averageWait: 20 },
          { ...place('ship'), steps: 4, averageWait: 7_200 },
        ],
      },
    },
    { blocked: { mostBlocked: [{ ...place('pay'), steps: 7, averageWait: 300 }] } },
    {
      message: "4 of step 'ship' of shop/order 1.0.0 wait for the steps before them, for 2 h on average: see what holds those up.",
      figure: { name: 'mostBlockedSteps.averageWait', value: 7_200, unit: 'seconds', threshold: 300 },
      about: place('ship'),
    },
  ],
  [
    'many_retries',
    { steps: { attempts: 20, failed: 2, retried: 5, recovered: 3 }, busiestSteps: [stepFigures('pay', { failed: 2 })] },
    { steps: { attempts: 21, failed: 2, retried: 5, recovered: 3 } },
    {
      message: "2 of 20 attempts fail (10 %) and are mostly made good by another one, later; begin with step 'pay' of shop/order 1.0.0.",
      figure: { name: 'failedAttempts', value: 10, unit: 'percent', threshold: 10 },
      about: place('pay'),
    },
  ],
  [
    'uneven_durations',
    { tasks: { durations: durations(100, 2, { p99: 25 }) } },
    { tasks: { durations: durations(100, 2, { p99: 20 }) } },
    {
      message: 'One of a hundred tasks takes 25 s or more, half of them 2 s or less: see what the slowest tasks have in common.',
      figure: { name: 'performanceDistribution.p99', value: 25, unit: 'seconds', threshold: 20 },
      about: null,
    },
  ],
  [
    'overhead',
    { steps: { overheadAverage: 0.08, runs: durations(20, 0.002), durations: durations(20, 0.082) } },
    { steps: { overheadAverage: 0.08, runs: durations(20, 0.09), durations: durations(20, 0.17) } },
    {
      message:
        'Handlers run for 2 ms, and 80 ms more pass until their outcomes are recorded: see how busy the database and the workers are, or ' +
        'make one step of several short ones.',
      figure: { name: 'stepTimes.overhead', value: 0.08, unit: 'seconds', threshold: 0.05 },
      about: null,
    },
  ],
];

describe('recommendations', () => {
  it('are none where nothing happened', () => {
    expect(given({})).toEqual([]);
  });

  it.each(CASES)('%s is said with its figure from its threshold on, and not before', (code, enough, short, said) => {
    expect(given(enough)).toEqual([{ code, ...said }]);
    expect(codes(short)).toEqual([]);
  });

  it.each<[string, Given]>([
    ['tasks', { tasks: { created: 19, error: 19 } }],
    ['failures', { errors: [errorFigures('TimeoutError', 4)] }],
    ['steps that were tried again', { steps: { retried: 4, recovered: 0 } }],
    ['waits', { steps: { waits: durations(19, 60) } }],
    ['tasks that completed', { tasks: { durations: durations(4, 300) } }],
    ['attempts', { steps: { attempts: 19, failed: 10 } }],
    ['durations', { tasks: { durations: durations(99, 1, { p99: 60 }) } }],
    ['runs', { steps: { overheadAverage: 1, durations: durations(19, 1) } }],
  ])('are not made of a few %s', (_, figures) => {
    expect(codes(figures)).toEqual([]);
  });

  it('name no step where several definitions have one of that name, and the class is counted for the name', () => {
    const busiestSteps = [stepFigures('pay'), stepFigures('pay', { taskName: 'refund' })];
    expect(given({ errors: [errorFigures('TimeoutError', 9)], busiestSteps })[0]!.about).toBeNull();
  });

  it('are at most five: what costs tasks before what costs time', () => {
    const all = given({
      tasks: { created: 20, error: 10, durations: durations(100, 1, { p95: 90, p99: 900 }) },
      steps: {
        attempts: 40,
        failed: 10,
        retried: 5,
        recovered: 1,
        waits: durations(20, 9),
        overheadAverage: 5,
        durations: durations(20, 1),
      },
      errors: [errorFigures('TimeoutError', 10)],
      blocked: { mostBlocked: [{ ...place('pay'), steps: 7, averageWait: 400 }] },
    });
    expect(all.map(({ code }) => code)).toEqual(['tasks_fail', 'one_error_dominates', 'retries_do_not_help', 'steps_wait', 'long_tasks']);
  });
});
