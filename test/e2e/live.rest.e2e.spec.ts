import { createConnection } from 'node:net';
import { once } from 'node:events';
import { LiveChanges, Orchestrator } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EventSource, wordsOf } from '../support/event.source.js';
import { eventually } from '../support/eventually.js';
import { ADAPTERS, GREETING, startHost, type HostApplication, type HostOptions } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const FAST = { live: { pollInterval: 10, heartbeat: '100ms' } } as const;
const INSULT = { ...GREETING, name: 'insult' };

const ALL = { id: 'all', admin: true };
const principals: Record<string, object> = {
  confined: { id: 'confined', admin: true, namespaces: ['elsewhere'] },
  blind: { id: 'blind', permissions: ['tasker.task:create'] },
};
/** `soon`: somebody whose credentials expire in a moment. Who says nothing may do everything here. */
const authenticator = {
  authenticate: ({ headers }: any) =>
    (headers.authorization === 'soon'
      ? { id: 'soon', admin: true, expiresAt: new Date(Date.now() + 400) }
      : headers.authorization === undefined
        ? ALL
        : (principals[headers.authorization] ?? null)) as never,
};

describe.each(ADAPTERS)('live changes over REST on %s', (adapter) => {
  const hosts: HostApplication[] = [];
  const sources: EventSource[] = [];
  let host: HostApplication;

  /** From here on until the end of the block. */
  function useHost(options: HostOptions = {}): void {
    beforeAll(async () => {
      host = await startHost({ adapter, options: FAST, ...options });
      hosts.push(host);
    });
  }
  async function listen(path: string, headers: Record<string, string> = {}): Promise<EventSource> {
    const { port } = host.app.getHttpServer().address();
    const source = await EventSource.open(`http://127.0.0.1:${port}/tasker/tasks${path}`, headers);
    sources.push(source);
    return source;
  }
  const create = async (body: object = GREETING) =>
    (await host.http.post('/tasker/tasks').send(body).expect(201)).body.task.task_id as string;
  const cancel = (taskId: string) => host.http.delete(`/tasker/tasks/${taskId}`).send({ reason: 'no need' }).expect(200);

  afterEach(async () => {
    await Promise.all(sources.splice(0).map((source) => source.close()));
    await eventually(() => host.app.get(LiveChanges).open === 0, { what: 'no stream is open' });
  });
  afterAll(() => Promise.all(hosts.splice(0).map((one) => one.close())));

  // What is told is the same on every adapter.
  describe.runIf(adapter === 'express')('of tasks that are worked on', () => {
    useHost({ worker: true });

    it('tell of a task and its steps in order, as they are worked on', async () => {
      const source = await listen('/events?name=greeting');
      const taskId = await create();
      await source.heard(7);
      expect(source.changes.map(wordsOf)).toEqual([
        'task.created null → pending',
        'task.changed pending → in_progress',
        'step.changed greet in_progress → complete',
        expect.stringMatching(/step.changed (bow|wave) in_progress → complete/),
        expect.stringMatching(/step.changed (bow|wave) in_progress → complete/),
        'step.changed leave in_progress → complete',
        'task.changed in_progress → complete',
      ]);
      expect(source.changes[2]).toEqual({
        event: 'step.changed',
        id: expect.stringMatching(/^h[0-9a-f]{8}(\.[0-9a-z_-]+){3}$/),
        data: {
          task_id: taskId,
          namespace: 'e2e',
          name: 'greeting',
          version: '1.0.0',
          full_name: 'e2e.greeting@1.0.0',
          at: expect.stringMatching(/^\d{4}-.*Z$/),
          from_status: 'in_progress',
          to_status: 'complete',
          task_status: expect.any(String),
          actor: null,
          reason: null,
          metadata: null,
          workflow_step: {
            workflow_step_id: 1,
            name: 'greet',
            attempt: 1,
            started_at: expect.stringMatching(/Z$/),
            worker_id: expect.any(String),
            error: null,
          },
        },
      });
    });

    it('say why an attempt failed, and who did what a person did', async () => {
      const taskId = await create(INSULT);
      await eventually(async () => (await host.http.get(`/tasker/tasks/${taskId}`)).body.task.status === 'error', { what: 'it failed' });
      const source = await listen(`/${taskId}/events`);
      await host.http.post(`/tasker/tasks/${taskId}/resolve`).send({ reason: 'done by phone', actor: 'ann' }).expect(200);
      await source.heard(1);
      expect(source.changes.at(-1)!.data).toMatchObject({ to_status: 'resolved_manually', actor: 'ann', reason: 'done by phone' });
      const other = await listen('/events?status=error');
      await create(INSULT);
      await other.heard(1);
      const failure = (await listen(`/events?after=${other.events[0]!.data.cursor}`)).heard(3);
      expect((await failure).find(({ event }) => event === 'step.changed')!.data.workflow_step.error).toEqual({
        message: 'we do not do that here',
        error_class: 'PermanentError',
        error_code: 'RUDE',
        permanent: true,
        context: { manners: false },
      });
    });
  });

  describe('of tasks that wait', () => {
    useHost({ auth: { authenticator } });

    it('go on behind Last-Event-ID or after=, and miss and repeat nothing', async () => {
      const first = await listen('/events');
      const taskId = await create();
      await first.heard(1);
      await first.close();
      await create();
      await cancel(taskId);
      const again = await listen('/events', { 'last-event-id': first.lastId });
      const byQuery = await listen(`/events?after=${first.lastId}`);
      const byBoth = await listen('/events?after=garbage', { 'last-event-id': first.lastId });
      const expected = ['task.created null → pending', ...Array(4).fill('step.changed'), 'task.changed pending → cancelled'];
      for (const source of [again, byQuery, byBoth]) {
        await source.heard(expected.length);
        expect(source.changes.map(wordsOf)).toEqual(expected.map((words) => expect.stringContaining(words)));
      }
      const ofTask = await listen(`/${taskId}/events`);
      await eventually(() => ofTask.events.length > 0, { what: 'the beginning' });
      expect(ofTask.events).toEqual([{ event: 'ready', id: ofTask.lastId, data: { cursor: ofTask.lastId } }]);
    });

    it('begin at once, say that they are alive, and move the place of a client that is told nothing', async () => {
      const source = await listen('/events?name=nothing', { origin: 'http://elsewhere.example' });
      expect(source.response.statusCode).toBe(200);
      expect(source.response.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        'x-correlation-id': expect.any(String),
        'x-content-type-options': 'nosniff',
      });
      expect(source.response.headers).not.toHaveProperty('content-encoding');
      await eventually(() => source.comments.length > 0, { what: 'a heartbeat' });
      const [began] = source.events.map(({ id }) => id);
      expect(source.retry).toBe(2_000);
      await create();
      await eventually(() => source.lastId !== began, { what: 'a heartbeat with another place' });
      expect(source.changes).toEqual([]);
    });

    it('are narrowed by every filter of the list that needs the task alone', async () => {
      const ask = async (query: string) => ({ query, source: await listen(`/events?${query}`) });
      const now = new Date().toISOString();
      const all = await listen('/events');
      const asked = await Promise.all(
        [
          'namespace=e2e&name=greeting&version=1.0.0',
          'initiator=ann',
          'source_system=desk',
          'tag=vip&tag=new',
          'status=pending',
          `requested_after=${now}`,
          'namespace=elsewhere',
          'name=insult',
          'version=2.0.0',
          'initiator=bob',
          'source_system=phone',
          'tag=vip&tag=old',
          'status=complete',
          `requested_before=${now}`,
        ].map(ask),
      );
      await create({ ...GREETING, initiator: 'ann', source_system: 'desk', tags: ['vip', 'new', 'tall'] });
      await all.heard(1);
      await Promise.all(asked.slice(0, 6).map(({ source }) => source.heard(1)));
      // Everybody is told of the same look at the same time.
      expect(asked.filter(({ source }) => source.changes.length > 0)).toHaveLength(6);
    });

    it('refuse what cannot be asked for', async () => {
      const taskId = await create();
      const [ofAll, ofTask] = [await listen('/events'), await listen(`/${taskId}/events`)];
      const refused = async (path: string, status: number, headers = {}) =>
        expect([path, (await listen(path, headers)).response.statusCode]).toEqual([path, status]);
      await eventually(() => sources.every(({ events }) => events.length > 0), { what: 'both began' });
      await refused(`/${UNKNOWN}/events`, 404);
      await refused('/nothing/events', 400);
      await refused('/events?colour=red', 400);
      await refused('/events?status=happy', 400);
      await refused('/events?limit=3', 400);
      await refused('/events?after=garbage', 400);
      await refused('/events', 400, { 'last-event-id': `${ofAll.lastId}0zzzzzzzzz` });
      await refused('/events', 400, { 'last-event-id': ofAll.lastId.replace(/^h.{8}/, 'h00000000') });
      await refused('/events', 400, { 'last-event-id': ofAll.lastId.replace(/[^.]+$/, 'zzzzzz') });
      await refused(`/events?after=${ofTask.lastId}`, 400);
      await refused(`/${taskId}/events?after=${ofAll.lastId}`, 400);
      await refused('/events', 406, { accept: 'application/json' });
    });

    // Nothing of an adapter stands between the writer and the socket.
    it.runIf(adapter === 'fastify')('are cut off for a client that reads nothing, and others are told meanwhile', async () => {
      const { port } = host.app.getHttpServer().address();
      const deaf = createConnection({ port, host: '127.0.0.1' });
      await once(deaf, 'connect');
      deaf.write('GET /tasker/tasks/events HTTP/1.1\r\nHost: host\r\nAccept: text/event-stream\r\n\r\n');
      await once(deaf, 'readable');
      const source = await listen('/events');
      const client = new pg.Client({ connectionString: host.database });
      await client.connect();
      // More than the buffers between the two hold.
      const orchestrator = host.app.get(Orchestrator);
      const { taskId } = await orchestrator.createTask({ ...GREETING });
      await client.query(
        `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       select $1, clock_timestamp(), 'pending', 'pending', jsonb_build_object('action', repeat('x', 20000)) from generate_series(1, 700)`,
        [taskId],
      );
      await client.end();
      await source.heard(701);
      const closed = once(deaf, 'close');
      deaf.on('error', () => undefined);
      await eventually(() => host.app.get(LiveChanges).open === 1, { what: 'the deaf one is cut off' });
      deaf.resume();
      await closed;
    });

    it('end when the credentials expire, and tell nobody of a namespace that he does not reach', async () => {
      expect((await listen('/events', { authorization: 'nobody' })).response.statusCode).toBe(401);
      expect((await listen('/events', { authorization: 'blind' })).response.statusCode).toBe(403);
      const soon = await listen('/events', { authorization: 'soon' });
      const confined = await listen('/events', { authorization: 'confined' });
      const all = await listen('/events');
      const { body } = await host.http.post('/tasker/tasks').send(GREETING).expect(201);
      await all.heard(1);
      expect(confined.changes).toEqual([]);
      const again = await listen(`/events?namespace=e2e&after=${all.events[0]!.id}`, { authorization: 'confined' });
      await eventually(() => again.comments.length > 0, { what: 'a heartbeat behind what was missed' });
      expect(again.changes).toEqual([]);
      expect((await listen(`/${body.task.task_id}/events`, { authorization: 'confined' })).response.statusCode).toBe(404);
      await soon.ended;
      expect(soon.response.complete).toBe(true);
      expect(all.response.complete).toBe(false);
    });
  });

  describe('where little is allowed', () => {
    useHost({ options: { live: { ...FAST.live, maxStreamsPerCaller: 1, maxDuration: '500ms' } } });

    it('are no more of one caller than there may be, end after their time, and end when the application closes, which does not wait for them', async () => {
      const first = await listen('/events');
      expect((await listen('/events')).response.statusCode).toBe(503);
      await first.ended;
      expect(first.response.complete).toBe(true);
      const taskId = await create();
      const open = await eventually(
        async () => {
          const source = await listen(`/${taskId}/events`);
          return source.response.statusCode === 200 && source;
        },
        { what: 'there is room again' },
      );
      await host.app.close();
      await open.ended;
      expect(open.response.complete).toBe(true);
    });
  });
});
