import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { explained } from '../../support/explanations.js';
import type { Connection } from '../../support/rows.js';

/** Makes a limit and lets so many steps of other tasks run under it. */
async function limit(connection: Connection, columns: Record<string, unknown>, running: number, key = ''): Promise<number> {
  const names = Object.keys(columns);
  const { rows } = await connection.query(
    `insert into tasker.limits (${names.join(', ')}) values (${names.map((_, place) => `$${place + 1}`).join(', ')}) returning limit_id`,
    Object.values(columns),
  );
  await connection.query(
    `insert into tasker.limit_slots (task_id, workflow_step_id, limit_id, attempt, key, worker_id, claimed_at)
     select gen_random_uuid(), 1, $1, 1, $3, gen_random_uuid(), now() from generate_series(1, $2)`,
    [rows[0].limit_id, running, key],
  );
  return rows[0].limit_id;
}

describe('explain_task of a due step under a limit', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let mine: string;
  beforeEach(async () => {
    plan = await blueprint(engine.client, 2);
    await engine.worker();
    mine = await createTask(engine.client, plan, [{}]);
  });
  const found = async () => {
    const { task, steps } = await explained(engine.client, mine);
    expect(task.reason).toBe(steps[0]?.reason);
    return [steps[0]?.reason, steps[0]?.detail];
  };
  const rate = { rate: 1, per_seconds: 100, burst: 1, refilled_at: new Date() };

  it('limited: as many steps of its queue run as may', async () => {
    await limit(engine.client, { kind: 'queue', name: 'default', max_running: 2 }, 2);
    expect(await found()).toEqual(['limited', { kind: 'queue', name: 'default', key: null, max: 2, running: 2 }]);
  });

  it('limited: as many steps of its dependent system run as may, or more after the limit was lowered', async () => {
    await limit(engine.client, { kind: 'system', name: 'unknown', max_running: 2 }, 5);
    expect(await found()).toEqual(['limited', { kind: 'system', name: 'unknown', key: null, max: 2, running: 5 }]);
  });

  it('rate_limited: until the next one may begin', async () => {
    await limit(engine.client, { kind: 'system', name: 'unknown', ...rate, tokens: 0 }, 0);
    const [reason, detail] = await found();
    expect(reason).toBe('rate_limited');
    expect(detail).toEqual({ kind: 'system', name: 'unknown', until: expect.any(String), seconds: expect.any(Number) });
    expect(detail.seconds).toBeGreaterThan(80);
    expect(detail.seconds).toBeLessThanOrEqual(100);
  });

  it('of a full limit and a used-up rate it names the full one, which has no time', async () => {
    await limit(engine.client, { kind: 'queue', name: 'default', ...rate, tokens: 0 }, 0);
    await limit(engine.client, { kind: 'system', name: 'unknown', max_running: 1 }, 1);
    expect((await found())[0]).toBe('limited');
  });

  it('queued while a limit has room', async () => {
    await limit(engine.client, { kind: 'queue', name: 'default', max_running: 2, ...rate, tokens: 1 }, 1);
    await limit(engine.client, { kind: 'queue', name: 'other', max_running: 1 }, 1);
    expect((await found())[0]).toBe('queued');
  });

  it('limited: as many steps with its key run as may', async () => {
    const [[namedStep, lane]] = plan.steps as [[number, number]];
    const id = await limit(engine.client, { kind: 'key', name: 'customer' }, 3, 'c-1');
    await engine.client.query(`insert into tasker.limit_keys values ($1, $2, $3, 3, '{customer}')`, [plan.namedTask, namedStep, id]);
    await engine.client.query(`insert into tasker.limit_waits values ($1, 1, $2, 'c-1', $3, 0, now())`, [mine, id, lane]);
    await engine.client.query("update tasker.workflow_steps set ready_at = 'infinity'");
    expect(await found()).toEqual(['limited', { kind: 'key', name: 'customer', key: 'c-1', max: 3, running: 3 }]);
    const [row] = await engine.rows('select execution_status, ready_steps from tasker.get_task_execution_context($1)', [mine]);
    expect(row).toEqual({ execution_status: 'waiting_for_dependencies', ready_steps: '0' });
  });

  it('a limit does not hide that nobody would run the step', async () => {
    await limit(engine.client, { kind: 'queue', name: 'default', max_running: 1 }, 1);
    await engine.client.query('update tasker.workers set stopped_at = now()');
    expect((await found())[0]).toBe('no_worker');
  });
});
