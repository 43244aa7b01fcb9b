import { describe, expect, it } from 'vitest';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const columns = [
  'workflow_step_id',
  'task_id',
  'named_step_id',
  'name',
  'current_state',
  'dependencies_satisfied',
  'retry_eligible',
  'ready_for_execution',
  'last_failure_at',
  'next_retry_at',
  'total_parents',
  'completed_parents',
  'attempts',
  'retry_limit',
  'backoff_request_seconds',
  'last_attempted_at',
  'circuit',
];

describe('get_step_readiness_status', () => {
  const session = useSession();
  const readiness = async (...steps: StepRow[]) =>
    await session.rows('select * from tasker.get_step_readiness_status($1)', [await insertTask(session.client, steps)]);

  it('has the columns of the specification in its order, and the circuit', async () => {
    const { fields } = await session.client.query(`select * from tasker.get_step_readiness_status($1)`, [
      '00000000-0000-7000-8000-000000000000',
    ]);
    expect(fields.map((field) => field.name)).toEqual(columns);
  });

  it('a pending root is ready', async () => {
    expect(await readiness({ name: 'first' })).toEqual([
      {
        workflow_step_id: 1,
        task_id: expect.any(String),
        named_step_id: expect.any(Number),
        name: 'first',
        current_state: 'pending',
        dependencies_satisfied: true,
        retry_eligible: true,
        ready_for_execution: true,
        last_failure_at: null,
        next_retry_at: null,
        total_parents: 0,
        completed_parents: 0,
        attempts: 0,
        retry_limit: 3,
        backoff_request_seconds: null,
        last_attempted_at: null,
        circuit: 'closed',
      },
    ]);
  });

  const failure = { dependencies_satisfied: true, last_failure_at: expect.any(Date), last_attempted_at: expect.any(Date), attempts: 1 };
  it.each<[string, StepRow, object]>([
    [
      'an error whose back-off runs waits for its time',
      { state: 'error', readyIn: 60, backoffSeconds: 60 },
      { ...failure, retry_eligible: false, ready_for_execution: false, next_retry_at: expect.any(Date), backoff_request_seconds: 60 },
    ],
    [
      'an error whose back-off is over is ready',
      { state: 'error', readyIn: -1, backoffSeconds: 2 },
      { ...failure, retry_eligible: true, ready_for_execution: true, next_retry_at: expect.any(Date), backoff_request_seconds: 2 },
    ],
    [
      'an error without an attempt left is over',
      { state: 'error', attempts: 3 },
      { ...failure, attempts: 3, retry_eligible: false, ready_for_execution: false, next_retry_at: null },
    ],
    [
      'a permanent error is over though attempts are left',
      { state: 'error', attempts: 1, retryLimit: 5 },
      { ...failure, retry_limit: 5, retry_eligible: false, ready_for_execution: false, next_retry_at: null },
    ],
    ['a pending step that may not be retried may begin', { retryable: false }, { retry_eligible: true, ready_for_execution: true }],
    ['a pending step that waits for a time is not ready', { readyIn: 60 }, { retry_eligible: true, ready_for_execution: false }],
    ['a running step is not ready', { state: 'in_progress' }, { current_state: 'in_progress', ready_for_execution: false, attempts: 1 }],
    ['a complete step is not ready', { state: 'complete' }, { current_state: 'complete', ready_for_execution: false }],
    ['a cancelled step is not ready', { state: 'cancelled' }, { current_state: 'cancelled', ready_for_execution: false }],
    ['a resolved step is not ready', { state: 'resolved_manually' }, { current_state: 'resolved_manually', ready_for_execution: false }],
  ])('%s', async (_, step, expected) => {
    expect(await readiness(step)).toEqual([expect.objectContaining(expected)]);
  });

  it.each<[string, StepRow, string]>([
    ['a pending step', {}, 'closed'],
    ['a first attempt', { state: 'in_progress' }, 'closed'],
    ['a back-off that runs', { state: 'error', readyIn: 60 }, 'open'],
    ['a failure for good', { state: 'error', attempts: 3 }, 'open'],
    ['a failure that is due', { state: 'error', readyIn: -1 }, 'half_open'],
    ['a running retry', { state: 'in_progress', attempts: 2, error: { message: 'failed' } }, 'half_open'],
    ['a failure that a person has reset', { attempts: 2, error: { message: 'failed' } }, 'half_open'],
    ['a step that was completed after a failure', { state: 'complete', attempts: 2 }, 'closed'],
    ['a failure that was resolved', { state: 'resolved_manually', attempts: 3, error: { message: 'failed' } }, 'closed'],
    ['a failure that was cancelled', { state: 'cancelled', attempts: 3, error: { message: 'failed' } }, 'closed'],
  ])('circuit: %s', async (_, step, circuit) => {
    expect(await readiness(step)).toEqual([expect.objectContaining({ circuit })]);
  });

  it('while its task is paused a failed step keeps the end of its back-off, and is not ready', async () => {
    const taskId = await insertTask(session.client, [
      { name: 'over', state: 'error', backoffSeconds: 30, readyIn: 30 },
      { name: 'runs', state: 'error', backoffSeconds: 172_800, readyIn: 60 },
      { name: 'waits' },
    ]);
    await session.client.query("select tasker.pause_task($1, 'ann', 'stock-taking')", [taskId]);
    const rows = await session.rows(
      `select name, ready_for_execution, retry_eligible, circuit, extract(epoch from next_retry_at - last_attempted_at) as wait
       from tasker.get_step_readiness_status($1)`,
      [taskId],
    );
    // The rows of a test failed a day ago.
    expect(rows).toEqual([
      { name: 'over', ready_for_execution: false, retry_eligible: true, circuit: 'half_open', wait: '30.000000' },
      { name: 'runs', ready_for_execution: false, retry_eligible: false, circuit: 'open', wait: '172800.000000' },
      { name: 'waits', ready_for_execution: false, retry_eligible: true, circuit: 'closed', wait: null },
    ]);
  });

  it.each<[StepRow['state'], boolean]>([
    ['complete', true],
    ['resolved_manually', true],
    ['cancelled', false],
    ['error', false],
    ['in_progress', false],
    ['pending', false],
  ])('a parent that is %s satisfies its child: %s', async (state, satisfied) => {
    const [, child] = await readiness({ state }, { parents: [1] });
    expect(child).toMatchObject({
      dependencies_satisfied: satisfied,
      ready_for_execution: satisfied,
      total_parents: 1,
      completed_parents: Number(satisfied),
    });
  });

  it('one open parent of three is enough to wait', async () => {
    const steps = await readiness(
      { state: 'complete' },
      { state: 'resolved_manually' },
      { state: 'error', readyIn: 5 },
      { parents: [1, 2, 3] },
    );
    expect(steps[3]).toMatchObject({ total_parents: 3, completed_parents: 2, dependencies_satisfied: false, ready_for_execution: false });
  });

  it('counts the parents of a step that a person completed before they were done', async () => {
    const taskId = await insertTask(session.client, [{}, { parents: [1] }]);
    await session.client.query("select tasker.settle_step($1, 2, 'complete', '{}', 'ann', 'by hand')", [taskId]);
    const parents = async () => {
      const [, child] = await session.rows('select * from tasker.get_step_readiness_status($1)', [taskId]);
      return [child?.current_state, child?.completed_parents, child?.dependencies_satisfied];
    };
    expect(await parents()).toEqual(['complete', 0, false]);
    await session.client.query("select tasker.settle_step($1, 1, 'complete', '{}', 'ann', 'by hand')", [taskId]);
    expect(await parents()).toEqual(['complete', 1, true]);
  });

  it('can be asked for some steps only', async () => {
    const taskId = await insertTask(session.client, [{}, {}, {}]);
    const places = async (ids: number[] | null) =>
      (await session.rows('select * from tasker.get_step_readiness_status($1, $2)', [taskId, ids])).map((row) => row.workflow_step_id);
    expect(await places([3, 1, 9])).toEqual([1, 3]);
    expect(await places([])).toEqual([]);
    expect(await places(null)).toEqual([1, 2, 3]);
  });
});
