import { beforeEach, describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { define, load, type Definition } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';

describe('roll_up', () => {
  const engine = useEngine({ guarded: false });
  let one: Definition;

  beforeEach(async () => {
    [one] = (await define(engine.client, ['one'])) as [Definition];
  });

  /** Attempts that ended so long ago, the n-th of them after n milliseconds, or with the n-th of these classes of error. */
  async function attempts(count: number, { age = '0', classes = '' } = {}): Promise<void> {
    await load(engine.client, one, { kind: classes === '' ? 'finished' : 'retry', count });
    await engine.rows(
      `with fresh as (
         select ctid, workflow_step_transition_id as id, row_number() over (order by workflow_step_transition_id) as n
         from tasker.workflow_step_transitions
         where workflow_step_transition_id > coalesce((select m.step_transition_id from tasker.analytics_marks m), 0)
       )
       update tasker.workflow_step_transitions h
       set created_at = date_bin('1 hour', now() - $1::interval, '2000-01-01 00:00+00') + interval '1 second' + f.n * interval '1 millisecond',
         started_at = date_bin('1 hour', now() - $1::interval, '2000-01-01 00:00+00') + interval '1 second',
         error = case when $2 <> '' then jsonb_build_object('errorClass', $2 || f.n, 'message', 'no ' || f.n, 'permanent', f.n = 1) end
       from fresh f where h.ctid = f.ctid`,
      [age, classes],
    );
    await rollUp(engine.client);
  }
  const slowest = async (span: number) =>
    (
      await engine.rows(
        "select round(duration_seconds * 1000)::int as ms from tasker.analytics_slowest where kind = 'step' and span = $1 order by 1 desc",
        [span],
      )
    ).map(({ ms }) => ms as number);
  const down = (from: number, count: number) => Array.from({ length: count }, (_, place) => from - place);

  it('keeps the fifty slowest attempts of a definition and a stretch of time', async () => {
    await attempts(70);
    expect(await slowest(600)).toEqual(down(70, 50));
    expect(await slowest(3_600)).toEqual(down(70, 50));
  });

  it('slower ones that come later push the fastest of them out', async () => {
    await attempts(45);
    await attempts(60);
    expect(await slowest(600)).toEqual([...down(60, 15), ...down(45, 17).flatMap((ms) => [ms, ms]), 28]);
  });

  it('has as many as there are where there are few', async () => {
    await attempts(3);
    expect(await slowest(3_600)).toEqual([3, 2, 1]);
  });

  it('has the slowest tasks that came to rest complete or in error, from their request to their rest', async () => {
    await load(engine.client, one, { kind: 'finished', count: 3 });
    await engine.rows(`insert into tasker.task_transitions (task_id, created_at, from_state, to_state)
      select task_id, requested_at + make_interval(secs => row_number() over ()), 'pending', (array['complete', 'error', 'cancelled'])[row_number() over ()]
      from tasker.tasks order by task_id`);
    await rollUp(engine.client);
    expect(
      await engine.rows(
        "select duration_seconds as s, span, workflow_step_id as step, attempt from tasker.analytics_slowest where kind = 'task' order by span, 1",
      ),
    ).toEqual([600, 3_600].flatMap((span) => [1, 2].map((s) => ({ s, span, step: 0, attempt: 0 }))));
  });

  it('a step has a hundred classes of error an hour; failures of others are counted together', async () => {
    await attempts(120, { classes: 'First' });
    const classes = () =>
      engine.rows(
        "select error_class = '…' as other, count(*)::int as classes, sum(failures)::int as failures from tasker.analytics_errors group by 1 order by 1",
      );
    expect(await classes()).toEqual([
      { other: false, classes: 100, failures: 100 },
      { other: true, classes: 1, failures: 20 },
    ]);
    await attempts(30, { classes: 'Second' });
    await attempts(1, { classes: 'First' });
    expect(await classes()).toEqual([
      { other: false, classes: 100, failures: 101 },
      { other: true, classes: 1, failures: 50 },
    ]);
  });

  it('of a class it keeps what was said last, whichever call counted it', async () => {
    const error = (at: string, message: string) =>
      engine.rows(
        `update tasker.workflow_step_transitions set created_at = date_trunc('hour', now()) + $1::interval, error = jsonb_build_object('message', $2::text)
         where workflow_step_transition_id = (select max(workflow_step_transition_id) from tasker.workflow_step_transitions)`,
        [at, message],
      );
    for (const [at, message] of [
      ['20 ms', 'last'],
      ['10 ms', 'before'],
    ] as const) {
      // prettier-ignore
      await load(engine.client, one, { kind: 'retry', count: 1 });
      await error(at, message);
      await rollUp(engine.client);
    }
    expect(await engine.rows('select error_class, failures, last_message from tasker.analytics_errors')).toEqual([
      { error_class: 'unknown', failures: 2, last_message: 'last' },
    ]);
  });

  it.each([
    ['3 hours', [60, 600, 3_600]],
    ['7 hours', [600, 3_600]],
    ['28 hours', [3_600]],
    ['60 days', [3_600]],
  ])('what ended %s ago is counted in stretches of %j seconds, of single steps by the hour alone', async (age, spans) => {
    await attempts(2, { age });
    expect(
      await engine.rows(
        'select named_step_id > 0 as own, span, attempts from tasker.analytics_steps where named_task_id > 0 order by 1, 2',
      ),
    ).toEqual([false, true].flatMap((own) => (own ? [3_600] : spans).map((span) => ({ own, span, attempts: 2 }))));
  });
});
