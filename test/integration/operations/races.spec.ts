import { describe, expect, it } from 'vitest';
import type { Answer } from '../../support/model/engine.calls.js';
import { ACTION_KINDS, type ActionKind, type Single } from '../../support/model/model.command.js';
import { useModelEngine } from '../../support/model/model.engine.js';
import { SequenceRun, type Overlap } from '../../support/model/model.sequence.js';
import type { StepPlan, TaskPlan } from '../../support/model/task.plan.js';

const STEP: StepPlan = { parents: [], retryLimit: 2, retryable: true, priority: null, timed: true, bypassed: false };

/** The step in question, one that waits for it and one beside it that outlives it; with a limit for the whole task. */
const PLAN: TaskPlan = {
  steps: [{ ...STEP, priority: 1 }, { ...STEP, parents: [1] }, STEP],
  serial: false,
  limited: true,
  priority: 0,
};

const action = (kind: ActionKind, step = 1): Single => ({ kind: 'act', action: kind, target: step - 1, amount: 5, anything: true });
const claim: Single = { kind: 'claim', worker: 0, capacity: 1 };
const settle = (outcome: Extract<Single, { kind: 'late' }>['said']['outcome']): Single => {
  return { kind: 'settle', worker: 0, said: [{ pick: 0, outcome }], capacity: 0 };
};

/** What else may end a running attempt. */
const ENDS: Readonly<Record<string, Single>> = {
  'its completion': settle({ kind: 'completed', results: { by: 'worker' } }),
  'its failure': settle({ kind: 'failed', permanent: false, wait: null }),
  'its permanent failure': settle({ kind: 'failed', permanent: true, wait: 0 }),
  'its return': settle({ kind: 'returned', wait: 0 }),
  'its time limit, in a worker that hangs': { kind: 'hang', worker: 0 },
  'the loss of its lease': { kind: 'crash', worker: 0 },
  'the deadline of its task': { kind: 'expire', task: 0 },
};

/** Where the step in question is when two persons act on it. */
const PLACES: Readonly<Record<string, { readonly plan?: TaskPlan; readonly before: readonly Single[]; readonly step?: number }>> = {
  'is ready': { before: [] },
  'waits for another one': { before: [], step: 2 },
  runs: { before: [claim] },
  'waits for its next attempt': { before: [claim, ENDS['its failure']!] },
  'has failed for good': { before: [claim, ENDS['its permanent failure']!] },
  'has used up its attempts': {
    plan: { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, retryLimit: 1 })) },
    before: [claim, ENDS['its failure']!],
  },
  'has failed and its task with it': {
    plan: { ...PLAN, steps: [PLAN.steps[0]!] },
    before: [claim, ENDS['its permanent failure']!],
  },
  'waits for its turn': { plan: { ...PLAN, serial: true, steps: [...PLAN.steps, STEP] }, before: [claim], step: 3 },
  'belongs to a paused task': { before: [claim, ENDS['its failure']!, action('pauseTask')] },
};

/** Answers of an action beside a completion: [verdict, state of the step afterwards], when it comes first and when it comes second. */
const BESIDE_COMPLETION: Readonly<Record<ActionKind, readonly [first: readonly [string, string], second: readonly [string, string]]>> = {
  cancelTask: [
    ['changed', 'cancelled'],
    ['changed', 'complete'],
  ],
  resolveTask: [
    ['changed', 'cancelled'],
    ['changed', 'complete'],
  ],
  pauseTask: [
    ['changed', 'complete'],
    ['changed', 'complete'],
  ],
  resumeTask: [
    ['unchanged', 'complete'],
    ['unchanged', 'complete'],
  ],
  retryTask: [
    ['unchanged', 'complete'],
    ['unchanged', 'complete'],
  ],
  cancelStep: [
    ['changed', 'cancelled'],
    ['refused', 'complete'],
  ],
  resolveStep: [
    ['refused', 'complete'],
    ['refused', 'complete'],
  ],
  completeStep: [
    ['refused', 'complete'],
    ['refused', 'complete'],
  ],
  retryStep: [
    ['unchanged', 'complete'],
    ['refused', 'complete'],
  ],
  changeRetryLimit: [
    ['refused', 'complete'],
    ['refused', 'complete'],
  ],
};

const verdict = (answer: unknown) => {
  const { refused, changed } = answer as Answer;
  return refused ? 'refused' : changed ? 'changed' : 'unchanged';
};

/** Reapers and whoever looks after deadlines leave a held task for the next time; everybody else waits. */
const passesBy = ({ kind }: Single) => kind === 'hang' || kind === 'crash' || kind === 'expire';

/**
 * Each race is run with the transaction of the first still open when the second begins. Every one of them is compared with the reference
 * model (state, counters, history, dead letters, reasons), in which the first comes before the second, and audited; then the task comes to rest.
 */
describe('an action of a person that meets something else at the same step: one wins, the other one finds what it has done', () => {
  const engine = useModelEngine();

  const race = async (setting: { plan?: TaskPlan; before: readonly Single[] }, first: Single, second: Single) => {
    const run = await SequenceRun.of(engine.current, 'when asked');
    return run.traced(async () => {
      await run.create(setting.plan ?? PLAN);
      for (const command of setting.before) await run.command(command);
      const met = (await run.overlap(first, second))!;
      await run.compare();
      const state = run.world.tasks[0]!.steps[0]!.state;
      await run.drain();
      return { ...met, state } satisfies Overlap & { state: string };
    });
  };

  describe.each(Object.entries(ENDS))('a running step and %s', (_, end) => {
    it.each(ACTION_KINDS)('%s first: what comes before its commit finds the attempt as that has left it', async (kind) => {
      const { waited } = await race({ before: [claim] }, action(kind), end);
      expect(waited).toBe(!passesBy(end));
    });

    it.each(ACTION_KINDS)('%s second: it waits for the commit, and decides about the step as it is then', async (kind) => {
      const { waited } = await race({ before: [claim] }, end, action(kind));
      expect(waited).toBe(true);
    });
  });

  it.each(ACTION_KINDS)('%s beside a completion: the answer says who has won', async (kind) => {
    const completion = ENDS['its completion']!;
    const before = await race({ before: [claim] }, action(kind), completion);
    const after = await race({ before: [claim] }, completion, action(kind));
    expect([
      [verdict(before.first), before.state],
      [verdict(after.second), after.state],
    ]).toEqual(BESIDE_COMPLETION[kind]);
  });

  describe.each(Object.entries(PLACES))('two persons act, and the step %s', (_, place) => {
    it.each(ACTION_KINDS)('%s, and any action before its commit: the second one waits, and is answered by what it finds', async (kind) => {
      for (const other of ACTION_KINDS) {
        const { waited } = await race(place, action(kind, place.step), action(other, place.step));
        expect(waited, other).toBe(true);
      }
    });
  });

  it.each(ACTION_KINDS)('a claim passes by a step on which a person acts (%s)', async (kind) => {
    expect((await race({ before: [] }, action(kind), claim)).waited).toBe(false);
  });

  it.each(ACTION_KINDS)('%s waits for a claim of the step, and finds it running', async (kind) => {
    expect((await race({ before: [] }, claim, action(kind))).waited).toBe(true);
  });
});
