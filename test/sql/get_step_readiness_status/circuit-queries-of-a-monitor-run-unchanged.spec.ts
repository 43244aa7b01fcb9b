import { beforeAll, describe, expect, it } from 'vitest';
import { insertTask } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

// Written as an operator's monitor has them: unqualified names, no schema, the id in place of `task_id`.
const OPEN = `SELECT workflow_step_id, name, current_state, next_retry_at, attempts
FROM get_step_readiness_status(task_id)
WHERE current_state = 'error' AND retry_eligible = false;`;
const HALF_OPEN = `SELECT workflow_step_id, name, next_retry_at, attempts
FROM get_step_readiness_status(task_id)
WHERE current_state = 'error' AND retry_eligible = true;`;
const BACKOFF = `SELECT name, attempts, backoff_request_seconds, next_retry_at
FROM get_step_readiness_status(task_id)
WHERE backoff_request_seconds IS NOT NULL;`;

describe('the circuit queries', () => {
  const session = useSession();
  let taskId: string;
  const run = async (query: string) => await session.rows(query.replace('(task_id)', `('${taskId}')`));

  beforeAll(async () => {
    taskId = await insertTask(session.client, [
      { name: 'closed' },
      { name: 'open', state: 'error', readyIn: 60, backoffSeconds: 60 },
      { name: 'half_open', state: 'error', attempts: 2, readyIn: -1, backoffSeconds: 4 },
      { name: 'open_for_good', state: 'error', attempts: 3 },
    ]);
    await session.client.query('set search_path = tasker');
  });

  it('open: the steps that fail fast', async () => {
    expect(await run(OPEN)).toEqual([
      { workflow_step_id: 2, name: 'open', current_state: 'error', next_retry_at: expect.any(Date), attempts: 1 },
      { workflow_step_id: 4, name: 'open_for_good', current_state: 'error', next_retry_at: null, attempts: 3 },
    ]);
  });

  it('half-open: the steps that may be tried again', async () => {
    expect(await run(HALF_OPEN)).toEqual([{ workflow_step_id: 3, name: 'half_open', next_retry_at: expect.any(Date), attempts: 2 }]);
  });

  it('back-off: what each one waits', async () => {
    expect(await run(BACKOFF)).toEqual([
      { name: 'open', attempts: 1, backoff_request_seconds: 60, next_retry_at: expect.any(Date) },
      { name: 'half_open', attempts: 2, backoff_request_seconds: 4, next_retry_at: expect.any(Date) },
    ]);
  });
});
