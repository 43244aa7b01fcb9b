import { describe, expect, it } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { TaskerFunctions } from '../database/tasker.functions.js';
import { ClaimRecovery } from './claim.recovery.js';
import { OutcomeBuffer } from './outcome.buffer.js';
import { claimName, RunningSteps } from './running.steps.js';
import type { StepRunner } from './step.runner.js';

const step = (taskId: string, attempt = 1) => ({ taskId, stepId: 1, attempt }) as ClaimedStep;

/** A worker that runs some steps and waits to send the outcomes of others, and rows that say what it holds. */
function scene({ held, runs = [], waits = [] }: { held: ClaimedStep[]; runs?: ClaimedStep[]; waits?: ClaimedStep[] }) {
  const [running, outcomes] = [new RunningSteps(), new OutcomeBuffer()];
  const [begun, abandoned]: [string[], string[]] = [[], []];
  for (const claimed of runs) {
    running.add({ claimed, outcome: Promise.resolve(null), deadline: null, abandon: () => abandoned.push(claimName(claimed)) });
  }
  for (const { taskId, stepId, attempt } of waits) outcomes.push({ taskId, stepId, attempt, kind: 'completed', results: '{}' });
  const runner = { running, outcomes } as unknown as StepRunner;
  const functions = { recoverClaims: async () => held } as unknown as TaskerFunctions;
  const reconcile = async (isCurrent = () => true) => {
    begun.push(...(await new ClaimRecovery(functions, runner).reconcile('worker', isCurrent)).map(claimName));
  };
  return { reconcile, begun, abandoned, waiting: () => [...outcomes.claims()] };
}

describe('after a call without an answer', () => {
  it('outcomes whose claim is gone were stored and are not sent again; the others are', async () => {
    const { reconcile, waiting } = scene({ held: [step('b')], waits: [step('a'), step('b')] });
    await reconcile();
    expect(waiting()).toEqual(['b:1:1']);
  });

  it('steps that the lost answer claimed are to be begun', async () => {
    const { reconcile, begun } = scene({ held: [step('new'), step('runs'), step('waits')], runs: [step('runs')], waits: [step('waits')] });
    await reconcile();
    expect(begun).toEqual(['new:1:1']);
  });

  it('attempts whose claim is gone are stopped', async () => {
    const { reconcile, abandoned } = scene({ held: [step('b')], runs: [step('a'), step('b')] });
    await reconcile();
    expect(abandoned).toEqual(['a:1:1']);
  });

  it('another attempt of the same step is another claim', async () => {
    const { reconcile, begun, abandoned, waiting } = scene({ held: [step('a', 2)], runs: [step('a', 1)], waits: [step('a', 1)] });
    await reconcile();
    expect([begun, abandoned, waiting()]).toEqual([['a:1:2'], ['a:1:1'], []]);
  });

  it('nothing is changed when the worker has begun anew meanwhile', async () => {
    const { reconcile, begun, abandoned, waiting } = scene({ held: [step('new')], runs: [step('a')], waits: [step('b')] });
    await reconcile(() => false);
    expect([begun, abandoned, waiting()]).toEqual([[], [], ['b:1:1']]);
  });
});
