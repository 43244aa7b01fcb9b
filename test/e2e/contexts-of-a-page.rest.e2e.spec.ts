import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREETING, startHost, type HostApplication } from './host.application.js';

/** So that five of them are less than 5 MB, and six are more. */
const CONTEXT = { name: 'Ann', text: 'x'.repeat(900_000) };

describe('the contexts of a page of tasks', () => {
  let host: HostApplication;
  let ids: string[];
  beforeAll(async () => {
    host = await startHost({ limits: { contextBytes: 8_000_000 } });
    const requests = Array.from({ length: 7 }, () => ({ ...GREETING, context: CONTEXT, tags: ['large'] }));
    ids = (await host.app.get(Orchestrator).createTasks(requests)).map(({ taskId }) => taskId);
  });
  afterAll(() => host.close());

  const page = async (more: string) => (await host.http.get(`/tasker/tasks?tag=large&include=context${more}`).expect(200)).body;
  const shown = (tasks: { task_id: string; context: object }[]) => tasks.map(({ task_id: id, context }) => [id, context]);

  it.each([
    ['asc', () => ids],
    ['desc', () => ids.toReversed()],
  ])('are 5 MB at most: it ends earlier, and its cursor goes on there (%s)', async (order, expected) => {
    const first = await page(`&total=true&sort_order=${order}`);
    expect(shown(first.tasks)).toEqual(
      expected()
        .slice(0, 5)
        .map((id) => [id, CONTEXT]),
    );
    expect(first.total).toBe(7);
    const second = await page(`&sort_order=${order}&cursor=${first.next_cursor}`);
    expect(shown(second.tasks)).toEqual(
      expected()
        .slice(5)
        .map((id) => [id, CONTEXT]),
    );
    expect(second.next_cursor).toBeNull();
  });

  it('leave a page that is small enough as it is', async () => {
    const first = await page('&limit=3');
    expect(shown(first.tasks)).toHaveLength(3);
    expect((await page(`&limit=3&cursor=${first.next_cursor}`)).tasks).toHaveLength(3);
  });

  it('never keep a task back for good: the first is shown whatever its size', async () => {
    const context = { name: 'Ann', text: 'x'.repeat(6_000_000) };
    await host.app.get(Orchestrator).createTasks([1, 2].map(() => ({ ...GREETING, context, tags: ['huge'] })));
    const { body: first } = await host.http.get('/tasker/tasks?tag=huge&include=context').expect(200);
    expect(first.tasks).toHaveLength(1);
    const { body: second } = await host.http.get(`/tasker/tasks?tag=huge&include=context&cursor=${first.next_cursor}`).expect(200);
    expect(second).toMatchObject({ tasks: [{ context: { name: 'Ann' } }], next_cursor: null });
  });

  it('are no more than what steps of a page hold, whose cursor goes on as well', async () => {
    const inputs = { text: 'x'.repeat(3_000_000) };
    const path = `/tasker/tasks/${ids[0]}/workflow_steps`;
    for (const step of [1, 2]) await host.app.get(Orchestrator).updateStep(ids[0]!, step, { inputs });
    const { body: first } = await host.http.get(`${path}?total=true`).expect(200);
    expect(first).toMatchObject({ workflow_steps: [{ workflow_step_id: 1, inputs }], total: 4 });
    const { body: second } = await host.http.get(`${path}?cursor=${first.next_cursor}`).expect(200);
    expect(second.workflow_steps.map((step: { workflow_step_id: number }) => step.workflow_step_id)).toEqual([2, 3, 4]);
    expect(second.next_cursor).toBeNull();
  });
});
