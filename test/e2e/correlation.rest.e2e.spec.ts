import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const GENERATED = /^tsk_[0-9a-z]{8,}_[0-9a-z]{6}$/;
const HEADER = 'x-correlation-id';

describe.each(ADAPTERS)('correlation ids over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  const create = (body: object = GREETING, id?: string) => {
    const request = host.http.post('/tasker/tasks');
    return (id === undefined ? request : request.set('X-Correlation-ID', id)).send(body);
  };

  it('keeps the id of the header with the task and sends it back', async () => {
    const { body, headers } = await create(GREETING, 'shop_4711-a').expect(201);
    expect([headers[HEADER], body.task.correlation_id]).toEqual(['shop_4711-a', 'shop_4711-a']);
    expect((await host.app.get(Orchestrator).getTask(body.task.task_id)).correlationId).toBe('shop_4711-a');
  });

  it.each([
    ['plain', { ...GREETING, correlation_id: 'of-the-body' }],
    ['wrapped', { task: { ...GREETING, correlation_id: 'of-the-body' } }],
  ])('prefers the id of the body, %s', async (_, body) => {
    const answer = await create(body, 'of-the-header').expect(201);
    expect([answer.headers[HEADER], answer.body.task.correlation_id]).toEqual(['of-the-body', 'of-the-body']);
  });

  it('makes one where none was given, another for each request', async () => {
    const [one, other] = [await create().expect(201), await create().expect(201)];
    expect(one.headers[HEADER]).toMatch(GENERATED);
    expect(one.body.task.correlation_id).toBe(one.headers[HEADER]);
    expect(other.headers[HEADER]).not.toBe(one.headers[HEADER]);
  });

  it.each([['_begins with none'], ['has blanks in it'], ['a'.repeat(101)], ['tür'], ['a,b']])(
    'replaces %j by one of its own',
    async (foreign) => {
      const { headers, body } = await create(GREETING, encodeURI(foreign)).expect(201);
      expect(headers[HEADER]).toMatch(GENERATED);
      expect(body.task.correlation_id).toBe(headers[HEADER]);
    },
  );

  it('sends it with every other answer, refusals and errors included', async () => {
    const { task_id: id } = (await create({ ...GREETING, idempotency_key: 'once', reason: 'one' })).body.task;
    const asked = [
      host.http.get('/tasker/tasks'),
      host.http.get(`/tasker/tasks/${id}`),
      host.http.get(`/tasker/tasks/${id}/explain`),
      host.http.delete(`/tasker/tasks/${id}`),
      host.http.get('/tasker/tasks/nonsense'),
      host.http.get('/tasker/tasks/01920000-0000-7000-8000-000000000000'),
      host.http.post('/tasker/tasks').send({ ...GREETING, idempotency_key: 'once', reason: 'other' }),
      host.http.post('/tasker/tasks').send({ ...GREETING, correlation_id: 'no id' }),
    ];
    const answers = [];
    for (const [place, request] of asked.entries()) answers.push(await request.set('X-Correlation-ID', `call-${place}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 400, 404, 409, 400]);
    expect(answers.map(({ headers }) => headers[HEADER])).toEqual(asked.map((_, place) => `call-${place}`));
  });

  it('shows the id of a task that was created without one wherever the task is shown', async () => {
    const { taskId, correlationId } = await host.app.get(Orchestrator).createTask(GREETING);
    expect(correlationId).toMatch(GENERATED);
    const shown = (await host.http.get(`/tasker/tasks/${taskId}`)).body.task.correlation_id;
    const list = (await host.http.get('/tasker/tasks?limit=100')).body.tasks.find((task: any) => task.task_id === taskId).correlation_id;
    expect([shown, list]).toEqual([correlationId, correlationId]);
  });
});

describe('telemetry.correlationIdHeader', () => {
  it('names the header, in and out', async () => {
    const host = await startHost({ telemetry: { correlationIdHeader: 'X-Request-Id' } });
    try {
      const { headers, body } = await host.http
        .post('/tasker/tasks')
        .set('x-request-id', 'r-1')
        .set(HEADER, 'c-1')
        .send(GREETING)
        .expect(201);
      expect([headers['x-request-id'], headers[HEADER], body.task.correlation_id]).toEqual(['r-1', undefined, 'r-1']);
    } finally {
      await host.close();
    }
  });
});

it('sends the id with what a guard of the host refuses', async () => {
  const host = await startHost({ configure: (app) => void app.useGlobalGuards({ canActivate: () => false }) });
  try {
    const { headers } = await host.http.get('/tasker/tasks').set(HEADER, 'refused-1').expect(403);
    expect(headers[HEADER]).toBe('refused-1');
  } finally {
    await host.close();
  }
});
