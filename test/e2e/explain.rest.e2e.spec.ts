import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UNKNOWN = '01920000-0000-7000-8000-000000000000';

describe.each(ADAPTERS)('why a task is not finished, over REST on %s', (adapter) => {
  let idle: HostApplication;
  let working: HostApplication;
  beforeAll(async () => {
    [idle, working] = await Promise.all([startHost({ adapter }), startHost({ adapter, worker: true })]);
  });
  afterAll(() => Promise.all([idle.close(), working.close()]));

  const create = async (host: HostApplication, body: object = GREETING) =>
    (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task.task_id as string;

  it('answers with the reason of the task and of each unfinished step', async () => {
    const id = await create(idle);
    const { body } = await idle.http.get(`/tasker/tasks/${id}/explain`).expect(200);
    const message = 'is ready, but nobody would run it: no worker is alive; start an application with one';
    expect(body.explanation).toEqual({
      task_id: id,
      status: 'pending',
      reason: 'no_worker',
      message: `waits for greet, which ${message}`,
      unblock: [],
      detail: {
        counts: { total: 4, pending: 4, in_progress: 0, complete: 0, error: 0, cancelled: 0, resolved_manually: 0 },
        reasons: { no_worker: 1, waiting_for_parents: 3 },
        deadline_at: null,
        paused: null,
        because: {
          workflow_step_id: 1,
          name: 'greet',
          reason: 'no_worker',
          definition: 'e2e.greeting@1.0.0',
          queue: 'default',
          why: 'no_live_worker',
        },
      },
      workflow_steps: [
        {
          workflow_step_id: 1,
          name: 'greet',
          status: 'pending',
          circuit: 'closed',
          reason: 'no_worker',
          message,
          detail: { definition: 'e2e.greeting@1.0.0', queue: 'default', why: 'no_live_worker' },
          causes: [],
          unblock: [],
        },
        ...[2, 3, 4].map((place) => expect.objectContaining({ workflow_step_id: place, reason: 'waiting_for_parents' })),
      ],
    });
  });

  it('names what failed for good and what would unblock it', async () => {
    const id = await create(working, { ...GREETING, name: 'insult' });
    await working.app.get(Orchestrator).waitForTask(id, { timeout: '20s' });
    const { body } = await working.http.get(`/tasker/tasks/${id}/explain`).expect(200);
    expect(body.explanation).toMatchObject({
      status: 'error',
      reason: 'blocked_by_failure',
      unblock: expect.arrayContaining(['retry_task', 'resolve_task']),
      detail: { count: 1, failed: [{ workflow_step_id: 1, name: 'shout', failed_at: expect.stringMatching(ISO) }] },
    });
    expect(body.explanation.workflow_steps[0]).toMatchObject({
      reason: 'failed',
      circuit: 'open',
      detail: {
        attempts: 1,
        exhausted: false,
        error: { message: 'we do not do that here', error_class: 'PermanentError', error_code: 'RUDE' },
      },
    });
  });

  it('the summary of the task stands in its JSON', async () => {
    const id = await create(idle);
    const { body } = await idle.http.get(`/tasker/tasks/${id}`).expect(200);
    expect(body.task.workflow_summary).toEqual({
      total_steps: 4,
      completed: 0,
      pending: 4,
      in_progress: 0,
      failed: 0,
      ready: 1,
      completion_percentage: 0,
      status: 'has_ready_steps',
      health: 'healthy',
      recommended_action: 'execute_ready_steps',
      progress_details: { completed_ratio: '0/4', completion_percentage: '0%', remaining_steps: 4, failed_steps: 0, ready_steps: 1 },
    });
    expect(body.task).toMatchObject({ paused_at: null, paused_by: null, pause_reason: null });
  });

  it.each([
    [404, UNKNOWN, '', []],
    [400, 'seven', '', ['task_id']],
    [400, UNKNOWN, '?verbose=1', ['verbose']],
  ])('answers %i for the id %s%s', async (status, id, query, paths) => {
    const { body } = await idle.http.get(`/tasker/tasks/${id}/explain${query}`).expect(status);
    expect(body.details.map(({ path }: { path: string }) => path)).toEqual(paths);
  });
});
