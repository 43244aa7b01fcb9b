import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { completed, failed } from '../../support/worker.session.js';

describe('own_transitions', () => {
  const engine = useEngine();
  const told = async (text: string, values: unknown[]) => (await engine.rows<{ told: any }>(text, values))[0]!.told;

  it('gives what this transaction wrote about the tasks that are meant, steps before their task, and nothing of earlier ones', async () => {
    const [taskId, other] = [await insertTask(engine.client, [{}, { parents: [1] }]), await insertTask(engine.client, [{}])];
    await engine.rows('select * from tasker.pause_task($1, null, null)', [taskId]);
    const text = `select tasker.own_transitions(array[$1::uuid]) as told
      from tasker.cancel_task($1, 'ann', 'enough') a, lateral (select * from tasker.cancel_task($2, null, null) where a.changed) b`;
    const { tasks, transitions } = await told(text, [taskId, other]);
    expect(tasks).toMatchObject([{ taskId, state: 'cancelled', steps: { total: 2, pending: 0, completed: 0 }, context: {} }]);
    expect(transitions).toMatchObject([
      { kind: 'step', stepId: 1, from: 'pending', to: 'cancelled', actor: 'ann', reason: 'enough', startedAt: null, was: null },
      { kind: 'step', stepId: 2, from: 'pending', to: 'cancelled' },
      { kind: 'task', from: 'in_progress', to: 'cancelled', actor: 'ann' },
    ]);
    expect(await told('select tasker.own_transitions(array[$1::uuid]) as told', [taskId])).toBeNull();
  });

  it('says of an attempt from which state it began, and of a wait only while it is the one that goes on', async () => {
    const taskId = await insertTask(engine.client, [{ retryLimit: 3 }]);
    const worker = await engine.worker();
    const [first] = await worker.claim();
    await worker.advance([failed(first!, { retryAfter: 0 })]);
    const documents = async () =>
      engine.rows<{ document: any }>(
        `select d.document from tasker.transition_documents(
           (select array_agg('step'::text) from tasker.workflow_step_transitions), (select array_agg(task_id) from tasker.workflow_step_transitions),
           (select array_agg(workflow_step_transition_id order by workflow_step_transition_id) from tasker.workflow_step_transitions)) d
         order by d.place`,
      );
    expect((await documents()).map(({ document }) => document)).toMatchObject([
      { taskId, attempt: 1, was: 'pending', to: 'error', backoffSeconds: 0, error: { message: 'failed', permanent: false }, results: null },
    ]);
    const [second] = await worker.claim();
    await worker.advance([failed(second!, { retryAfter: 7 })]);
    expect((await documents()).map(({ document }) => document)).toMatchObject([
      { attempt: 1, backoffSeconds: null },
      { attempt: 2, was: 'error', backoffSeconds: 7 },
    ]);
    await engine.rows('update tasker.workflow_steps set ready_at = clock_timestamp()');
    const [third] = await worker.claim();
    await worker.advance([completed(third!, { done: 1 })]);
    expect((await documents()).at(-1)!.document).toMatchObject({
      attempt: 3,
      was: 'error',
      to: 'complete',
      results: { done: 1 },
      error: null,
    });
  });
});
