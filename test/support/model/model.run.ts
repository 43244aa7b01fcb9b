import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figure } from '../figures.js';
import { seedOfRun } from '../random.graphs.js';
import { ACTION_KINDS, sequences, type Sequence } from './model.command.js';
import { useModelEngine, type ModelEngine } from './model.engine.js';
import { SequenceRun } from './model.sequence.js';

/** Far more than thousands of sequences take on a busy machine: a bound for a run that hangs. */
const TIMEOUT = 3_600_000;

/** Sequences that run at the same time, each in a database of its own: one of them waits for the server most of the time. */
const SIDE_BY_SIDE = 2;

/** What must have happened in a run of hundreds of sequences, or the sequences have lost their point. */
const HAPPENS = [
  ...ACTION_KINDS.map((kind) => `${kind} changed`),
  ...['claim', 'outcome completed', 'outcome failed', 'outcome returned', 'crash', 'hang', 'expiry'],
  ...['late outcome', 'late outcome of a lost worker', 'overlap', 'overlap that waits'],
];

/**
 * Promises that the engine does what the reference model does, in so many random sequences. A failure prints the seed and the path of the
 * shortest sequence that was found: TASKER_TEST_SEED and TASKER_TEST_PATH repeat just that one. Each part of the run has the next seed.
 */
export function describeModel(runs: number): void {
  const engines = Array.from({ length: SIDE_BY_SIDE }, () => useModelEngine());

  it(
    `${runs.toLocaleString('en')} random sequences of work, failures, crashes and actions of persons do in the engine what they do in the model`,
    async () => {
      const seed = seedOfRun();
      const path = process.env.TASKER_TEST_PATH;
      figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
      const began = performance.now();
      const repeated = path === undefined ? {} : { path, endOnFailure: true };
      await Promise.all(
        engines
          .slice(0, path === undefined ? SIDE_BY_SIDE : 1)
          .map(({ current }, nth) => doesAsTheModel(current, { seed: seed + nth, numRuns: Math.ceil(runs / SIDE_BY_SIDE), ...repeated })),
      );
      const tally = sumOf(engines.map(({ current }) => current.tally));
      const happened = [...tally].map(([what, times]) => `${what} ${times}`);
      figure(`${runs} sequences in ${((performance.now() - began) / 1000).toFixed(1)} s: ${happened.sort().join(', ')}`);
      if (path === undefined) expect(HAPPENS.filter((what) => !tally.has(what))).toEqual([]);
    },
    TIMEOUT,
  );
}

function doesAsTheModel(engine: ModelEngine, parameters: fc.Parameters<[Sequence]>): Promise<void> {
  const property = fc.asyncProperty(sequences, async (sequence) => (await SequenceRun.of(engine)).all(sequence));
  // Unbiased: else most sequences are short.
  return fc.assert(property, { unbiased: true, ...parameters });
}

function sumOf(tallies: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const tally of tallies) for (const [what, times] of tally) sum.set(what, (sum.get(what) ?? 0) + times);
  return sum;
}
