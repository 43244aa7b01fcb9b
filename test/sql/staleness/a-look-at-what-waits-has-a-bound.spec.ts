import { describe, expect, it } from 'vitest';
import { blueprint, createTasks, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { declareLimit } from '../../support/limited.session.js';

const OLD = { waiting: 60, fail: true };

describe('a look at what waits', () => {
  const engine = useEngine({ guarded: false });

  /** Tasks of one step each that are due for an hour, in the lane of one definition. */
  async function backlog(tasks: readonly NewTask[], name?: string) {
    const plan = await blueprint(engine.client, 1, name);
    await createTasks(engine.client, plan, { tasks });
    await engine.rows("update tasker.workflow_steps set ready_at = now() - interval '1 hour'");
    await engine.client.query('vacuum analyze tasker.workflow_steps, tasker.tasks');
    return plan;
  }
  const pages = async (call: string, values: readonly unknown[]) => {
    const { rows } = await engine.client.query(`explain (analyze, buffers, format json) select * from tasker.${call}`, [...values]);
    const { Plan: plan } = rows[0]['QUERY PLAN'][0];
    return (plan['Shared Hit Blocks'] as number) + (plan['Shared Read Blocks'] as number);
  };
  const policies = (plan: { namedTask: number }, own: object = OLD) => JSON.stringify({ [plan.namedTask]: own });
  const look = async (own: string, after: unknown, scan: number) =>
    (
      await engine.rows('select * from tasker.notice_waiting($1, $2, $3)', [own, after === null ? null : JSON.stringify(after), scan])
    )[0] as unknown as { next_unit: unknown; failing: string[] };

  it('reads the oldest of a long queue, and its limit once', async () => {
    const plan = await backlog(Array.from({ length: 5_000 }, () => ({})));
    await engine.worker();
    const own = policies(plan);
    await look(own, null, 500);
    const free = await pages('notice_waiting($1, null, $2)', [own, 500]);
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThan(150);
    await declareLimit(engine.client, 'queue', 'default', { max_running: 100 });
    expect((await look(own, null, 500)).failing).toHaveLength(500);
    expect(await pages('notice_waiting($1, null, $2)', [own, 500])).toBeLessThan(free + 50);
  });

  it('ends after ten times as many steps, and the next one goes on there', async () => {
    const priorities = Array.from({ length: 60 }, (_, place) => place - 30);
    const plan = await backlog(priorities.flatMap((priority) => Array.from({ length: 40 }, () => ({ priority }))));
    const own = policies(plan);
    await look(own, null, 10);
    const found: number[] = [];
    const tasks = new Set<string>();
    for (let after: unknown = null; ;) {
      expect(await pages('notice_waiting($1, $2, $3)', [own, after === null ? null : JSON.stringify(after), 10])).toBeLessThan(400);
      const { next_unit: next, failing } = await look(own, after, 10);
      found.push(failing.length);
      for (const id of failing) tasks.add(id);
      if (next === null) break;
      after = next;
    }
    expect(found.filter((size) => size > 110)).toEqual([]);
    expect(tasks.size, 'the ten oldest of each priority').toBe(600);
  });

  it('goes through all lanes, a few in a call', async () => {
    const own: Record<number, object> = {};
    for (let count = 0; count < 5; count++) own[(await backlog([{}], `definition_${count}`)).namedTask] = OLD;
    let calls = 0;
    let found = 0;
    for (let after: unknown = null; ;) {
      const { next_unit: next, failing } = await look(JSON.stringify(own), after, 2);
      calls++;
      found += failing.length;
      if (next === null) break;
      after = next;
    }
    expect([calls, found]).toEqual([3, 5]);
  });

  it('back at its warnings judges each lane once, and ends before the steps are too many', async () => {
    const plan = await blueprint(engine.client, 300);
    const big = { steps: Array.from({ length: 300 }, () => ({})) };
    await createTasks(engine.client, plan, { tasks: [big, big, ...Array.from({ length: 200 }, () => ({}))] });
    await engine.rows("update tasker.workflow_steps set ready_at = now() - interval '1 hour'");
    await engine.rows(
      "insert into tasker.task_warnings select task_id, 'waiting', 1, now(), now(), now(), '{}' from tasker.tasks order by task_id",
    );
    await engine.client.query('vacuum analyze tasker.workflow_steps, tasker.tasks, tasker.task_warnings');
    await engine.worker();
    await declareLimit(engine.client, 'queue', 'default', { max_running: 100 });
    const own = policies(plan);
    const clear = async (after: unknown, limit: number) =>
      (await engine.rows('select tasker.clear_warnings($1, $2, $3) as next', [own, after, limit]))[0]?.next as string | null;
    const steps = new Map(
      (await engine.rows('select task_id, count(*)::integer as steps from tasker.workflow_steps group by 1 order by 1')).map(
        ({ task_id, steps: of }) => [task_id as string, of as number],
      ),
    );
    const ids = [...steps.keys()];
    const walked: number[] = [];
    for (let after: string | null = null; ;) {
      const next: string | null = await clear(after, 20);
      const span = ids.slice(after === null ? 0 : ids.indexOf(after) + 1, next === null ? undefined : ids.indexOf(next) + 1);
      walked.push(span.length === 1 ? 0 : span.reduce((sum, id) => sum + steps.get(id)!, 0));
      if (next === null) break;
      after = next;
    }
    expect(Math.max(...walked)).toBeLessThanOrEqual(400);
    expect(await engine.rows('select from tasker.task_warnings')).toHaveLength(202);
    expect(await pages('clear_warnings($1, null, $2)', [own, 202])).toBeLessThan(8_000);
  });
});
