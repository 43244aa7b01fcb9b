import { describe, expect, it, vi } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { Outcome } from '../database/outcome.js';
import type { DefinitionIndex } from './definition.index.js';
import type { RunFacts } from './news/attempt.facts.js';
import type { RunningStep, StepExecutor } from './step.executor.js';
import { StepRunner } from './step.runner.js';

const step = (taskId: string, { attempt = 1, namedTaskId = 1, namedStepId = 1 } = {}) =>
  ({ taskId, stepId: 1, attempt, namedTaskId, namedStepId }) as ClaimedStep;
const completed = ({ taskId, stepId, attempt }: ClaimedStep): Outcome => ({ taskId, stepId, attempt, kind: 'completed', results: '{}' });

/** A runner that knows step 1 of definition 1; the test ends its attempts by hand. */
function runnerUnderTest() {
  const ends = new Map<string, (outcome: Outcome | null) => void>();
  const abandoned: string[] = [];
  const executor = {
    start: ({ run: { claimed } }: RunFacts): RunningStep => {
      const outcome = new Promise<Outcome | null>((resolve) => ends.set(claimed.taskId, resolve));
      const abandon = (reason: string) => {
        abandoned.push(`${claimed.taskId}: ${reason}`);
        ends.get(claimed.taskId)?.(null);
      };
      return { claimed, outcome, deadline: null, abandon };
    },
  } as unknown as StepExecutor;
  const definitions = {
    byNamedTask: (id: number) =>
      id === 1 ? { stepNames: new Map([[1, 'only']]), isUnmet: () => false, unknownIds: () => [], templateOf: () => ({}) } : undefined,
  } as unknown as DefinitionIndex;
  const runner = new StepRunner(definitions, executor);
  const ended = vi.fn();
  runner.onEnd = ended;
  return { runner, abandoned, ended, end: (claimed: ClaimedStep) => ends.get(claimed.taskId)?.(completed(claimed)) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('StepRunner', () => {
  it('collects the outcome of an attempt that ends, and says so', async () => {
    const { runner, ended, end } = runnerUnderTest();
    expect(runner.begin(step('a'))).toBe(true);
    expect([runner.running.size, runner.outcomes.size]).toEqual([1, 0]);
    end(step('a'));
    await settled();
    expect([runner.running.size, runner.outcomes.take().outcomes]).toEqual([0, [completed(step('a'))]]);
    expect(ended).toHaveBeenCalledOnce();
  });

  it.each([
    ['a definition', { namedTaskId: 2 }],
    ['a step', { namedStepId: 2 }],
  ])('hands a step back for a second when it has no code for such %s', (_, ids) => {
    const { runner } = runnerUnderTest();
    expect(runner.begin(step('a', ids))).toBe(false);
    expect(runner.running.size).toBe(0);
    expect(runner.outcomes.take().outcomes).toEqual([{ taskId: 'a', stepId: 1, attempt: 1, kind: 'returned', delaySeconds: 1 }]);
  });

  it('stops the attempts of one task and reports nothing of them', async () => {
    const { runner, abandoned } = runnerUnderTest();
    runner.begin(step('a'));
    runner.begin(step('b'));
    runner.abandonTask('a', 'stopped');
    await settled();
    expect(abandoned).toEqual(['a: stopped']);
    expect([runner.running.all().map(({ claimed }) => claimed.taskId), runner.outcomes.size]).toEqual([['b'], 0]);
  });

  it('stops one attempt, and no other one of the same step', async () => {
    const { runner, abandoned } = runnerUnderTest();
    runner.begin(step('a'));
    runner.abandonStep({ taskId: 'a', stepId: 1, attempt: 2 }, 'stopped');
    await settled();
    expect([abandoned, runner.running.size]).toEqual([[], 1]);
    runner.abandonStep({ taskId: 'a', stepId: 1, attempt: 1 }, 'stopped');
    await settled();
    expect([abandoned, runner.running.size, runner.outcomes.size]).toEqual([['a: stopped'], 0, 0]);
  });

  it('forgets everything and says how many outcomes that lost', async () => {
    const { runner, end, abandoned } = runnerUnderTest();
    runner.begin(step('a'));
    runner.begin(step('b'));
    end(step('a'));
    await settled();
    expect(runner.abandonAll('the lease is lost')).toBe(1);
    await settled();
    expect(abandoned).toEqual(['b: the lease is lost']);
    expect([runner.running.size, runner.outcomes.size]).toEqual([0, 0]);
  });

  it('hands everything that runs back at once, each claim once', async () => {
    const { runner, end } = runnerUnderTest();
    runner.begin(step('a', { attempt: 3 }));
    runner.begin(step('b'));
    expect(runner.giveBackRunning('shutdown')).toBe(2);
    end(step('a', { attempt: 3 }));
    await settled();
    expect(runner.outcomes.take().outcomes).toEqual([
      { taskId: 'a', stepId: 1, attempt: 3, kind: 'returned', delaySeconds: 0 },
      { taskId: 'b', stepId: 1, attempt: 1, kind: 'returned', delaySeconds: 0 },
    ]);
  });
});
