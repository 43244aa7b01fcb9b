import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

describe.each(ADAPTERS)('many tasks at once over REST on %s', (adapter) => {
  let host: HostApplication;
  let tag = '';
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());
  beforeEach(({ task }) => void (tag = task.id));

  const created = (body: object) => host.http.post('/tasker/tasks/bulk').send(body);
  const three = () => created({ tasks: [1, 2, 3].map(() => ({ ...GREETING, tags: [tag] })) }).expect(201);
  const act = (action: string, body: object) => host.http.post(`/tasker/tasks/bulk/${action}`).send(body);
  const statuses = async () => {
    const { body } = await host.http.get('/tasker/tasks').query({ tag, limit: 100 }).expect(200);
    return body.tasks.map(({ status }: { status: string }) => status);
  };
  const total = async () => (await host.http.get('/tasker/tasks?total=true').expect(200)).body.total as number;

  it('are created together, with the correlation id of the request where they name none', async () => {
    const tasks = [
      { ...GREETING, tags: [tag] },
      { ...GREETING, correlation_id: 'own', source_system: 'desk' },
    ];
    const { body } = await created({ tasks }).set('X-Correlation-ID', 'shared').expect(201);
    expect(body).toMatchObject({ created: 2, duplicates: 0 });
    expect(body.tasks).toMatchObject([
      { tags: [tag], correlation_id: 'shared', status: 'pending' },
      { correlation_id: 'own', source_system: 'desk' },
    ]);
    for (const { task_id: id } of body.tasks) await host.http.get(`/tasker/tasks/${id}`).expect(200);
  });

  it('are counted first, then cancelled, when the count has not changed', async () => {
    await three();
    const selection = { tags: tag, status: ['pending', 'error'], created_after: '2020-01-01', namespace: 'e2e' };
    const counted = await act('cancel', { selection, dry_run: true }).expect(200);
    expect(counted.body.bulk_action).toEqual({
      action: 'cancel',
      dry_run: true,
      matched: 3,
      changed: 0,
      unchanged: 0,
      refused: 0,
      busy: 0,
    });
    const refused = await act('cancel', { selection, expected: 2, reason: 'rain' }).expect(409);
    expect(refused.body).toMatchObject({ error: 'Conflict', message: expect.stringContaining('3 tasks match') });
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
    const done = await act('cancel', { selection, expected: 3, reason: 'rain', actor: 'ann' }).expect(200);
    expect(done.body.bulk_action).toMatchObject({ dry_run: false, matched: 3, changed: 3 });
    expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('have no action of another name', async () => {
    await host.raw.post('/tasker/tasks/bulk/explode').send({ selection: {}, reason: 'r' }).expect(404);
  });

  // What follows is the same on any adapter.
  if (adapter !== 'fastify') return;

  it('that repeat a request are told apart from new ones', async () => {
    const keyed = { ...GREETING, idempotency_key: tag };
    const first = await created({ tasks: [keyed] }).expect(201);
    const again = await created({ tasks: [GREETING, keyed] }).expect(201);
    expect(again.body).toMatchObject({ created: 1, duplicates: 1 });
    expect(again.body.tasks[1].task_id).toBe(first.body.tasks[0].task_id);
    const other = await created({ tasks: [GREETING, { ...keyed, context: { name: 'Bob' } }] }).expect(409);
    expect(other.body.details).toMatchObject([{ path: expect.stringContaining('context.name') }]);
  });

  it.each([
    [{ tasks: [] }, ['tasks']],
    [{ tasks: 'many' }, ['tasks']],
    [{}, ['tasks']],
    [[GREETING], ['']],
    [{ tasks: Array.from({ length: 1_001 }, () => ({})) }, ['tasks']],
    [{ tasks: [GREETING, 7, null] }, ['tasks.1', 'tasks.2']],
    [{ tasks: [GREETING, { ...GREETING, contxt: {} }] }, ['tasks.1.contxt']],
    [{ tasks: [GREETING, { ...GREETING, source_system: 7 }] }, ['tasks.1.source_system']],
    [{ tasks: [GREETING, { ...GREETING, name: 'greting' }] }, ['tasks.1.name']],
    [{ tasks: [{ ...GREETING, context: { text: 'a\u0000b' } }] }, ['tasks.0.context.text']],
  ])('are all refused when one cannot be used: %#', async (body, paths) => {
    const before = await total();
    const refused = await created(body).expect(400);
    expect(refused.body.details.map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(await total()).toBe(before);
  });

  it('are paused, resumed, retried and resolved', async () => {
    await three();
    const selection = { tags: [tag] };
    for (const [action, outcome] of [
      ['pause', { changed: 3 }],
      ['resume', { changed: 3 }],
      ['retry', { unchanged: 3 }],
      ['resolve', { changed: 3 }],
      ['pause', { refused: 3 }],
    ] as const) {
      const { body } = await act(action, { selection, reason: 'exercise' }).expect(200);
      expect(body.bulk_action).toMatchObject({ action, matched: 3, ...outcome });
    }
    expect(await statuses()).toEqual(Array(3).fill('resolved_manually'));
  });

  it('need a reason, and all of them a confirmation: 422', async () => {
    await three();
    for (const [body, path] of [
      [{ selection: { tags: tag } }, 'reason'],
      [{ selection: { tags: tag }, reason: ' ' }, 'reason'],
      [{ selection: {}, reason: 'everything' }, 'expected'],
    ] as const) {
      const refused = await act('cancel', body).expect(422);
      expect(refused.body.details).toMatchObject([{ path }]);
    }
    expect(await statuses()).toEqual(['pending', 'pending', 'pending']);
  });

  it.each([
    [{ reason: 'r' }, ['selection']],
    [{ selection: 'all', reason: 'r' }, ['selection']],
    [{ selection: { state: 'error' }, reason: 'r' }, ['selection.state']],
    [{ selection: { status: 'done' }, reason: 'r' }, ['selection.status']],
    [{ selection: { created_before: 'soon' }, reason: 'r' }, ['selection.created_before']],
    [{ selection: { within: ['e2e'] }, reason: 'r' }, ['selection.within']],
    [{ selection: { name: 'x' }, reason: 7 }, ['reason']],
    [{ selection: { name: 'x' }, reason: 'r', expected: 'few' }, ['expected']],
    [{ selection: { name: 'x' }, reason: 'r', dry_run: 'yes' }, ['dry_run']],
    [{ selection: { name: 'x' }, reason: 'r', batch_size: 1 }, ['batch_size']],
  ])('refuse what cannot be used: %j', async (body, paths) => {
    const refused = await act('cancel', body).expect(400);
    expect(refused.body.details.map(({ path }: { path: string }) => path)).toEqual(paths);
  });
});
