import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';

describe.each(ADAPTERS)('steps over REST on %s', (adapter) => {
  let host: HostApplication;
  let steps: string;
  /** Of a task that no test changes. */
  let untouched: string;
  beforeAll(async () => {
    host = await startHost({ adapter });
    untouched = await create();
  });
  afterAll(() => host.close());

  /** The address of the steps of a new task. */
  const create = async (body: object = GREETING) => {
    const { task_id: id } = (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task;
    return (steps = `/tasker/tasks/${id}/workflow_steps`);
  };
  const namesOf = (body: any): string[] => body.workflow_steps.map(({ name }: { name: string }) => name);

  it('are shown by place and by name', async () => {
    const byPlace = (await host.http.get(`${untouched}/2`).expect(200)).body;
    expect(byPlace.workflow_step).toMatchObject({ workflow_step_id: 2, name: 'bow', status: 'pending', parents_ids: [1] });
    expect((await host.http.get(`${untouched}/bow`).expect(200)).body).toEqual(byPlace);
  });

  it.each([
    ['get', '/9', 404],
    ['get', '/nobody', 404],
    ['get', '/0', 400],
    ['get', '/99999999999', 400],
    ['get', '/%00', 400],
    ['get', '?limit=101', 400],
    ['get', '?status=done', 400],
    ['get', '?cursor=garbage', 400],
    ['get', '?offset=1', 400],
    ['get', '/1?verbose=true', 400],
    ['delete', '/9', 404],
    ['post', '/9/retry', 404],
  ] as const)('answers %s workflow_steps%s with %i', async (method, path, status) => {
    await host.http[method](`${untouched}${path}`).expect(status);
  });

  it('have names that an address can hold', async () => {
    // Fastify refuses a parameter of more than 100 characters itself, unless the host allows more.
    const { status } = await host.raw.get(`${untouched}/${'x'.repeat(129)}`);
    expect(status).toBe(adapter === 'fastify' ? 414 : 400);
  });

  it('are cancelled by DELETE and by POST, with those that can no longer run', async () => {
    await create();
    const { body } = await host.http.delete(`${steps}/bow?reason=stiff`).expect(200);
    expect(body).toMatchObject({ cancelled: true, workflow_step: { name: 'bow', status: 'cancelled' }, task: { status: 'pending' } });
    expect((await host.http.get(`${steps}/leave`)).body.workflow_step.status).toBe('cancelled');
    const last = await host.http.post(`${steps}/greet/cancel`).send({ actor: 'ann' }).expect(200);
    expect(last.body).toMatchObject({ workflow_step: { status: 'cancelled' }, task: { status: 'cancelled' } });
    await host.http.post(`${steps}/greet/complete`).send({ reason: 'late' }).expect(409);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'express') return;

  it('are listed in the order of their places, page by page, from either end', async () => {
    expect(namesOf((await host.http.get(untouched).expect(200)).body)).toEqual(['greet', 'bow', 'wave', 'leave']);
    const first = (await host.http.get(`${untouched}?limit=3&sort_order=desc&sort_by=workflow_step_id&total=true`).expect(200)).body;
    expect(first).toMatchObject({ total: 4, next_cursor: expect.any(String) });
    expect(namesOf(first)).toEqual(['leave', 'wave', 'bow']);
    const rest = await host.http.get(`${untouched}?limit=3&sort_order=desc&cursor=${first.next_cursor}`).expect(200);
    expect(namesOf(rest.body)).toEqual(['greet']);
    expect(rest.body.next_cursor).toBeNull();
    await host.http.get(`${untouched}?cursor=${first.next_cursor}`).expect(400);
    expect(namesOf((await host.http.get(`${untouched}?status=error`).expect(200)).body)).toEqual([]);
  });

  it('of an unknown task, or of none, are none', async () => {
    for (const path of ['', '/1']) await host.http.get(`/tasker/tasks/${UNKNOWN}/workflow_steps${path}`).expect(404);
    await host.http.get('/tasker/tasks/seven/workflow_steps').expect(400);
  });

  it('are completed with a result, and resolved without one', async () => {
    await create();
    const done = await host.http
      .post(`${steps}/1/complete`)
      .send({ results: { text: 'Hi', sourceSystem: 1 }, reason: 'by hand' })
      .expect(200);
    expect(done.body.workflow_step).toMatchObject({ status: 'complete', results: { text: 'Hi', sourceSystem: 1 } });
    const { body } = await host.http.post(`${steps}/bow/resolve`).send({ reason: 'a nod will do' }).expect(200);
    expect(body).toMatchObject({ workflow_step: { status: 'resolved_manually', processed: true }, task: { incomplete_steps: 2 } });
    await host.http.post(`${steps}/greet/resolve`).send({ reason: 'late' }).expect(409);
  });

  it.each(['resolve', 'complete'])('answers %s without a reason with 422', async (action) => {
    for (const sent of [undefined, {}, { reason: ' ' }]) {
      const { body } = await host.http.post(`${untouched}/1/${action}`).send(sent).expect(422);
      expect(body.details).toMatchObject([{ path: 'reason' }]);
    }
    expect((await host.http.get(`${untouched}/1`)).body.workflow_step.status).toBe('pending');
  });

  it.each(['patch', 'put'] as const)('change their retry limit and inputs by %s, both or none', async (method) => {
    await create();
    const change = (body: object) => host.http[method](`${steps}/greet`).send(body);
    expect((await change({ retry_limit: 7 }).expect(200)).body.workflow_step).toMatchObject({ retry_limit: 7, inputs: null });
    const both = await change({ workflow_step: { retry_limit: 8, inputs: { retry_limit: 1 }, reason: 'outage', actor: 'ann' } }).expect(
      200,
    );
    expect(both.body.workflow_step).toMatchObject({ retry_limit: 8, inputs: { retry_limit: 1 } });
    await change({ retry_limit: 9, inputs: { text: 'a\u0000b' } }).expect(400);
    expect((await host.http.get(`${steps}/greet`)).body.workflow_step).toMatchObject({ retry_limit: 8, inputs: { retry_limit: 1 } });
    const { records } = await host.app.get(Orchestrator).stepHistory(steps.split('/')[3]!, 'greet');
    expect(records.at(-1)).toMatchObject({ actor: 'ann', reason: 'outage' });
  });

  it.each([
    [{}, ''],
    [{ retry_limit: 0 }, 'retry_limit'],
    [{ retry_limit: '7' }, 'retry_limit'],
    [{ workflow_step: { retry_limit: 1_000_001 } }, 'workflow_step.retry_limit'],
    [{ status: 'complete' }, 'status'],
    [{ results: {} }, 'results'],
    [{ workflow_step: 'greet' }, 'workflow_step'],
  ])('refuse the change %j, naming the field', async (sent, path) => {
    const { body } = await host.http.patch(`/tasker/tasks/${UNKNOWN}/workflow_steps/greet`).send(sent).expect(400);
    expect(body.details.map((detail: { path: string }) => detail.path)).toEqual([path]);
  });

  it('that have ended are not changed', async () => {
    await create();
    await host.http.delete(`${steps}/greet`).expect(200);
    for (const change of [{ retry_limit: 7 }, { inputs: {} }]) await host.http.patch(`${steps}/greet`).send(change).expect(409);
  });

  it('say whether they may run, and what keeps them back', async () => {
    const task = untouched.replace('/workflow_steps', '');
    const { body } = await host.http.get(`${task}/readiness`).expect(200);
    expect(body.workflow_steps.map((step: any) => [step.workflow_step_id, step.can_execute_now, step.blocking_reason])).toEqual([
      [1, true, null],
      [2, false, 'dependencies_not_satisfied'],
      [3, false, 'dependencies_not_satisfied'],
      [4, false, 'dependencies_not_satisfied'],
    ]);
    const context = (await host.http.get(`${task}/execution_context`).expect(200)).body.execution_context;
    expect(context).toMatchObject({ status: 'pending', total_steps: 4, ready_steps: 1, next_action: { action: 'execute_ready_steps' } });
    for (const path of ['readiness', 'execution_context']) {
      await host.http.get(`/tasker/tasks/${UNKNOWN}/${path}`).expect(404);
      await host.http.get(`${task}/${path}?verbose=1`).expect(400);
    }
  });
});
