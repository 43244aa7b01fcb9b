import { beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask, type StepRow } from '../../support/rows.js';

const due: StepRow = { state: 'error', readyIn: -1 };
const soon: StepRow = { state: 'error', readyIn: 30 };
const late: StepRow = { state: 'error', readyIn: 600 };
const exhausted: StepRow = { state: 'error', attempts: 3 };
const probing: StepRow = { state: 'in_progress', attempts: 2, error: { message: 'failed' } };
const running: StepRow = { state: 'in_progress' };
const done: StepRow = { state: 'complete' };

describe('get_system_circuits', () => {
  const engine = useEngine();
  const circuits = (limit = 100_000) =>
    engine.rows(
      `select name, circuit, closed_steps::integer as closed, open_steps::integer as open, half_open_steps::integer as half_open,
         round(extract(epoch from next_retry_at - now()))::integer as retry_in, sampled
       from tasker.get_system_circuits($1)`,
      [limit],
    );
  beforeEach(async () => {
    await insertTask(engine.client, [{}], { system: 'idle', definition: 'idle' });
  });

  it.each<[string, StepRow[], string, object]>([
    ['nothing failed', [done, running, {}], 'closed', { closed: 3, open: 0, half_open: 0, retry_in: null }],
    ['back-offs run: the first one ends it', [late, soon, running], 'open', { closed: 1, open: 2, half_open: 0, retry_in: 30 }],
    ['a failure is due', [due, soon], 'half_open', { closed: 0, open: 1, half_open: 1, retry_in: 30 }],
    ['a retry runs', [probing, exhausted], 'half_open', { closed: 0, open: 1, half_open: 1, retry_in: null }],
    [
      'a step failed for good in a task that rests',
      [exhausted, done, { parents: [1] }],
      'open',
      { closed: 2, open: 1, half_open: 0, retry_in: null },
    ],
  ])('%s', async (_, steps, circuit, expected) => {
    await insertTask(engine.client, steps, { system: 'bank', definition: 'bank' });
    expect(await circuits()).toEqual([
      { name: 'bank', circuit, sampled: false, ...expected },
      { name: 'idle', circuit: 'closed', closed: 1, open: 0, half_open: 0, retry_in: null, sampled: false },
    ]);
  });

  it('leaves out tasks that ended well: their steps say nothing of today', async () => {
    await insertTask(engine.client, [done, done], { system: 'bank', definition: 'bank' });
    expect((await circuits())[0]).toMatchObject({ name: 'bank', closed: 0 });
  });

  it('counts the steps of many tasks up to a number, and says when there were more', async () => {
    for (let count = 0; count < 3; count += 1) await insertTask(engine.client, [running, soon], { system: 'bank', definition: 'bank' });
    for (let count = 0; count < 3; count += 1) await insertTask(engine.client, [exhausted], { system: 'shop', definition: 'shop' });
    const seen = async (limit: number) => {
      const rows = await circuits(limit);
      return [rows.reduce((sum, { closed, open }) => sum + closed + open, 0), rows.every(({ sampled }) => sampled)];
    };
    expect(await seen(7)).toEqual([10, false]);
    expect(await seen(6)).toEqual([9, true]);
    expect(await seen(2)).toEqual([4, true]);
  });
});
