import { describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('readiness and context under another TimeZone', () => {
  const session = useSession();

  it.each(['UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/St_Johns'])('%s', async (zone) => {
    const taskId = await insertTask(session.client, [
      {},
      { state: 'error', readyIn: 30, backoffSeconds: 30 },
      { state: 'error', readyIn: -1, backoffSeconds: 2 },
      { readyIn: 3600 },
    ]);
    await session.client.query(`set timezone = '${zone}'`);
    const steps = await session.rows(
      `select ready_for_execution, retry_eligible, round(extract(epoch from next_retry_at - now()))::integer as due_in
       from tasker.get_step_readiness_status($1)`,
      [taskId],
    );
    expect(steps).toEqual([
      { ready_for_execution: true, retry_eligible: true, due_in: null },
      { ready_for_execution: false, retry_eligible: false, due_in: 30 },
      { ready_for_execution: true, retry_eligible: true, due_in: -1 },
      { ready_for_execution: false, retry_eligible: true, due_in: null },
    ]);
    const [context] = await session.rows('select * from tasker.get_task_execution_context($1)', [taskId]);
    expect(context).toMatchObject({ ready_steps: '2', failed_steps: '2', execution_status: 'has_ready_steps' });
  });
});
