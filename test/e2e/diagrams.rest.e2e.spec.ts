import { Module } from '@nestjs/common';
import { HandlerFactory, Orchestrator, PermanentError, StepHandler, TaskHandler } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callersBy } from './named.callers.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const ATTACK = `<script>alert(1)</script><img src=x onerror=alert(2)> "]; click step_1 call alert()`;

/** Fails with a message that holds a secret of its context and markup. */
@TaskHandler({ namespace: 'e2e', name: 'attack', version: '1.0.0' })
class Attack {
  @StepHandler()
  strike(): { hit: boolean } {
    throw new PermanentError(`hunter2-of-ann ${ATTACK}`);
  }

  @StepHandler({ dependsOn: 'strike' })
  flee() {
    return {};
  }
}

@TaskHandler({ namespace: 'e2e', name: 'greeting', version: '2.0.0' })
class SecondGreeting {
  @StepHandler({ retryLimit: 5 })
  greet() {
    return {};
  }

  @StepHandler({ dependsOn: 'greet' })
  bow() {
    return {};
  }

  @StepHandler({ dependsOn: 'bow' })
  sing() {
    return {};
  }
}

@Module({ providers: [Attack, SecondGreeting] })
class MoreWorkflows {}

describe.each(ADAPTERS)('diagrams over REST on %s', (adapter) => {
  let host: HostApplication;
  let failed: string;
  let done: string;
  beforeAll(async () => {
    const auth = callersBy({ all: {}, elsewhere: { namespaces: ['elsewhere'] } });
    const options = { diagrams: { linkBase: 'https://ops.example.com/tasker' } };
    host = await startHost({ adapter, worker: true, auth, options, imports: [MoreWorkflows] });
    const orchestrator = host.app.get(Orchestrator);
    const run = async (name: string, context: object) => {
      const { taskId } = await orchestrator.createTask({ ...GREETING, name, context: { ...context } });
      await orchestrator.waitForTask(taskId, { timeout: '20s' });
      return taskId;
    };
    [failed, done] = await Promise.all([run('attack', { password: 'hunter2-of-ann' }), run('greeting', { name: 'Ann' })]);
  });
  afterAll(() => host.close());

  const get = (path: string, caller = 'all') => host.http.get(`/tasker${path}`).set('Authorization', `Bearer ${caller}`);
  /** Pictures come as bytes. */
  const textOf = ({ text, body }: { text?: string; body: unknown }): string => text ?? (body as Buffer).toString('utf8');
  const withoutMoments = (text: string) => text.replace(/\d{4}-\d\d-\d\d[ T][\d:.]+(?: UTC|Z)/g, '');

  it('are a page that needs nothing from elsewhere and may do nothing', async () => {
    const { text, headers } = await get(`/tasks/${done}/diagram`).expect(200);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/html; ?charset=utf-8$/i),
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^;]+; base-uri 'none'; form-action 'none'/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    expect(text).toContain('<svg ');
    expect(text).toContain('<td>complete</td>');
    expect(text).toContain(`href="https://ops.example.com/tasker/tasks/${done}/workflow_steps/1"`);
  });

  it.each([
    ['format=html', undefined, 'text/html'],
    ['format=json', 'text/html', 'application/json'],
    ['format=svg', undefined, 'image/svg+xml'],
    ['format=mermaid', undefined, 'text/plain'],
    ['', '*/*', 'text/html'],
    ['', 'application/json', 'application/json'],
    ['', 'application/json, text/javascript, */*', 'application/json'],
    ['', 'image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8', 'image/svg+xml'],
    ['', 'text/plain', 'text/plain'],
  ])('come as %j with Accept %j as %s', async (query, accept, type) => {
    const request = get(`/tasks/${done}/diagram?${query}`);
    const { headers } = await (accept === undefined ? request : request.set('Accept', accept)).expect(200);
    expect(headers['content-type']).toContain(type);
  });

  it('tell their form to whoever asks for the head alone', async () => {
    const { headers, text } = await host.http.head(`/tasker/tasks/${done}/diagram`).set('Authorization', 'Bearer all').expect(200);
    expect(headers['content-type']).toContain('text/html');
    expect(text ?? '').toBe('');
  });

  it('are the same under their other path', async () => {
    for (const format of ['html', 'svg', 'mermaid', 'json']) {
      const [one, other] = await Promise.all(['diagram', 'task_diagrams'].map((path) => get(`/tasks/${done}/${path}?format=${format}`)));
      expect(withoutMoments(textOf(one!))).toBe(withoutMoments(textOf(other!)));
    }
  });

  it('show what a failure says as text, without the secrets of the context', async () => {
    const texts = await Promise.all(
      ['html', 'svg', 'mermaid', 'json'].map(async (format) => textOf(await get(`/tasks/${failed}/diagram?format=${format}`).expect(200))),
    );
    for (const text of texts) expect(text).not.toContain('hunter2');
    const [page, picture, mermaid, json] = texts;
    for (const markup of [page!, picture!]) {
      expect(markup).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(markup).not.toMatch(/<script|<img/);
    }
    expect(mermaid).toContain('#60;script#62;');
    expect(JSON.parse(json!).nodes[1].attributes).toMatchObject({ status: 'error', reason: 'failed', error: `[FILTERED] ${ATTACK}` });
  });

  it('have the boxes and arrows of the specification as JSON', async () => {
    const { body } = await get(`/tasks/${failed}/diagram?format=json`).expect(200);
    expect(body).toMatchObject({
      title: `Task ${failed}: attack`,
      direction: 'TD',
      nodes: [
        { id: `task_${failed}`, shape: 'box', attributes: { kind: 'task', status: 'error' } },
        {
          id: 'step_1',
          style: expect.stringMatching(/^fill:#[\da-f]{6};$/),
          attributes: { attempts: 1, critical: true, workflow_step_id: 1 },
        },
        { id: 'step_2', label: 'flee\npending\nblocked by failure', attributes: { message: expect.stringContaining('strike') } },
      ],
      edges: [
        { source_id: `task_${failed}`, target_id: 'step_1', type: 'solid', direction: 'forward' },
        { source_id: 'step_1', target_id: 'step_2', label: 'provides' },
      ],
      attributes: { condensed: false, total_steps: 2, total_dependencies: 1 },
    });
    expect(body.edges[0]).not.toHaveProperty('label');
  });

  it.each([
    ['format=png', undefined, 400],
    ['shape=round', undefined, 400],
    ['', 'image/png', 406],
  ])('with %j and Accept %j are refused with %i', async (query, accept, status) => {
    const request = get(`/tasks/${done}/diagram?${query}`);
    await (accept === undefined ? request : request.set('Accept', accept)).expect(status);
  });

  it('of tasks that a caller does not reach do not exist', async () => {
    await get(`/tasks/${UNKNOWN}/diagram`).expect(404);
    await get('/tasks/seven/diagram').expect(400);
    const { body } = await get(`/tasks/${done}/diagram`, 'elsewhere').set('Accept', 'text/html').expect(404);
    expect(body).toEqual({ error: 'Not Found', message: `there is no task ${done}`, details: [] });
    await get(`/tasks/${done}/diagram`, 'nobody').expect(401);
  });

  it('of a definition show what it declares', async () => {
    const { body } = await get('/handlers/e2e/greeting/diagram?version=1.0.0&format=json').expect(200);
    expect(body.nodes.map(({ label, attributes: { critical } }: any) => [label.split('\n')[0], critical])).toEqual([
      ['greeting', false],
      ['greet', true],
      ['bow', true],
      ['wave', false],
      ['leave', true],
    ]);
    expect((await get('/handlers/e2e/greeting/diagram?format=svg').expect(200)).headers['content-type']).toContain('image/svg+xml');
    await get('/handlers/e2e/greeting/diagram', 'elsewhere').expect(404);
  });

  it('of two versions show what was added, removed and changed', async () => {
    const { body } = await get('/handlers/e2e/greeting/diff?from=1.0.0&format=json').expect(200);
    expect(body).toMatchObject({
      from: '1.0.0',
      to: '2.0.0',
      identical: false,
      steps: {
        added: ['sing'],
        removed: ['wave', 'leave'],
        changed: [{ name: 'greet', changes: [{ field: 'retry_limit', from: 3, to: 5 }] }],
        unchanged: ['bow'],
      },
      edges: { added: [{ from: 'bow', to: 'sing' }] },
    });
    const page = (await get('/handlers/e2e/greeting/diff?from=1.0.0&to=2.0.0').expect(200)).text;
    expect(page).toContain('retry limit: 3 → 5');
    expect((await get('/handlers/e2e/greeting/diff?from=2.x&to=2.0.0&format=json')).body).toMatchObject({ identical: true });
  });

  it.each([
    ['', 400, 'from'],
    ['from=nonsense', 400, 'from'],
    ['from=1.0.0&to=nonsense', 400, 'to'],
    ['from=1.0.0&to=7.0.0', 404, undefined],
  ])('of versions given as %j are refused with %i for %s', async (query, status, path) => {
    const { body } = await get(`/handlers/e2e/greeting/diff?${query}`).expect(status);
    expect(body.details[0]?.path).toBe(path);
  });

  it('run no code of the application', async () => {
    const before = host.app.get(HandlerFactory).list().length;
    await get('/handlers/e2e/attack/diagram').expect(200);
    expect(host.app.get(HandlerFactory).list()).toHaveLength(before);
  });
});
