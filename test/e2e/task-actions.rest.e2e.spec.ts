import { Orchestrator, TaskAnnotations } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const ACTIONS = ['cancel', 'retry', 'resolve', 'pause', 'resume'] as const;

describe.each(ADAPTERS)('what people do to tasks over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  const create = async (body: object = GREETING) => (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task;
  const told = async (id: string) => (await host.app.get(Orchestrator).taskHistory(id, { sortOrder: 'desc' })).records;

  it('pauses and resumes a task, and says who and why in its history', async () => {
    const { task_id: id } = await create();
    const paused = await host.http.post(`/tasker/tasks/${id}/pause`).send({ reason: 'stock count', actor: 'ann' }).expect(200);
    expect(paused.body.task).toMatchObject({ task_id: id, paused_by: 'ann', pause_reason: 'stock count', status: 'pending' });
    const resumed = await host.http.post(`/tasker/tasks/${id}/resume`).send({ actor: 'ben' }).expect(200);
    expect(resumed.body.task).toMatchObject({ paused_at: null, paused_by: null, pause_reason: null });
    expect((await told(id)).map(({ actor }) => actor).slice(0, 2)).toEqual(['ben', 'ann']);
  });

  it('cancels a task by POST as by DELETE', async () => {
    const { task_id: id } = await create();
    const { body } = await host.http.post(`/tasker/tasks/${id}/cancel`).send({ reason: 'ordered twice' }).expect(200);
    expect(body.task).toMatchObject({ status: 'cancelled' });
    const again = await host.http.post(`/tasker/tasks/${id}/cancel`).expect(200);
    expect(again.body.task.finished_at).toBe(body.task.finished_at);
  });

  it.each([undefined, {}, { reason: '' }, { reason: '  ' }, { reason: null }])(
    'answers 422 to a resolution that gives the reason %j',
    async (sent) => {
      const { task_id: id } = await create();
      const { body } = await host.http.post(`/tasker/tasks/${id}/resolve`).send(sent).expect(422);
      expect(body).toMatchObject({
        error: 'Unprocessable Entity',
        details: [{ path: 'reason', message: expect.stringContaining('required') }],
      });
      expect((await host.http.get(`/tasker/tasks/${id}`)).body.task.status).toBe('pending');
    },
  );

  it.each(['patch', 'put'] as const)('changes reason and tags by %s, plain and wrapped, and leaves what is not named', async (method) => {
    const { task_id: id } = await create({ ...GREETING, reason: 'visit', tags: ['vip'] });
    const change = (body: object) => host.http[method](`/tasker/tasks/${id}`).send(body);
    expect((await change({ tags: ['vip', 'checked'], actor: 'ann' }).expect(200)).body.task).toMatchObject({
      reason: 'visit',
      tags: ['vip', 'checked'],
    });
    expect((await change({ task: { reason: 'second visit' } }).expect(200)).body.task).toMatchObject({
      reason: 'second visit',
      tags: ['vip', 'checked'],
    });
    expect(await told(id)).toMatchObject([{ metadata: { reason: { to: 'second visit' } } }, { actor: 'ann' }]);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'fastify') return;

  it.each([
    ['retry', 409],
    ['resolve', 409],
    ['pause', 409],
    ['resume', 409],
  ] as const)('answers %s of a task that is cancelled with %i', async (action, status) => {
    const { task_id: id } = await create();
    await host.http.delete(`/tasker/tasks/${id}`).expect(200);
    const { body } = await host.http.post(`/tasker/tasks/${id}/${action}`).send({ reason: 'why not' }).expect(status);
    expect(body).toMatchObject({ error: 'Conflict', message: expect.stringContaining('cancelled') });
  });

  it.each(ACTIONS)('answers %s of an unknown task with 404, of what is no id with 400', async (action) => {
    await host.http.post(`/tasker/tasks/${UNKNOWN}/${action}`).send({ reason: 'r' }).expect(404);
    await host.http.post(`/tasker/tasks/seven/${action}`).send({ reason: 'r' }).expect(400);
  });

  it('refuses who and why when they cannot be used, naming the field, and does nothing', async () => {
    const { task_id: id } = await create();
    for (const [body, query, path] of [
      [{ reason: 7 }, '', 'reason'],
      [{ reason: 'x'.repeat(129) }, '', 'reason'],
      [{ reason: 'a\u0000b' }, '', 'reason'],
      [{ reason: 'r', actor: { name: 'ann' } }, '', 'actor'],
      [{ reason: 'r', why: 'b' }, '', 'why'],
      [{ reason: 'r', attempts: 2 }, '', 'attempts'],
      [{ reason: 'r' }, '?force=true', 'force'],
      [['reason'], '', ''],
    ] as const) {
      const refused = await host.http.post(`/tasker/tasks/${id}/pause${query}`).send(body).expect(400);
      expect(refused.body.details.map((detail: { path: string }) => detail.path)).toEqual([path]);
    }
    expect(await told(id)).toEqual([]);
  });

  it.each([0, 1.5, '3', 1_000_001])('refuses %j attempts', async (attempts) => {
    const { body } = await host.http.post(`/tasker/tasks/${UNKNOWN}/retry`).send({ attempts }).expect(400);
    expect(body.details).toMatchObject([{ path: 'attempts' }]);
  });

  it.each([
    [{}, ''],
    [{ tags: 'vip' }, 'tags'],
    [{ task: { tags: [7] } }, 'task.tags.0'],
    [{ reason: 7 }, 'reason'],
    [{ name: 'other' }, 'name'],
    [{ context: {} }, 'context'],
    [{ task: { status: 'complete' } }, 'task.status'],
    [{ task: {}, reason: 'x' }, 'reason'],
  ])('refuses the change %j, naming the field', async (sent, path) => {
    const { body } = await host.http.patch(`/tasker/tasks/${UNKNOWN}`).send(sent).expect(400);
    expect(body.details.map((detail: { path: string }) => detail.path)).toEqual([path]);
  });

  it('answers a change of an unknown task with 404', async () => {
    await host.http.patch(`/tasker/tasks/${UNKNOWN}`).send({ reason: 'r' }).expect(404);
  });

  it('shows the notes on a task, and its analysis when that is asked for', async () => {
    const { task_id: id } = await create();
    await host.app.get(TaskAnnotations).add(id, 'risk', { riskScore: 0.2 });
    const { body } = await host.http.get(`/tasker/tasks/${id}?include_dependencies=true`).expect(200);
    expect(body.task.task_annotations).toMatchObject([{ task_id: id, annotation_type_name: 'risk', annotation: { riskScore: 0.2 } }]);
    expect(body.task.dependency_analysis.dependency_graph.edges).toHaveLength(4);
    const plain = await host.http.get(`/tasker/tasks/${id}?include_dependencies=false`).expect(200);
    expect(plain.body.task).not.toHaveProperty('dependency_analysis');
    const { body: refused } = await host.http.get(`/tasker/tasks/${id}?include_dependencies=maybe`).expect(400);
    expect(refused.details).toMatchObject([{ path: 'include_dependencies' }]);
  });
});
