import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiStepHandler, PermanentError, RetryableError, StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { HttpService } from '../../support/http.service.js';
import type { ReceivedSpan } from '../../support/otlp.receiver.js';
import { api, useTracing } from '../../support/tracing.js';
import { diamond, single, workflow } from '../../support/workflows.js';

const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const real = pg.Client.prototype.query as (...given: unknown[]) => unknown;
const tracing = useTracing();
const engine = useEngine();

/** The spans of a task, by their beginning, once its last one is there. */
async function spansOf(taskId: string): Promise<ReceivedSpan[]> {
  const mine = () => tracing.receiver.spans.filter(({ attributes }) => attributes['tasker.task_id'] === taskId);
  const wholes = () => mine().filter(({ name }) => name === 'tasker.task.execution');
  await eventually(async () => (await tracing.flush(), wholes().length > 0), { what: `the span of task ${taskId}` });
  expect(wholes()).toHaveLength(1);
  return mine().sort((left, right) => left.start - right.start);
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);
const stepNamed = (spans: readonly ReceivedSpan[], step: string) =>
  named(spans, 'tasker.step.execution').filter(({ attributes }) => attributes['tasker.step_name'] === step);

describe('the trace of a task', () => {
  it('has one span for its creation, one for each attempt and one for the whole, within the times of the rows', async () => {
    const Diamond = diamond(() => pause(5));
    const app = await engine.app([Diamond]);
    const task = await app.run(Diamond);
    const spans = await spansOf(task.taskId);
    const [creation] = named(spans, 'tasker.task.initialize');
    expect(creation).toMatchObject({ parentSpanId: '', kind: 'producer' });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const others = spans.filter((span) => span !== creation);
    expect(new Set(others.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([creation!.spanId]));
    expect(others.map(({ name, status }) => [name, status.code]).sort()).toEqual([
      ...Array.from({ length: 4 }, () => ['tasker.step.execution', 'ok']),
      ['tasker.task.execution', 'ok'],
    ]);
    const rows = await engine.rows<{ step: number; started: Date; ended: Date }>(
      'select workflow_step_id as step, started_at as started, created_at as ended from tasker.workflow_step_transitions',
    );
    for (const { attributes, start, end } of named(spans, 'tasker.step.execution')) {
      const row = rows.find(({ step }) => step === attributes['tasker.step_id'])!;
      // A span begins at a whole millisecond, as does what pg reads.
      expect(start).toBeGreaterThanOrEqual(row.started.getTime() - 1);
      expect(end).toBeLessThanOrEqual(row.ended.getTime() + 1);
      expect(end - start).toBeGreaterThanOrEqual(4);
    }
    const [{ requested_at, finished_at }] = (await engine.rows('select requested_at, finished_at from tasker.tasks')) as [any];
    const [whole] = named(spans, 'tasker.task.execution');
    expect([whole!.start, whole!.end]).toEqual([requested_at.getTime(), finished_at.getTime()]);
  });

  it('is that of the span in which it was created, also when a handler creates it', async () => {
    const Child = single(() => ({}), { name: 'child' });
    const apps: EngineApp[] = [];
    const Parent = single(async () => ({ child: (await apps[0]!.orchestrator.createTask(Child, { context: {} })).taskId }), {
      name: 'parent',
    });
    const app = await engine.app([Child, Parent]);
    apps.push(app);
    const request = api.trace.getTracer('host').startSpan('request');
    const parent = await api.context.with(api.trace.setSpan(api.context.active(), request), () => app.run(Parent));
    request.end();
    const childId = parent.results.only.child as string;
    await app.orchestrator.waitForTask(childId, { timeout: '20s' });
    const [created] = named(await spansOf(parent.taskId), 'tasker.task.initialize');
    expect([created!.traceId, created!.parentSpanId]).toEqual([request.spanContext().traceId, request.spanContext().spanId]);
    const [attempt] = named(await spansOf(parent.taskId), 'tasker.step.execution');
    const [ofChild] = named(await spansOf(childId), 'tasker.task.initialize');
    expect([ofChild!.traceId, ofChild!.parentSpanId]).toEqual([created!.traceId, attempt!.spanId]);
  });

  it('is the one that its request names', async () => {
    const Single = single(() => ({}));
    const app = await engine.app([Single]);
    const task = await app.orchestrator.createTask(Single, { context: {}, traceparent: CALLER });
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    const spans = await spansOf(task.taskId);
    const [creation] = named(spans, 'tasker.task.initialize');
    const others = spans.filter((span) => span !== creation);
    expect([creation!.traceId, creation!.parentSpanId]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']);
    expect(others.map(({ parentSpanId }) => parentSpanId)).toEqual([creation!.spanId, creation!.spanId]);
  });

  it('shows each attempt with its end, and links one to the failed attempt that it repeats', async () => {
    const Retrying = workflow('retrying', {
      flaky: {
        run: ({ step }) => {
          if (step.attempt === 1) throw new RetryableError('not yet', { retryAfter: 0 });
          return {};
        },
      },
      broken: {
        dependsOn: 'flaky',
        run: () => {
          throw new PermanentError('never', { errorCode: 'NO_WAY' });
        },
      },
    });
    const app = await engine.app([Retrying]);
    const task = await app.run(Retrying);
    const spans = await spansOf(task.taskId);
    const [first, second] = stepNamed(spans, 'flaky');
    expect([first, second].map((span) => [span!.status.code, span!.status.message, span!.attributes['tasker.attempt_number']])).toEqual([
      ['error', 'not yet', 1],
      ['ok', '', 2],
    ]);
    expect(first!.links).toEqual([]);
    expect(second!.links).toMatchObject([{ traceId: first!.traceId, spanId: first!.spanId }]);
    const [broken] = stepNamed(spans, 'broken');
    expect(broken!.attributes).toMatchObject({ 'tasker.error': 'never', 'tasker.error_code': 'NO_WAY', 'tasker.permanent': true });
    expect(broken!.events.map(({ name }) => name)).toEqual(['exception', 'step.failed']);
    const [whole] = named(spans, 'tasker.task.execution');
    expect(whole).toMatchObject({ status: { code: 'error', message: 'never' } });
    expect(whole!.events.map(({ name }) => name)).toEqual(['task.started', 'task.failed']);
    expect(whole!.attributes).toMatchObject({ 'tasker.task_state': 'error', 'tasker.completed_steps': 1, 'tasker.failed_steps': 1 });
  });

  it('goes on in the services that API steps call', async () => {
    const service = await HttpService.start((response) => void response.setHeader('content-type', 'application/json').end('{}'));
    try {
      @StepHandler('call')
      class Call extends ApiStepHandler {}
      @TaskHandler({ name: 'calling', steps: [{ name: 'call', handler: Call, handlerConfig: { url: service.url } }] })
      class Calling {}
      const app = await engine.app([Call, Calling]);
      const task = await app.run(Calling);
      const [attempt] = stepNamed(await spansOf(task.taskId), 'call');
      expect(service.requests.map(({ headers }) => headers.traceparent)).toEqual([`00-${attempt!.traceId}-${attempt!.spanId}-01`]);
    } finally {
      await service.close();
    }
  });
});

describe('a task that does not finish by its steps', () => {
  const Waiting = (options = {}) => workflow('waiting', { only: { run: ({ signal }) => aborted(signal) } }, options);

  it.each([
    ['cancelled', 'task.cancelled', (app: EngineApp, taskId: string) => app.orchestrator.cancelTask(taskId)],
    [
      'resolved_manually',
      'task.resolved_manually',
      (app: EngineApp, taskId: string) => app.orchestrator.resolveTask(taskId, { actor: 'ann', reason: 'done by hand' }),
    ],
  ] as const)('and is %s by a person has its span, and the attempt that was stopped', async (state, event, act) => {
    const Single = Waiting();
    const app = await engine.app([Single]);
    const { taskId } = await app.orchestrator.createTask(Single, { context: {} });
    await eventually(async () => (await app.orchestrator.getTask(taskId)).state === 'in_progress');
    await act(app, taskId);
    const spans = await spansOf(taskId);
    const [whole] = named(spans, 'tasker.task.execution');
    expect(whole).toMatchObject({ status: { code: 'unset' }, attributes: { 'tasker.task_state': state } });
    expect(whole!.events.map(({ name }) => name)).toEqual(['task.started', event]);
    expect(stepNamed(spans, 'only')).toMatchObject([{ status: { code: 'error' }, attributes: { 'tasker.outcome': 'abandoned' } }]);
  });

  it('and loses its last attempt with its worker has its span: that of the attempt was never sent', async () => {
    const Single = single(() => ({}), { retryLimit: 1 });
    const creator = await engine.app([Single], { worker: false });
    const { taskId } = await creator.orchestrator.createTask(Single, { context: {} });
    const lost = await engine.worker();
    expect(await lost.claim()).toHaveLength(1);
    await lost.fallSilent(engine.client);
    await engine.app([Single], { worker: { lease: '1s' } });
    const spans = await spansOf(taskId);
    expect(spans.map(({ name }) => name).sort()).toEqual(['tasker.task.execution', 'tasker.task.initialize']);
    expect(named(spans, 'tasker.task.execution')).toMatchObject([{ status: { code: 'error' }, attributes: { 'tasker.failed_steps': 1 } }]);
  });

  it('and runs out of its time has its span', async () => {
    const Limited = Waiting({ maxExecutionTime: '200ms' });
    const app = await engine.app([Limited]);
    const { taskId } = await app.orchestrator.createTask(Limited, { context: {} });
    const { state } = await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect(named(await spansOf(taskId), 'tasker.task.execution')).toMatchObject([{ attributes: { 'tasker.task_state': state } }]);
  });
});

describe('handlers', () => {
  it('have their own span active, fifty at a time: what they make is its child', async () => {
    const tracer = api.trace.getTracer('handler');
    const Busy = single(async ({ task, step }: StepExecution) => {
      await pause(Math.random() * 10);
      const outer = tracer.startSpan('outer', { attributes: { task: task.taskId } });
      await api.context.with(api.trace.setSpan(api.context.active(), outer), async () => {
        await pause(Math.random() * 10);
        tracer.startSpan('inner', { attributes: { task: task.taskId, step: step.stepId } }).end();
      });
      outer.end();
    });
    const app = await engine.app([Busy], { worker: { concurrency: 50 } });
    const tasks = await app.orchestrator.createTasks(Array.from({ length: 100 }, () => ({ name: 'single', context: {} })));
    await Promise.all(tasks.map((task) => app.orchestrator.waitForTask(task, { timeout: '30s' })));
    await tracing.flush();
    const { receiver } = tracing;
    const attempts = new Map(receiver.named('tasker.step.execution').map((span) => [span.attributes['tasker.task_id'], span]));
    const outers = new Map(receiver.named('outer').map((span) => [span.attributes.task, span]));
    expect([attempts.size, outers.size, receiver.named('inner').length]).toEqual([100, 100, 100]);
    for (const inner of receiver.named('inner')) {
      const outer = outers.get(inner.attributes.task)!;
      const attempt = attempts.get(inner.attributes.task)!;
      expect([inner.parentSpanId, inner.traceId]).toEqual([outer.spanId, outer.traceId]);
      expect([outer.parentSpanId, outer.traceId]).toEqual([attempt.spanId, attempt.traceId]);
    }
  });

  it('run outside of the request that has created their task, as do the statements of the worker', async () => {
    const requests = new AsyncLocalStorage<string>();
    const handlers = new Set<unknown>();
    const statements = new Set<unknown>();
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
      const { text } = given[0] as { text?: string };
      if ((text ?? String(given[0])).includes('.advance(')) statements.add(requests.getStore());
      return real.apply(this, given as never) as never;
    });
    const Diamond = diamond(() => void handlers.add(requests.getStore()));
    const app = await engine.app([Diamond]);
    await Promise.all([1, 2, 3].map((n) => requests.run(`request ${n}`, () => app.run(Diamond))));
    query.mockRestore();
    expect([[...handlers], [...statements]]).toEqual([[undefined], [undefined]]);
  });
});

describe('nothing is traced', () => {
  it('where `telemetry.tracing` is false; a trace that the request names is stored all the same', async () => {
    const seen: unknown[] = [];
    const Single = single(({ task }) => void seen.push(task.traceparent));
    const app = await engine.app([Single], { telemetry: { tracing: false } });
    const task = await app.orchestrator.createTask(Single, { context: {}, traceparent: CALLER });
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    await tracing.flush();
    expect(tracing.receiver.spans).toEqual([]);
    expect(seen).toEqual([CALLER]);
  });

  it('of a task whose caller was not sampled; everybody who is called is told so', async () => {
    const seen: unknown[] = [];
    const Single = single(({ task }) => {
      seen.push(task.traceparent);
      api.trace.getTracer('handler').startSpan('query').end();
    });
    const app = await engine.app([Single]);
    const task = await app.orchestrator.createTask(Single, { context: {}, traceparent: CALLER.replace(/01$/, '00') });
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    await tracing.flush();
    expect(tracing.receiver.spans).toEqual([]);
    expect(seen).toEqual([expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)]);
  });
});

it('shows no secret of a context, wherever the handler has put it', async () => {
  const secrets = ['hunter2-äöü', 'tok_"quoted"', '4929 1234 5678 9012', 'line one\nline two', 'a.b*c$&'];
  const [password, token, card, key, pin] = secrets as [string, string, string, string, string];
  const context = { user: { password }, list: [{ deep: { api_token: token } }], secret: { card }, private_key: key, ssn: [pin] };
  const Leaking = workflow('leaking', {
    thrower: {
      retryLimit: 2,
      run: ({ task }) => {
        class Leak extends Error {
          override readonly name = `Leak of ${password}`;
        }
        const error = new Leak(`${secrets.join(' and ')} in ${JSON.stringify(task.context)} at https://x/?q=${encodeURIComponent(token)}`);
        error.stack = `${error.stack}\n    at ${key}\n    at https://x/${encodeURIComponent(password)}`;
        throw error;
      },
    },
    permanent: {
      run: ({ task }) => {
        const { user } = task.context as typeof context;
        throw new PermanentError(`Basic ${Buffer.from(user.password).toString('base64')}`, {
          errorCode: user.password,
          context: task.context,
        });
      },
    },
  });
  const app = await engine.app([Leaking], { backoff: { defaultBackoffSeconds: [0] } });
  const task = await app.run(Leaking, context);
  expect(named(await spansOf(task.taskId), 'tasker.step.execution').map(({ status }) => status.code)).toEqual(['error', 'error', 'error']);
  const exported = tracing.receiver.bodies.join();
  const forms = secrets.flatMap((secret) => [
    secret,
    ...secret.split('\n'),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  expect(forms.filter((form) => exported.includes(form))).toEqual([]);
  expect(exported).toContain('[FILTERED]');
});

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
