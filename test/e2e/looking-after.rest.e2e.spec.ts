import { Orchestrator, StepHandler, TaskHandler, type Principal } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';

/** A definition of another namespace. */
@TaskHandler({ namespace: 'other', name: 'secret', version: '1.0.0' })
class Secret {
  @StepHandler({ dependentSystem: 'hidden_bank' })
  pay() {
    throw new Error('secret of others');
  }
}

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  root: { id: 'root', admin: true },
  ann: { id: 'ann', admin: true, namespaces: ['e2e'] },
  reader: { id: 'reader', permissions: ['tasker.task:show'] },
};
const auth = {
  authenticator: {
    authenticate: ({ headers }: { headers: Readonly<Record<string, unknown>> }) => PRINCIPALS[String(headers['x-caller'])] ?? null,
  },
};

describe('what people look after, over REST', () => {
  let host: HostApplication;
  let failed: string;
  beforeAll(async () => {
    host = await startHost({ adapter: 'fastify', worker: true });
    failed = (
      await host.http
        .post('/tasker/tasks')
        .send({ ...GREETING, name: 'insult' })
        .expect(201)
    ).body.task.task_id;
    await host.app.get(Orchestrator).waitForTask(failed, { timeout: '20s' });
  });
  afterAll(() => host.close());
  const get = async (path: string, status = 200) => (await host.http.get(`/tasker/${path}`).expect(status)).body;

  it('the history of a task and of a step, in pages from either end', async () => {
    const { transitions } = await get(`tasks/${failed}/transitions`);
    expect(transitions).toHaveLength(3);
    expect(transitions[1]).toMatchObject({
      kind: 'step',
      step_name: 'shout',
      workflow_step_id: 1,
      from_status: 'in_progress',
      to_status: 'error',
      attempt: 1,
      error: { message: 'we do not do that here', error_class: 'PermanentError', error_code: 'RUDE', context: { manners: false } },
      actor: null,
    });
    const latest = await host.http.get(`/tasker/tasks/${failed}/transitions?limit=1&sort_order=desc`).expect(200);
    expect(latest.body).toMatchObject({ transitions: [{ kind: 'task', to_status: 'error' }], next_cursor: expect.any(String) });
    expect(latest.headers['link']).toContain('rel="next"');
    const before = await get(`tasks/${failed}/transitions?limit=2&sort_order=desc&cursor=${latest.body.next_cursor}`);
    expect(before).toMatchObject({ transitions: [{ kind: 'step' }, { to_status: 'in_progress' }], next_cursor: null });
    const ofStep = await get(`tasks/${failed}/workflow_steps/shout/transitions`);
    expect(ofStep).toEqual(await get(`tasks/${failed}/workflow_steps/1/transitions`));
    expect(ofStep.transitions).toEqual([transitions[1]]);
    expect(await get(`tasks/${failed}/transitions?cursor=${latest.body.next_cursor}`, 400)).toMatchObject({
      details: [{ path: 'cursor' }],
    });
  });

  it('typed notes are written and found', async () => {
    const write = (body: object, status = 201) => host.http.post(`/tasker/tasks/${failed}/annotations`).send(body).expect(status);
    const { body } = await write({ type: 'verdict', annotation: { by: 'ada', Score: 5 } });
    expect(body.task_annotation).toEqual({
      task_id: failed,
      task_annotation_id: expect.stringMatching(/^\d+$/),
      annotation_type_name: 'verdict',
      annotation: { by: 'ada', Score: 5 },
      created_at: expect.any(String),
    });
    await write({ task_annotation: { type: 'remark', annotation: {} } });
    expect((await get(`tasks/${failed}/annotations?limit=1`)).task_annotations).toEqual([body.task_annotation]);
    expect((await get('annotations?type=verdict&key=Score&value=5')).task_annotations).toEqual([body.task_annotation]);
    expect((await get('annotations?type=none')).task_annotations).toEqual([]);
    expect((await get('annotation_types')).annotation_types.map(({ name }: { name: string }) => name)).toEqual(['remark', 'verdict']);
    expect((await write({ type: '', annotation: [] }, 400)).body.details.map(({ path }: { path: string }) => path)).toEqual([
      'type',
      'annotation',
    ]);
    expect((await write({ task_annotation: { type: 'a b', annotation: {} } }, 400)).body.details).toMatchObject([
      { path: 'task_annotation.type' },
    ]);
    expect(await get('annotations?value=5', 400)).toMatchObject({ details: [{ path: 'value', message: 'needs a key' }] });
    await get(`tasks/${UNKNOWN}/annotations`, 404);
    await host.http.post(`/tasker/tasks/${UNKNOWN}/annotations`).send({ type: 'a', annotation: {} }).expect(404);
  });

  it('things of several systems are linked, once', async () => {
    const link = { system_a: 'shop', id_a: 'o-1', system_b: 'billing', id_b: 'i-1' };
    const { body } = await host.http.post('/tasker/dependent_systems/links').send(link).expect(201);
    expect(body.link).toMatchObject({ created: true });
    const again = { system_a: 'billing', id_a: 'i-1', system_b: 'shop', id_b: 'o-1' };
    expect((await host.http.post('/tasker/dependent_systems/links').send(again).expect(200)).body.link).toEqual({
      ...body.link,
      created: false,
    });
    expect(await get('dependent_systems/links?system=billing&id=i-1')).toEqual({
      links: [{ link_id: body.link.link_id, system: 'shop', id: 'o-1' }],
    });
    expect((await get('dependent_systems/links', 400)).details.map(({ path }: { path: string }) => path)).toEqual(['system', 'id']);
    expect(
      (
        await host.http
          .post('/tasker/dependent_systems/links')
          .send({ ...link, id_b: 7 })
          .expect(400)
      ).body.details,
    ).toMatchObject([{ path: 'id_b' }]);
  });

  it('workers, limits, circuits and warnings', async () => {
    const { workers } = await get('workers?status=live&queue=default');
    expect(workers).toMatchObject([{ status: 'live', queues: ['default'], definitions: ['e2e.greeting@1.0.0', 'e2e.insult@1.0.0'] }]);
    expect(await get('workers?queue=none')).toEqual({ workers: [], next_cursor: null });
    expect(await get('workers?state=live', 400)).toMatchObject({ details: [{ path: 'state' }] });
    expect(await get('limits')).toEqual({ limits: [] });
    const { circuits } = await get('circuits');
    expect(circuits.find(({ name }: { name: string }) => name === 'unknown')).toMatchObject({
      circuit: 'open',
      steps: { closed: 0, open: 1, half_open: 0 },
    });
    expect(await get('stale_tasks?kind=waiting')).toEqual({ stale_tasks: [], next_cursor: null });
    expect((await get('stale_tasks/count')).counts.waiting).toEqual({ count: 0, oldest: null });
    expect(await get('stale_tasks?kind=old', 400)).toMatchObject({ details: [{ path: 'kind' }] });
    await get(`archived_tasks/${failed}`, 404);
    await get('archived_tasks/17', 400);
  });

  it('what needs a person is listed, counted and dealt with', async () => {
    const { dead_letters: letters, next_cursor: next } = await get('dead_letters?namespace=e2e&name=insult');
    expect(next).toBeNull();
    expect(letters).toMatchObject([
      {
        task: { task_id: failed, status: 'error', context: { name: 'Ann' } },
        kind: 'failed_for_good',
        failed_steps: [{ name: 'shout', error: { error_code: 'RUDE' }, history: [{ from_status: 'in_progress', to_status: 'error' }] }],
        actions: expect.arrayContaining([
          { action: 'retry_task', workflow_step_id: null, step_name: null },
          { action: 'resolve_step', workflow_step_id: 1, step_name: 'shout' },
        ]),
      },
    ]);
    expect([await get('dead_letters/count'), await get('dead_letters/count?name=greeting')]).toEqual([{ count: 1 }, { count: 0 }]);
    const resolve = (body: object, status: number, id = failed) =>
      host.http.post(`/tasker/dead_letters/${id}/resolve`).send(body).expect(status);
    await resolve({ action: 'resolve' }, 422);
    await resolve({ action: 'drop', reason: 'x' }, 400);
    await resolve({ action: 'retry' }, 404, UNKNOWN);
    const { body } = await resolve({ action: 'resolve', reason: 'apologised', actor: 'ann' }, 200);
    expect(body.task.status).toBe('resolved_manually');
    expect((await get(`tasks/${failed}/transitions?sort_order=desc&limit=1`)).transitions).toMatchObject([
      { actor: 'ann', reason: 'apologised' },
    ]);
    await resolve({ action: 'retry' }, 404);
  });
});

describe('what people look after, of their namespaces only', () => {
  let host: HostApplication;
  let own: string;
  let foreign: string;
  beforeAll(async () => {
    host = await startHost({ auth, worker: true, providers: [Secret], options: { backoff: { defaultBackoffSeconds: [0] } } });
    const create = async (body: object) => (await as('root').post('tasks').send(body).expect(201)).body.task.task_id as string;
    own = await create({ ...GREETING, name: 'insult' });
    foreign = await create({ namespace: 'other', name: 'secret', context: { word: 'secret of others' } });
    for (const id of [own, foreign]) await host.app.get(Orchestrator).waitForTask(id, { timeout: '20s' });
    await as('root')
      .post(`tasks/${foreign}/annotations`)
      .send({ type: 'secret_type', annotation: { secret: true } })
      .expect(201);
  });
  afterAll(() => host.close());
  const as = (caller: string) => ({
    get: (path: string) => host.http.get(`/tasker/${path}`).set('x-caller', caller),
    post: (path: string) => host.http.post(`/tasker/${path}`).set('x-caller', caller),
  });

  it('a confined caller finds nothing of others in any list', async () => {
    const lists = ['annotations', 'annotation_types', 'dead_letters', 'stale_tasks', 'workers', 'limits', 'circuits', 'stale_tasks/count'];
    for (const path of lists) {
      const { text } = await as('ann').get(path).expect(200);
      expect(text, path).not.toMatch(/secret|other|hidden_bank/);
      expect(text, path).not.toContain(foreign);
    }
    expect((await as('ann').get('dead_letters/count').expect(200)).body).toEqual({ count: 1 });
    expect((await as('root').get('dead_letters/count').expect(200)).body).toEqual({ count: 2 });
    expect((await as('ann').get('dead_letters?namespace=other').expect(200)).body.dead_letters).toEqual([]);
    expect((await as('ann').get('workers').expect(200)).body.workers).toMatchObject([
      { definitions: ['e2e.greeting@1.0.0', 'e2e.insult@1.0.0'], running_steps: null },
    ]);
    expect((await as('root').get('circuits').expect(200)).text).toContain('hidden_bank');
  });

  it('what is elsewhere does not exist for it', async () => {
    await as('ann').get(`tasks/${foreign}/transitions`).expect(404);
    await as('ann').get(`tasks/${foreign}/workflow_steps/1/transitions`).expect(404);
    await as('ann').get(`tasks/${foreign}/annotations`).expect(404);
    await as('ann').post(`tasks/${foreign}/annotations`).send({ type: 'a', annotation: {} }).expect(404);
    await as('ann').post(`dead_letters/${foreign}/resolve`).send({ action: 'retry' }).expect(404);
    const { text } = await as('ann').get('dependent_systems/links?system=shop&id=1').expect(403);
    expect(text).toContain('belong to no namespace');
    await as('root').get('dependent_systems/links?system=shop&id=1').expect(200);
  });

  it('archived tasks too', async () => {
    const client = new pg.Client({ connectionString: host.database });
    await client.connect();
    const archive = async (namespace: string) => {
      const document = { task: { state: 'complete' }, steps: [], transitions: [], step_transitions: [], annotations: [] };
      const { rows } = await client.query(
        `insert into tasker.archived_tasks values (gen_random_uuid(), now(), $1, 'old', '1.0.0', 'complete', now(), now(), $2) returning task_id`,
        [namespace, document],
      );
      return rows[0].task_id as string;
    };
    const [ours, theirs] = [await archive('e2e'), await archive('other')];
    await client.end();
    const { body } = await as('ann').get(`archived_tasks/${ours}`).expect(200);
    expect(body.archived_task).toMatchObject({ task_id: ours, full_name: 'e2e.old@1.0.0', status: 'complete', document: { steps: [] } });
    await as('ann').get(`archived_tasks/${theirs}`).expect(404);
    await as('root').get(`archived_tasks/${theirs}`).expect(200);
  });

  it('who acts stands in the history; nobody acts in the name of another', async () => {
    const by = (body: object) => as('ann').post(`dead_letters/${own}/resolve`).send(body);
    await by({ action: 'resolve', reason: 'x', actor: 'bob' }).expect(400);
    await by({ action: 'resolve', reason: 'done' }).expect(200);
    const { body } = await as('ann').get(`tasks/${own}/transitions?sort_order=desc&limit=1`).expect(200);
    expect(body.transitions).toMatchObject([{ actor: 'ann', reason: 'done' }]);
  });

  it('each route asks for its own permission', async () => {
    const refused = [
      'annotations',
      'annotation_types',
      'dead_letters',
      'dead_letters/count',
      'stale_tasks',
      'workers',
      'limits',
      'circuits',
    ];
    for (const path of [
      ...refused,
      'dependent_systems/links?system=a&id=b',
      `tasks/${own}/annotations`,
      `tasks/${own}/workflow_steps/1/transitions`,
    ]) {
      await as('reader').get(path).expect(403);
      await as('nobody').get(path).expect(401);
    }
    await as('reader').get(`tasks/${own}/transitions`).expect(200);
    await as('reader').post(`dead_letters/${own}/resolve`).send({ action: 'retry' }).expect(403);
  });
});
