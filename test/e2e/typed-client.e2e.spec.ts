import { Orchestrator } from 'nestjs-tasker';
import createClient, { type Client } from 'openapi-fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components, paths } from '../support/tasker.api.js';
import { ADAPTERS, startHost, type HostApplication } from './host.application.js';

const GREETING: components['schemas']['TaskRequest'] = {
  namespace: 'e2e',
  name: 'greeting',
  version: '1.0.0',
  context: { name: 'Ann' },
};

describe.each(ADAPTERS)('a client made of the OpenAPI document, on %s,', (adapter) => {
  let host: HostApplication;
  let tasker: Client<paths>;
  beforeAll(async () => {
    host = await startHost({ adapter, worker: true });
    tasker = createClient<paths>({ baseUrl: `${await host.app.getUrl()}/tasker` });
  });
  afterAll(() => host.close());

  it('creates a task, follows it to its end and reads its history', async () => {
    const { data, response } = await tasker.POST('/tasks', { body: GREETING });
    expect(response.status).toBe(201);
    const task_id = data!.task.task_id;
    await host.app.get(Orchestrator).waitForTask(task_id, { timeout: '20s' });
    const shown = await tasker.GET('/tasks/{task_id}', { params: { path: { task_id } } });
    expect([shown.data?.task.status, shown.data?.task.workflow_steps.map(({ name, status }) => `${name} ${status}`)]).toEqual([
      'complete',
      ['greet complete', 'bow complete', 'wave complete', 'leave complete'],
    ]);
    const step = { task_id, workflow_step_id: 'greet' };
    const greet = await tasker.GET('/tasks/{task_id}/workflow_steps/{workflow_step_id}', { params: { path: step } });
    expect(greet.data?.workflow_step.results).toEqual({ text: 'Hello Ann' });
    const history = await tasker.GET('/tasks/{task_id}/transitions', { params: { path: { task_id }, query: { limit: 100 } } });
    expect(history.data?.transitions.at(-1)).toMatchObject({ to_status: 'complete' });
  });

  it('lists pages by their filters', async () => {
    for (let number = 0; number < 3; number += 1) await tasker.POST('/tasks', { body: { ...GREETING, tags: ['paged'] } });
    const query = { tag: ['paged'], limit: 2, namespace: 'e2e' };
    const first = await tasker.GET('/tasks', { params: { query: { ...query, total: true } } });
    expect([first.data?.tasks.length, first.data?.total]).toEqual([2, 3]);
    const rest = await tasker.GET('/tasks', { params: { query: { ...query, cursor: first.data!.next_cursor! } } });
    expect([rest.data?.tasks.length, rest.data?.next_cursor]).toEqual([1, null]);
  });

  it('is told what was refused', async () => {
    const { error, response } = await tasker.POST('/tasks', { body: { ...GREETING, name: 'greting' } });
    expect(response.status).toBe(400);
    expect(error).toMatchObject({ error: 'Bad Request', details: [{ path: 'name' }] });
    const path = { task_id: '01920000-0000-7000-8000-000000000000' };
    const unknown = await tasker.POST('/tasks/{task_id}/cancel', { params: { path }, body: { reason: 'rain' } });
    expect([unknown.response.status, unknown.error?.message]).toEqual([404, expect.stringContaining('there is no task')]);
  });
});
