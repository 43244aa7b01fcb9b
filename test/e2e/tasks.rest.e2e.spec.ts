import { Orchestrator, StepHandler, TaskHandler } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UNKNOWN = '01920000-0000-7000-8000-000000000000';

@TaskHandler({ namespace: 'e2e', name: 'welcome', version: '1.0.0', searchable: ['guest.number'] })
class Welcome {
  @StepHandler()
  greet() {
    return {};
  }
}

describe.each(ADAPTERS)('tasks over REST on %s, created and never worked on', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter, providers: [Welcome] });
  });
  afterAll(() => host.close());

  const create = async (body: object = GREETING) => (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task;

  it('creates a task and answers 201 with it and its steps', async () => {
    const task = await create({
      ...GREETING,
      initiator: 'ann',
      source_system: 'desk',
      reason: 'visit',
      tags: ['vip'],
      priority: 3,
      correlation_id: 'c-1',
    });
    expect(task).toMatchObject({
      task_id: expect.stringMatching(UUID),
      name: 'greeting',
      namespace: 'e2e',
      version: '1.0.0',
      full_name: 'e2e.greeting@1.0.0',
      status: 'pending',
      complete: false,
      priority: 3,
      initiator: 'ann',
      source_system: 'desk',
      reason: 'visit',
      tags: ['vip'],
      bypass_steps: [],
      correlation_id: 'c-1',
      requested_at: expect.stringMatching(ISO),
      finished_at: null,
      incomplete_steps: 4,
      context: { name: 'Ann' },
      task_annotations: [],
    });
    expect(task.workflow_steps.map((step: any) => [step.workflow_step_id, step.name, step.status])).toEqual([
      [1, 'greet', 'pending'],
      [2, 'bow', 'pending'],
      [3, 'wave', 'pending'],
      [4, 'leave', 'pending'],
    ]);
  });

  it('takes the wrapped body as the plain one', async () => {
    const task = await create({ task: GREETING });
    expect(task).toMatchObject({
      name: 'greeting',
      context: { name: 'Ann' },
      initiator: 'unknown',
      source_system: 'unknown',
      reason: 'unknown',
    });
  });

  it('cancels a task and its steps, with the reason in the body or in the query', async () => {
    for (const request of [
      (id: string) => host.http.delete(`/tasker/tasks/${id}`).send({ reason: 'rain' }),
      (id: string) => host.http.delete(`/tasker/tasks/${id}?reason=rain`),
      (id: string) => host.http.delete(`/tasker/tasks/${id}`),
    ]) {
      const { task_id: id } = await create();
      const { body } = await request(id).expect(200);
      expect(body).toMatchObject({ cancelled: true, task: { task_id: id, status: 'cancelled', complete: false } });
      expect(body.task.workflow_steps.map((step: any) => step.status)).toEqual(Array(4).fill('cancelled'));
    }
  });

  it('filters by tag, initiator, source system, time and paths of the context that are searchable', async () => {
    const requests = [
      { tags: ['a', 'b'], initiator: 'ann', source_system: 'desk', context: { name: 'Cas', guest: { number: 7 } } },
      { tags: ['a'], initiator: 'ben', context: { name: 'Dee' } },
    ];
    const found: any[] = [];
    for (const request of requests) {
      found.push(
        (
          await host.http
            .post('/tasker/tasks')
            .send({ ...GREETING, name: 'welcome', ...request })
            .expect(201)
        ).body.task,
      );
    }
    const names = async (query: string) =>
      (await host.http.get(`/tasker/tasks?include=context&name=welcome&${query}`).expect(200)).body.tasks.map(
        (task: any) => task.context.name,
      );
    expect(await names('tag=a')).toEqual(['Cas', 'Dee']);
    expect(await names('tag=a&tag=b')).toEqual(['Cas']);
    expect(await names('initiator=ben')).toEqual(['Dee']);
    expect(await names('source_system=desk')).toEqual(['Cas']);
    expect(await names('context[guest.number]=7')).toEqual(['Cas']);
    expect(await names('context%5Bguest.number%5D=8')).toEqual([]);
    expect(await names(`requested_after=${found[1].requested_at}`)).toEqual(['Dee']);
    expect(await names(`requested_before=${found[1].requested_at}`)).toEqual(['Cas']);
  });

  it.each([
    ['get', 404, UNKNOWN, 'Not Found'],
    ['delete', 404, UNKNOWN, 'Not Found'],
    ['get', 400, 'seven', 'Bad Request'],
    ['delete', 400, '7', 'Bad Request'],
  ] as const)('answers %s with %i for the id %s', async (method, status, id, error) => {
    const { body } = await host.http[method](`/tasker/tasks/${id}`).expect(status);
    expect(body).toMatchObject({ error, message: expect.any(String) });
    expect(body.details).toEqual(status === 404 ? [] : [{ path: 'task_id', message: 'must be a UUID' }]);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'fastify') return;

  it('shows the graph of a task by the ids of its steps', async () => {
    const { task_id: id } = await create();
    const { body } = await host.http.get(`/tasker/tasks/${id}`).expect(200);
    const graph = body.task.workflow_steps.map((step: any) => [step.name, step.parents_ids, step.children_ids, step.siblings_ids]);
    expect(graph).toEqual([
      ['greet', [], [2, 3], []],
      ['bow', [1], [4], [3]],
      ['wave', [1], [4], [2]],
      ['leave', [2, 3], [], []],
    ]);
    expect(body.task.workflow_steps[0]).toEqual({
      task_id: id,
      workflow_step_id: 1,
      name: 'greet',
      named_step_id: expect.any(Number),
      status: 'pending',
      attempts: 0,
      retry_limit: 3,
      retryable: true,
      skippable: false,
      queue: 'default',
      priority: expect.any(Number),
      processed: false,
      processed_at: null,
      in_process: false,
      ready_at: expect.stringMatching(ISO),
      claimed_at: null,
      last_attempted_at: null,
      backoff_request_seconds: null,
      inputs: null,
      results: null,
      error: null,
      children_ids: [2, 3],
      parents_ids: [],
      siblings_ids: [],
    });
  });

  it('answers a create with what a later look shows', async () => {
    const created = await create();
    const { body } = await host.http.get(`/tasker/tasks/${created.task_id}`).expect(200);
    expect(body.task).toEqual(created);
  });
});

describe('lists of tasks over REST', () => {
  let host: HostApplication;
  let ids: string[];
  beforeAll(async () => {
    host = await startHost({ adapter: 'express' });
    ids = [];
    for (let number = 0; number < 25; number += 1) {
      const name = number % 5 === 0 ? 'insult' : 'greeting';
      ids.push((await host.http.post('/tasker/tasks').send({ ...GREETING, name })).body.task.task_id);
    }
    await host.http.delete(`/tasker/tasks/${ids[3]}`).expect(200);
  });
  afterAll(() => host.close());

  const list = async (query: string) => (await host.http.get(`/tasker/tasks?${query}`).expect(200)).body;

  it('holds 20 tasks a page, without context and steps', async () => {
    const page = await list('');
    expect(page.tasks).toHaveLength(20);
    expect(page.tasks[0]).not.toHaveProperty('context');
    expect(page.tasks[0]).not.toHaveProperty('workflow_steps');
    expect(page.tasks[0]).toMatchObject({
      full_name: expect.any(String),
      status: expect.any(String),
      incomplete_steps: expect.any(Number),
    });
    expect(page.next_cursor).toEqual(expect.any(String));
  });

  it.each(['asc', 'desc'])('gives every task once, page by page, in %s order of creation', async (order) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`limit=7&sort_by=task_id&sort_order=${order}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.tasks.map((task: any) => task.task_id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
  });

  it('filters by status, namespace, name and version', async () => {
    expect((await list('status=cancelled')).tasks.map((task: any) => task.task_id)).toEqual([ids[3]]);
    expect((await list('namespace=e2e&name=insult&version=1.0.0')).tasks).toHaveLength(5);
    expect(await list('version=9.9.9')).toEqual({ tasks: [], next_cursor: null });
    expect(await list('namespace=nowhere')).toEqual({ tasks: [], next_cursor: null });
  });

  it('counts what matches on all pages when that is asked for', async () => {
    expect(await list('limit=2&name=insult&total=true')).toMatchObject({ total: 5, tasks: [{}, {}] });
    expect(await list('limit=2')).not.toHaveProperty('total');
  });

  it('goes on after a page of the same list only', async () => {
    const { next_cursor: cursor } = await list('limit=2&status=pending');
    await host.http.get(`/tasker/tasks?limit=2&cursor=${cursor}`).expect(400);
    await host.http.get(`/tasker/tasks?limit=5&status=pending&cursor=${cursor}`).expect(200);
  });

  it('answers 100 tasks at most and one at least', async () => {
    expect((await list('limit=100')).tasks).toHaveLength(25);
    expect((await list('limit=1')).tasks).toHaveLength(1);
  });
});

describe('tasks over REST, worked on', () => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter: 'fastify', worker: true });
  });
  afterAll(() => host.close());

  const finish = async (body: object) => {
    const { task_id: id } = (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task;
    await host.app.get(Orchestrator).waitForTask(id, { timeout: '20s' });
    return (await host.http.get(`/tasker/tasks/${id}`).expect(200)).body.task;
  };

  it('shows the results of a task that is complete', async () => {
    const task = await finish(GREETING);
    expect(task).toMatchObject({ status: 'complete', complete: true, incomplete_steps: 0, finished_at: expect.stringMatching(ISO) });
    for (const step of task.workflow_steps) {
      expect(step).toMatchObject({
        status: 'complete',
        attempts: 1,
        processed: true,
        processed_at: expect.stringMatching(ISO),
        in_process: false,
      });
    }
    expect(task.workflow_steps.map((step: any) => step.results)).toEqual([{ text: 'Hello Ann' }, { degrees: 15 }, {}, { bowed: 15 }]);
  });

  it('shows the error of a step that failed for good', async () => {
    const task = await finish({ ...GREETING, name: 'insult' });
    expect(task).toMatchObject({ status: 'error', complete: false });
    expect(task.workflow_steps[0]).toMatchObject({
      status: 'error',
      attempts: 1,
      processed: false,
      error: {
        message: 'we do not do that here',
        error_class: 'PermanentError',
        error_code: 'RUDE',
        attempt: 1,
        permanent: true,
        context: { manners: false },
      },
    });
  });

  it('retries a task that failed, and resolves it when that has not helped', async () => {
    const { task_id: id } = await finish({ ...GREETING, name: 'insult' });
    const { body } = await host.http.post(`/tasker/tasks/${id}/retry`).send({ attempts: 5, reason: 'try again' }).expect(200);
    expect(body.task.workflow_steps[0].retry_limit).toBe(6);
    await host.app.get(Orchestrator).waitForTask(id, { timeout: '20s' });
    const resolved = await host.http.post(`/tasker/tasks/${id}/resolve`).send({ reason: 'said sorry', actor: 'ann' }).expect(200);
    expect(resolved.body.task).toMatchObject({ status: 'resolved_manually', complete: false, incomplete_steps: 0 });
  });

  it('answers 409 when a task that is complete is cancelled', async () => {
    const { task_id: id } = await finish(GREETING);
    const { body } = await host.http.delete(`/tasker/tasks/${id}`).expect(409);
    expect(body).toMatchObject({ error: 'Conflict', message: expect.stringContaining('complete'), details: [] });
  });
});
