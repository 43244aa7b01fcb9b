import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('step_durations', () => {
  const session = useSession();
  let definitions = 0;

  /** A definition with two steps; its id and theirs. */
  async function definition(): Promise<{ task: number; pay: number; ship: number }> {
    definitions += 1;
    const taskId = await insertTask(session.client, [{ name: 'pay' }, { name: 'ship' }], { definition: `measured_${definitions}` });
    const [row] = await session.rows(
      `select t.named_task_id as task, min(s.named_step_id) as pay, max(s.named_step_id) as ship
       from tasker.tasks t join tasker.workflow_steps s using (task_id) where task_id = $1 group by 1`,
      [taskId],
    );
    return row as { task: number; pay: number; ship: number };
  }

  /** Attempts that completed in one hour, all as long as each other. */
  const hour = async (task: number, step: number, { ago = 0, runs = [1], waits = [1], span = 3600 }: Partial<Hour> = {}) =>
    await session.rows(
      `insert into tasker.analytics_steps (named_task_id, named_step_id, span, began_at, attempts, completed, timed, duration_seconds,
         wait_seconds, durations, waits)
       select $1, $2, $3, date_bin('1 hour', now(), '2000-01-01Z') - make_interval(hours => $4), $5, $5, $6,
         (select coalesce(sum(v), 0) from unnest($7::float8[]) v), (select coalesce(sum(v), 0) from unnest($8::float8[]) v),
         d.durations, w.durations
       from (select tasker.raised_distribution('{}', array_agg(array[g.p, g.n])) as durations
         from (select tasker.duration_place(v) as p, count(*)::integer as n from unnest($7::float8[]) v group by 1) g) d,
         (select coalesce(tasker.raised_distribution('{}', array_agg(array[g.p, g.n])), '{}') as durations
         from (select tasker.duration_place(v) as p, count(*)::integer as n from unnest($8::float8[]) v group by 1) g) w`,
      [task, step, span, ago, runs.length, waits.length, runs, waits],
    );

  interface Hour {
    readonly ago: number;
    readonly runs: number[];
    readonly waits: number[];
    readonly span: number;
  }

  const durations = (task: number, hours = 24, rows = 1_000) =>
    session.rows('select * from tasker.step_durations($1, $2, $3) order by named_step_id', [task, hours, rows]);

  it('averages completed attempts over the hours and tells what 95 of 100 do not exceed', async () => {
    const { task, pay } = await definition();
    await hour(task, pay, { ago: 1, runs: Array<number>(90).fill(2), waits: [1, 3] });
    await hour(task, pay, { ago: 0, runs: [...Array<number>(5).fill(8), ...Array<number>(5).fill(40)], waits: [2, 6] });
    const [row] = await durations(task);
    expect(row).toMatchObject({ named_step_id: pay, completed: '100', seconds: (90 * 2 + 5 * 8 + 5 * 40) / 100, wait_seconds: 3 });
    expect(row!.p95_seconds).toBeGreaterThan(8 * 0.95);
    expect(row!.p95_seconds).toBeLessThan(8 * 1.05);
    expect(row!.p95_wait_seconds).toBeGreaterThan(6 * 0.95);
    expect(row!.p95_wait_seconds).toBeLessThan(6 * 1.05);
  });

  it('looks at the latest hours in which the step completed, however long ago, and at hours alone', async () => {
    const { task, pay, ship } = await definition();
    await hour(task, pay, { ago: 300, runs: [100] });
    await hour(task, pay, { ago: 200, runs: [4] });
    await hour(task, pay, { ago: 100, runs: [2] });
    await hour(task, pay, { ago: 0, runs: [50], span: 600 });
    await hour(task, ship, { ago: 500, runs: [7] });
    expect((await durations(task, 2)).map(({ named_step_id: step, seconds }) => [step, seconds])).toEqual([
      [pay, 3],
      [ship, 7],
    ]);
  });

  it('looks at fewer hours when the definition has many steps, and at one at least', async () => {
    const { task, pay } = await definition();
    for (const ago of [2, 1, 0]) await hour(task, pay, { ago, runs: [1 + ago] });
    const seconds = async (rows: number) => (await durations(task, 24, rows))[0]!.seconds;
    expect([await seconds(6), await seconds(5), await seconds(1)]).toEqual([2, 1.5, 1]);
  });

  it('counts no step that hooks named as one of many steps', async () => {
    const { task, pay } = await definition();
    for (const ago of [2, 1, 0]) await hour(task, pay, { ago, runs: [1 + ago] });
    await session.rows(
      `with named as (
         insert into tasker.named_steps (dependent_system_id, name)
         select n.dependent_system_id, 'named_' || g from tasker.named_steps n, generate_series(1, 40) g where n.named_step_id = $2
         returning named_step_id)
       insert into tasker.named_tasks_named_steps (named_task_id, named_step_id, handled_as) select $1, n.named_step_id, $2 from named n`,
      [task, pay],
    );
    expect((await durations(task, 24, 6))[0]!.seconds).toBe(2);
  });

  it('has a row for all steps together, and none for a step of which nothing is known', async () => {
    const { task, pay, ship } = await definition();
    await hour(task, 0, { runs: [1, 5] });
    await hour(task, pay, { runs: [5] });
    await session.rows(
      `insert into tasker.analytics_steps (named_task_id, named_step_id, span, began_at, attempts, failed) values ($1, $2, 3600, now(), 1, 1)`,
      [task, ship],
    );
    expect((await durations(task)).map(({ named_step_id: step, seconds }) => [step, seconds])).toEqual([
      [0, 3],
      [pay, 5],
    ]);
  });

  it('knows no wait where none was measured, and nothing of another definition', async () => {
    const { task, pay } = await definition();
    const other = await definition();
    await hour(task, pay, { runs: [5], waits: [] });
    expect(await durations(task)).toMatchObject([{ seconds: 5, wait_seconds: null, p95_wait_seconds: null }]);
    expect(await durations(other.task)).toEqual([]);
  });
});
