import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';

describe('first_due_ms', () => {
  const engine = useEngine();
  const lanes = async () =>
    (await engine.rows('select array_agg(l.lane order by l.lane) as lanes from tasker.lanes l'))[0]!.lanes as number[];
  const firstDue = async (of?: number[]) =>
    (await engine.rows('select tasker.first_due_ms($1) as ms', [of ?? (await lanes())]))[0]!.ms as number | null;
  const readyAt = (taskId: string, at: string) =>
    engine.rows(`update tasker.workflow_steps set ready_at = ${at} where task_id = $1`, [taskId]);

  it('is null where nothing is due or will be, and without lanes', async () => {
    expect([await firstDue([1, 2, 3]), await firstDue([])]).toEqual([null, null]);
  });

  it('is negative for a step that is due, and only in lanes that are looked through', async () => {
    await insertTask(engine.client, [{ name: 'only' }]);
    const all = await lanes();
    expect(await firstDue(all)).toBeLessThan(0);
    expect(await firstDue([Math.max(...all) + 1])).toBeNull();
  });

  it('is the time until the first of those that wait for their moment, whatever their priority', async () => {
    const [later, sooner, parked] = [await one(0), await one(9), await one(5)];
    await readyAt(later, "clock_timestamp() + interval '2 hours'");
    await readyAt(sooner, "clock_timestamp() + interval '1 hour'");
    await readyAt(parked, "'infinity'");
    const ms = await firstDue();
    expect(ms).toBeGreaterThan(3_500_000);
    expect(ms).toBeLessThanOrEqual(3_600_000);
    await readyAt(sooner, 'clock_timestamp()');
    await readyAt(later, 'clock_timestamp()');
    await readyAt(parked, 'clock_timestamp()');
  });

  it('writes nothing', async () => {
    await engine.client.query('begin');
    await firstDue([1]);
    expect(await engine.rows('select pg_current_xact_id_if_assigned() as id')).toEqual([{ id: null }]);
    await engine.client.query('rollback');
  });

  async function one(priority: number): Promise<string> {
    const taskId = await insertTask(engine.client, [{ name: 'only' }]);
    await engine.rows('update tasker.workflow_steps set priority = $2 where task_id = $1', [taskId, priority]);
    return taskId;
  }
});
