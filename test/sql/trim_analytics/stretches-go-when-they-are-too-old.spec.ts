import { describe, expect, it } from 'vitest';
import { rollUp } from '../../support/analytics.js';
import { define, load } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';

const TABLES = ['analytics_steps', 'analytics_tasks', 'analytics_errors', 'analytics_slowest'];

describe('trim_analytics', () => {
  const engine = useEngine({ guarded: false });
  const trim = async (keep: string, limit = 5_000, client = engine.client) =>
    (await client.query('select tasker.trim_analytics($1, $2) as deleted', [keep, limit])).rows[0].deleted as number | null;
  const left = async () => {
    const { rows } = await engine.client.query(
      `select ${TABLES.map((table) => `(select count(*)::int from tasker.${table}) as ${table}`).join(', ')}`,
    );
    return rows[0] as Record<string, number>;
  };

  /** Figures of one stretch of each span, moved so far into the past. */
  async function figures(age: string): Promise<void> {
    const [one] = await define(engine.client, ['one']);
    await load(engine.client, one!, { kind: 'finished', count: 1 });
    await load(engine.client, one!, { kind: 'retry', count: 1 });
    await engine.rows("update tasker.workflow_step_transitions set started_at = now() - interval '1 second', created_at = now()");
    await engine.rows('update tasker.tasks set requested_at = now()');
    await rollUp(engine.client);
    for (const table of TABLES) await engine.rows(`update tasker.${table} set began_at = began_at - $1::interval`, [age]);
  }
  const spansOf = async (table: string) =>
    (await engine.rows(`select distinct span from tasker.${table} order by span`)).map(({ span }) => span as number);

  it.each([
    ['4 hours', [60, 600, 3_600]],
    ['7 hours', [600, 3_600]],
    ['28 hours', [3_600]],
    ['33 days', []],
  ])('of figures that are %s old those of %j seconds stay', async (age, spans) => {
    await figures(age);
    await trim('30 days');
    expect(await spansOf('analytics_steps')).toEqual(spans);
    expect(await spansOf('analytics_tasks')).toEqual(spans);
    expect(await spansOf('analytics_slowest')).toEqual(spans.filter((span) => span > 60));
    expect((await left()).analytics_errors).toBe(spans.length === 0 ? 0 : 1);
  });

  it('deletes no more than it may at once, and says how many', async () => {
    await figures('40 days');
    const all = Object.values(await left()).reduce((sum, count) => sum + count, 0);
    expect(await trim('30 days', 5)).toBe(5);
    expect(await trim('30 days', all)).toBe(all - 5);
    expect(await trim('30 days')).toBe(0);
    expect(Object.values(await left())).toEqual([0, 0, 0, 0]);
  });

  it('leaves totals and marks alone', async () => {
    await figures('40 days');
    const before = await engine.rows('select t.*, m.as_of from tasker.analytics_totals t, tasker.analytics_marks m');
    await trim('30 days');
    expect(await engine.rows('select t.*, m.as_of from tasker.analytics_totals t, tasker.analytics_marks m')).toEqual(before);
  });

  it('does nothing while somebody counts, and says so; nothing where nothing was ever counted', async () => {
    expect(await trim('30 days')).toBe(0);
    await figures('40 days');
    const other = await engine.session();
    await other.query('begin');
    await rollUp(other);
    expect(await trim('30 days')).toBeNull();
    await other.query('commit');
    expect(await trim('30 days')).toBeGreaterThan(0);
  });
});
