import { describe, expect, it } from 'vitest';
import { costOf, define, load } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';

const DEFINITIONS = 20;
const FINISHED = 20_000;
const UNFINISHED = 300;
const DAY = "clock_timestamp() - interval '24 hours'";
const MONTH = "clock_timestamp() - interval '30 days'";

/** Each question, and the pages that it may read: about twice what it does. */
const QUESTIONS: Readonly<Record<string, readonly [statement: string, pages: number]>> = {
  'health counts': ['select * from tasker.get_system_health_counts()', 5_000],
  'metrics of an hour': ['select * from tasker.get_analytics_metrics()', 600],
  'metrics of a month': [`select * from tasker.get_analytics_metrics(${MONTH})`, 2_500],
  'figures of a day': [`select tasker.window_figures(${DAY}, null, null, null)`, 800],
  'figures of a day of one definition': [`select tasker.window_figures(${DAY}, 'company', 'd7', '1.0.0')`, 500],
  'figures of a day of a namespace': [`select tasker.window_figures(${DAY}, 'company', null, null)`, 800],
  'figures of a month': [`select tasker.window_figures(${MONTH}, null, null, null)`, 3_000],
  'steps of a day': [`select * from tasker.step_figures(${DAY}, null, null, null, 10)`, 5_000],
  'errors of a day': [`select * from tasker.error_figures(${DAY}, null, null, null, 10)`, 2_000],
  'slowest steps of a day': [`select * from tasker.get_slowest_steps(${DAY}, 10)`, 20_000],
  'slowest tasks of a day': [`select * from tasker.get_slowest_tasks(${DAY}, 10)`, 20_000],
  'slowest steps of one definition': [`select * from tasker.get_slowest_steps(${DAY}, 10, 'company', 'd7')`, 1_500],
  'blocked steps': ['select tasker.blocked_figures(null, null, null, 100)', 1_500],
  overview: ['select * from tasker.overview_figures(null, null, null)', 500],
};

/** Figures of all definitions in a month, full lists of the slowest, and marks that say that everything is counted. */
const FIGURES = `
  insert into tasker.analytics_tasks (named_task_id, span, began_at, created, of_complete, completed, duration_seconds, durations)
  select d.id, s.span, s.at, 100, 100, 100, 500, array_fill(1, array[100])
  from (select 0 as id union all select named_task_id from tasker.named_tasks
    union all select -task_namespace_id from tasker.task_namespaces) d cross join stretches s;
  insert into tasker.analytics_steps (named_task_id, named_step_id, span, began_at, attempts, completed, timed, duration_seconds, durations, waits, runs)
  select d.id, d.step, s.span, s.at, 300, 300, 300, 500, array_fill(3, array[100]), array_fill(3, array[60]), array_fill(3, array[100])
  from (select 0 as id, 0 as step union all select -task_namespace_id, 0 from tasker.task_namespaces union all select named_task_id, unnest(array[0, named_step_id]) from tasker.lanes) d cross join stretches s;
  insert into tasker.analytics_errors
  select l.named_task_id, l.named_step_id, s.at, c.class, 3, 1, s.at, 'no' from tasker.lanes l cross join stretches s
  cross join unnest('{TypeError,TimeoutError}'::text[]) as c (class) where s.span = 3600;
  create temp table sample as select t.*, row_number() over (order by t.task_id) / 500 as place from tasker.tasks t where t.state = 'complete';
  create index on sample (place);
  insert into tasker.analytics_slowest
  select t.named_task_id, k.kind, s.span, s.at, 5 + random(), t.task_id, 1, 1, t.finished_at
  from stretches s join sample t on t.place = s.place cross join unnest('{task,step}'::text[]) as k (kind)
  where s.span > 60 and s.at > now() - interval '30 hours';
  insert into tasker.analytics_totals (named_task_id, created, complete) select named_task_id, 1000, 1000 from tasker.named_tasks;
  update tasker.analytics_marks
  set creation_id = (select max(creation_id) from tasker.tasks), as_of = now(),
    step_transition_id = (select max(workflow_step_transition_id) from tasker.workflow_step_transitions);
  select brin_summarize_new_values(i) from unnest('{tasker.tasks_creation,tasker.task_transitions_order}'::regclass[]) as i`;

describe('the questions to analytics, planned while the tables were empty', () => {
  const engine = useEngine({ guarded: false });

  it('read few pages, and no table from end to end, beside a long history', async () => {
    const ask = async () => {
      for (const [statement] of Object.values(QUESTIONS)) await engine.client.query(statement);
    };
    const definitions = await define(
      engine.client,
      Array.from({ length: DEFINITIONS }, (_, place) => `d${place}`),
    );
    for (let count = 0; count < 6; count += 1) await ask();
    for (const one of definitions) {
      await load(engine.client, one, { kind: 'finished', count: FINISHED / DEFINITIONS });
      await load(engine.client, one, { kind: 'ready', count: UNFINISHED / DEFINITIONS });
    }
    await engine.client.query(`create temp table stretches as
      select r.span, g.at, row_number() over (partition by r.span order by g.at)::integer % 20 as place
      from (values (60, 300), (600, 156), (3600, 720)) as r (span, count)
      cross join lateral generate_series(date_bin(r.span * interval '1 second', now(), '2000-01-01 00:00Z') - r.count * r.span * interval '1 second',
        now(), r.span * interval '1 second') as g (at)`);
    await engine.client.query(FIGURES);
    await ask();
    const scans = async () => {
      await engine.client.query('select pg_stat_force_next_flush()');
      return engine.rows(
        `select relname, seq_scan::integer as scans from pg_stat_user_tables where schemaname = 'tasker'
         and (relname like 'analytics_%' or relname = any ('{tasks,workflow_steps,task_transitions,workflow_step_transitions}'))
         and relname not in ('analytics_marks', 'analytics_totals') order by 1`,
      );
    };
    const before = await scans();
    for (const [what, [statement, pages]] of Object.entries(QUESTIONS)) {
      const cost = await costOf(engine.client, statement, []);
      figure(`${what}: ${cost.pages} pages, ${cost.milliseconds.toFixed(1)} ms`);
      expect(cost.pages, what).toBeLessThan(pages);
      expect((await engine.client.query(statement)).rows, what).not.toEqual([]);
    }
    expect(await scans()).toEqual(before);
    await engine.rows('select count(*) from tasker.analytics_steps where attempts = 1');
    expect(await scans(), 'a scan shows').not.toEqual(before);
  });
});
