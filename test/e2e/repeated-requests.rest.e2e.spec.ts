import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

describe.each(ADAPTERS)('a repeated request over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  const post = (body: object) => host.http.post('/tasker/tasks').send(body);

  it('with the same idempotency_key is answered 200 with the task of the first', async () => {
    const first = await post({ ...GREETING, idempotency_key: 'once' }).expect(201);
    const again = await post({ ...GREETING, idempotency_key: 'once' }).expect(200);
    expect(again.body.task).toEqual(first.body.task);
  });

  it('that differs is answered 409 with what differs, under the names of REST', async () => {
    const first = await post({ ...GREETING, idempotency_key: 'mine' }).expect(201);
    const refused = await post({ ...GREETING, context: { name: 'Bob' }, source_system: 'desk', idempotency_key: 'mine' }).expect(409);
    expect(refused.body.message).toContain(first.body.task.task_id);
    expect(refused.body.details.map(({ path }: { path: string }) => path)).toEqual(['context.name', 'source_system']);
  });

  it.each([
    [{ idempotency_key: '' }, 'idempotency_key'],
    [{ idempotency_key: 'a\u0007b' }, 'idempotency_key'],
    [{ idempotency_key: 'x'.repeat(256) }, 'idempotency_key'],
    [{ bypass_steps: 'bow' }, 'bypass_steps'],
    [{ bypass_steps: ['bow'] }, 'bypass_steps.0'],
    [{ bypass_steps: ['bwo'] }, 'bypass_steps.0'],
  ])('with %j is refused, naming the field', async (fields, path) => {
    const { body } = await post({ ...GREETING, ...fields }).expect(400);
    expect(body.details).toMatchObject([{ path }]);
  });
});
