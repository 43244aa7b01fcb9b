import { describe, expect, it } from 'vitest';
import { insertTask, insertWorker } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('workflow_step_history', () => {
  const session = useSession();
  const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n));

  /** Appends transitions of step 1: [attempt, started_at, created_at, from, to, error]. */
  async function append(taskId: string, worker: string, moves: [number, Date | null, Date, string, string, object?][]) {
    for (const [attempt, started, created, from, to, error] of moves) {
      await session.client.query(
        `insert into tasker.workflow_step_transitions
           (task_id, workflow_step_id, attempt, started_at, created_at, worker_id, from_state, to_state, actor, reason, error)
         values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [taskId, attempt, started, created, started && worker, from, to, started ? null : 'ann', started ? null : 'by hand', error ?? null],
      );
    }
  }

  it('tells every move in order, with the length of each attempt at its end', async () => {
    const taskId = await insertTask(session.client, [{}]);
    const worker = await insertWorker(session.client);
    await append(taskId, worker, [
      [1, minute(0), minute(1), 'in_progress', 'error', { message: 'busy' }],
      [1, null, minute(2), 'error', 'pending'],
      [2, minute(3), minute(5), 'in_progress', 'complete'],
    ]);
    const rows = await session.rows(
      `select from_state, to_state, attempt, created_at, duration_seconds::float8 as seconds, error, actor, reason, worker_id
       from tasker.workflow_step_history where task_id = $1 order by created_at`,
      [taskId],
    );
    const engine = { actor: null, reason: null, worker_id: worker };
    const person = { actor: 'ann', reason: 'by hand', worker_id: null };
    expect(rows).toEqual([
      { from_state: 'pending', to_state: 'in_progress', attempt: 1, created_at: minute(0), seconds: null, error: null, ...engine },
      {
        from_state: 'in_progress',
        to_state: 'error',
        attempt: 1,
        created_at: minute(1),
        seconds: 60,
        error: { message: 'busy' },
        ...engine,
      },
      { from_state: 'error', to_state: 'pending', attempt: 1, created_at: minute(2), seconds: null, error: null, ...person },
      { from_state: 'pending', to_state: 'in_progress', attempt: 2, created_at: minute(3), seconds: null, error: null, ...engine },
      { from_state: 'in_progress', to_state: 'complete', attempt: 2, created_at: minute(5), seconds: 120, error: null, ...engine },
    ]);
  });

  it('an automatic retry begins from the error before it, whatever other steps did in between', async () => {
    const taskId = await insertTask(session.client, [{}, { state: 'complete' }]);
    const worker = await insertWorker(session.client);
    await append(taskId, worker, [
      [1, minute(0), minute(1), 'in_progress', 'error', { message: 'busy' }],
      [2, minute(2), minute(3), 'in_progress', 'error', { message: 'busy' }],
    ]);
    const rows = await session.rows(
      `select from_state, to_state, attempt from tasker.workflow_step_history
       where task_id = $1 and workflow_step_id = 1 order by created_at`,
      [taskId],
    );
    expect(rows).toEqual([
      { from_state: 'pending', to_state: 'in_progress', attempt: 1 },
      { from_state: 'in_progress', to_state: 'error', attempt: 1 },
      { from_state: 'error', to_state: 'in_progress', attempt: 2 },
      { from_state: 'in_progress', to_state: 'error', attempt: 2 },
    ]);
  });
});
