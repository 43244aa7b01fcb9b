import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figure } from '../figures.js';
import { seedOfRun } from '../random.graphs.js';
import { ACTION_KINDS, sequences } from './model.command.js';
import { useModelEngine } from './model.engine.js';
import { SequenceRun } from './model.sequence.js';

/** Far more than 5,000 sequences take on a busy machine: a bound for a run that hangs. */
const TIMEOUT = 3_600_000;

/** What must have happened in a run of hundreds of sequences, or the sequences have lost their point. */
const HAPPENS = [
  ...ACTION_KINDS.map((kind) => `${kind} changed`),
  ...['claim', 'outcome completed', 'outcome failed', 'outcome returned', 'crash', 'hang', 'expiry'],
  ...['late outcome', 'late outcome of a lost worker', 'overlap', 'overlap that waits'],
];

/**
 * Promises that the engine does what the reference model does, in so many random sequences. A failure prints the seed and the path of the
 * shortest sequence that was found: TASKER_TEST_SEED and TASKER_TEST_PATH repeat just that one.
 */
export function describeModel(runs: number): void {
  const engine = useModelEngine();

  it(
    `${runs.toLocaleString('en')} random sequences of work, failures, crashes and actions of persons do in the engine what they do in the model`,
    async () => {
      const seed = seedOfRun();
      const path = process.env.TASKER_TEST_PATH;
      figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
      const began = performance.now();
      await fc.assert(
        fc.asyncProperty(sequences, async (sequence) => (await SequenceRun.of(engine.current)).all(sequence)),
        // Unbiased: else most sequences are short.
        { seed, numRuns: runs, unbiased: true, ...(path === undefined ? {} : { path, endOnFailure: true }) },
      );
      const { tally } = engine.current;
      const happened = [...tally].map(([what, times]) => `${what} ${times}`);
      figure(`${runs} sequences in ${((performance.now() - began) / 1000).toFixed(1)} s: ${happened.sort().join(', ')}`);
      if (path === undefined) expect(HAPPENS.filter((what) => !tally.has(what))).toEqual([]);
    },
    TIMEOUT,
  );
}
