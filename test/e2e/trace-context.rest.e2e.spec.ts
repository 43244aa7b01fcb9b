import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, GREETING, startHost } from './host.application.js';
import type { HostApplication } from './host.application.js';

const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OTHER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe.each(ADAPTERS)('the trace of a request over REST on %s', (adapter) => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter });
  });
  afterAll(() => host.close());

  async function stored(header: string | undefined, body: object = {}): Promise<string | null> {
    const post = host.http.post('/tasker/tasks').send({ ...GREETING, ...body });
    const answer = await (header === undefined ? post : post.set('traceparent', header)).expect(201);
    const rows = await host.app
      .get<DataSource>(getDataSourceToken('tasker'))
      .query<{ traceparent: string | null }[]>('select traceparent from tasker.tasks where task_id = $1', [answer.body.task.task_id]);
    return rows[0]!.traceparent;
  }

  it('is stored with the task; the body says it better than the header', async () => {
    expect(await stored(CALLER)).toBe(CALLER);
    expect(await stored(CALLER, { traceparent: OTHER })).toBe(OTHER);
    expect(await stored(undefined, { traceparent: OTHER })).toBe(OTHER);
    expect(await stored(undefined)).toBeNull();
  });

  it.each(['none', '00-0-0-01', `ff${CALLER.slice(2)}`, `${CALLER}, ${OTHER}`])('is none when the header is %j', async (header) => {
    expect(await stored(header)).toBeNull();
  });

  it.each([null, '', 7, `${CALLER}-more`, CALLER.toUpperCase()])('is refused when the body says %j', async (traceparent) => {
    const { body } = await host.http
      .post('/tasker/tasks')
      .send({ ...GREETING, traceparent })
      .expect(400);
    expect(body.details).toMatchObject([{ path: 'traceparent' }]);
  });
});
