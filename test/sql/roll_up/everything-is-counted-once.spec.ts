import { describe, expect, it } from 'vitest';
import { rollUp, rollUpOnce } from '../../support/analytics.js';
import { useEngine, type Engine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { LateWriter, RandomHistory } from '../../support/random.history.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { expectCounted, historyOf } from '../../support/recounted.figures.js';

const ROUNDS = 80;

/** Random writes, some of them in transactions that stay open over many rounds, and calls of roll_up in between. */
async function run(engine: Engine, { retention }: { retention: boolean }): Promise<void> {
  const seed = seedOfRun();
  figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
  const next = numbersOf(seed);
  const upTo = (most: number) => Math.floor(next() * most);
  const history = await RandomHistory.begin(engine, next);
  const late = [await LateWriter.begin(engine, 'first', next), await LateWriter.begin(engine, 'second', next)];
  const callers = [await engine.session(), await engine.session()] as const;
  const rows = () => [1, 5, 30, 200_000][upTo(4)]!;
  for (let round = 0; round < ROUNDS; round += 1) {
    await history.act();
    if (next() < 0.4) await late[upTo(2)]!.act();
    if (retention && next() < 0.1) await engine.rows('select tasker.delete_tasks($1)', [await history.finished(3)]);
    const call = next();
    if (call < 0.1) await rollUpOnce(callers[0], 0, rows());
    else if (call < 0.2) await Promise.all(callers.map((caller) => rollUpOnce(caller, 0, rows())));
    else if (call < 0.25) {
      // As when the caller is killed in the middle.
      await callers[0].query('begin');
      await rollUpOnce(callers[0], 0, rows());
      await callers[0].query('rollback');
    }
  }
  for (const writer of late) await writer.end();
  await rollUp(engine.client, 40);
}

describe('roll_up', () => {
  const engine = useEngine({ guarded: false });

  it('counts everything that is committed once: late, in pieces, by two callers, with calls that are rolled back', async () => {
    await run(engine, { retention: false });
    const history = await historyOf(engine.client);
    expect(Math.min(history.tasks.length, history.moves.length, history.attempts.length)).toBeGreaterThan(20);
    await expectCounted(engine.client, history);
  });

  it('totals are those of the tasks that there are, whatever retention takes at whatever moment', async () => {
    await run(engine, { retention: true });
    await expectCounted(engine.client, await historyOf(engine.client), ['totals']);
  });
});
