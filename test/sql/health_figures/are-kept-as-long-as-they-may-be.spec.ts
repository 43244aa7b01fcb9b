import { beforeEach, describe, expect, it } from 'vitest';
import { rollUpOnce } from '../../support/analytics.js';
import { generateHistory } from '../../support/generated.history.js';
import { numbersOf } from '../../support/random.graphs.js';
import { useEngine } from '../../support/engine.js';
import { blocked } from '../../support/worker.session.js';

describe('health_figures', () => {
  const engine = useEngine({ guarded: false });
  const READ = 'select * from tasker.health_figures($1)';
  const read = async (age: string) => (await engine.rows(READ, [age]))[0]!;
  const kept = (health: string) => engine.rows(`update tasker.analytics_marks set ${health}`);

  beforeEach(() => generateHistory(engine.client, numbersOf(1), 5));

  it('counts when nothing is kept, and again when what is kept is too old', async () => {
    const first = await read('1 hour');
    expect(first.figures).toMatchObject({ total_tasks: 5, total_steps: 15 });
    await generateHistory(engine.client, numbersOf(2), 1);
    expect(await read('1 hour')).toEqual(first);
    await kept("health_at = health_at - interval '2 hours', health_cost = '0'");
    expect((await read('1 hour')).figures).toMatchObject({ total_tasks: 6, total_steps: 18 });
  });

  it('keeps what was dear for twenty times its cost, however young it is asked for', async () => {
    const first = await read('0');
    await generateHistory(engine.client, numbersOf(2), 1);
    await kept("health_cost = '1 hour', health_at = health_at - interval '19 hours'");
    expect((await read('0')).figures).toEqual(first.figures);
    await kept("health_at = health_at - interval '2 hours'");
    expect((await read('0')).figures).toMatchObject({ total_tasks: 6 });
  });

  it('counts for one caller at a time: others get what is kept', async () => {
    const first = await read('1 hour');
    await kept("health_at = health_at - interval '2 hours', health_cost = '0'");
    const [old] = await engine.rows('select health_at from tasker.analytics_marks');
    const busy = await engine.session();
    await busy.query('begin');
    await busy.query(READ, ['1 hour']);
    expect(await read('1 hour')).toEqual({ figures: first.figures, counted_at: old!.health_at });
    await busy.query('commit');
  });

  it('lets others wait when nothing is kept, and gives them what was counted', async () => {
    const busy = await engine.session();
    const other = await engine.session();
    await busy.query('begin');
    const counted = (await busy.query(READ, ['1 hour'])).rows;
    const waiting = other.query(READ, ['1 hour']);
    await blocked(other, engine.client);
    await busy.query('commit');
    expect((await waiting).rows).toEqual(counted);
  });

  it('does not wait for whoever holds the marks: it counts and keeps nothing', async () => {
    await rollUpOnce(engine.client);
    const busy = await engine.session();
    await busy.query('begin');
    await busy.query('select from tasker.analytics_marks for update');
    expect((await read('1 hour')).figures).toMatchObject({ total_tasks: 5 });
    expect(await engine.rows('select health from tasker.analytics_marks')).toEqual([{ health: null }]);
    await busy.query('rollback');
  });

  it('counts in a transaction that may not write', async () => {
    const reader = await engine.session();
    await reader.query('begin read only');
    expect((await reader.query(READ, ['1 hour'])).rows).toMatchObject([{ figures: { total_tasks: 5 } }]);
    await reader.query('commit');
  });
});
