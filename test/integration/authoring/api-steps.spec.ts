import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import {
  ApiStepHandler,
  StepHandler,
  TaskHandler,
  type ApiResponse,
  type ApiStepExecution,
  type JsonObject,
  type StepOptions,
  type TaskDefinitionOptions,
} from 'nestjs-tasker';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { HttpService, type Answer } from '../../support/http.service.js';

@StepHandler()
class Call extends ApiStepHandler {}

@Injectable()
class Account extends ApiStepHandler<{ email: string }> {
  override process({ http, task, step }: ApiStepExecution<{ email: string }>) {
    return http.post('/accounts', { body: { email: task.context.email }, headers: { 'idempotency-key': step.idempotencyKey } });
  }
  override processResults(_execution: ApiStepExecution, response: ApiResponse<{ id: number }>) {
    return { accountId: response.body.id };
  }
}

/** A task of one step that calls a service. */
function calling(handlerConfig: JsonObject, options: StepOptions = {}, handler: typeof Call | typeof Account = Call) {
  class Calling {}
  const declared: TaskDefinitionOptions = { name: 'calling', steps: [{ name: 'call', handler, handlerConfig, ...options }] };
  TaskHandler(declared)(Calling);
  return Calling;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

describe('an ApiStepHandler in a task', () => {
  const engine = useEngine();
  const services: HttpService[] = [];
  afterEach(() => Promise.all(services.splice(0).map((service) => service.close())));
  const serve = async (answer: Answer) => {
    const service = await HttpService.start(answer);
    services.push(service);
    return service;
  };

  it('stores status, headers and body of what it got, for its dependents to read', async () => {
    const service = await serve((response) => json(response, 200, { id: 4 }));
    const Handler = calling({ url: `${service.url}/orders` });
    const { run } = await engine.app([Handler, Call]);
    const done = await run(Handler);
    expect(done.state).toBe('complete');
    expect(done.results['call']).toMatchObject({ status: 200, body: { id: 4 }, headers: { 'content-type': 'application/json' } });
  });

  it('stores what processResults makes of it, and sends the idempotency key of the step with each attempt', async () => {
    const service = await serve((response) => json(response, service.requests.length === 1 ? 503 : 201, { id: 4 }, { 'retry-after': '0' }));
    const Handler = calling({ url: service.url }, {}, Account);
    const { run } = await engine.app([Handler, Account]);
    const done = await run(Handler, { email: 'ann@example.org' });
    expect(done.results).toEqual({ call: { accountId: 4 } });
    expect(service.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([`${done.taskId}:1`, `${done.taskId}:1`]);
    expect(service.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { email: 'ann@example.org' },
      { email: 'ann@example.org' },
    ]);
  });

  it('waits as a 429 asks it to, then succeeds', async () => {
    const service = await serve((response) =>
      service.requests.length === 1 ? json(response, 429, {}, { 'retry-after': '0' }) : json(response, 200, {}),
    );
    const Handler = calling({ url: service.url });
    const { run } = await engine.app([Handler, Call], { backoff: { defaultBackoffSeconds: [3_600] } });
    const done = await run(Handler);
    expect(done.steps[0]).toMatchObject({ state: 'complete', attempts: 2 });
    expect(service.requests).toHaveLength(2);
  });

  it.each([
    ['120', 120],
    ['1000000000000', 7_200],
  ])('takes a Retry-After of %s for a wait of %d s', async (given, seconds) => {
    const service = await serve((response) => json(response, 503, {}, { 'retry-after': given }));
    const Handler = calling({ url: service.url }, { retryLimit: 2 });
    const { orchestrator } = await engine.app([Handler, Call], {
      backoff: { maxRetryAfter: '2h', defaultBackoffSeconds: [0], jitterEnabled: false },
    });
    await orchestrator.createTask({ name: 'calling', context: {} });
    const [row] = await eventually(async () => {
      const rows = await engine.rows(
        "select error ->> 'attempt' as attempt, backoff_request_seconds::float8 as wait from tasker.workflow_steps where state = 'error'",
      );
      return rows.length === 1 && rows;
    });
    expect(row).toEqual({ attempt: '1', wait: seconds });
  });

  it.each([400, 401, 403, 404, 422])('fails for good at %d, with its code', async (status) => {
    const service = await serve((response) => json(response, status, { why: 'not like this' }));
    const Handler = calling({ url: service.url }, { retryLimit: 5 });
    const { run } = await engine.app([Handler, Call]);
    const done = await run(Handler);
    expect(done.steps[0]).toMatchObject({ state: 'error', attempts: 1, error: { errorCode: `HTTP_${status}`, permanent: true } });
    expect(service.requests).toHaveLength(1);
  });

  it('is tried again at any other status, by the back-off of its settings', async () => {
    const service = await serve((response) => json(response, service.requests.length < 3 ? 500 : 200, {}));
    const Handler = calling({ url: service.url, retry_delay: 0, retries: 2 });
    const { run } = await engine.app([Handler, Call], { backoff: { defaultBackoffSeconds: [3_600] } });
    const done = await run(Handler);
    expect(done.steps[0]).toMatchObject({ state: 'complete', attempts: 3, retryLimit: 3 });
  });

  it('lets statuses of its settings decide otherwise', async () => {
    const service = await serve((response) => json(response, 409, { id: 'there already' }));
    const Handler = calling({ url: service.url, statuses: { '409': 'success' } });
    const { run } = await engine.app([Handler, Call]);
    const done = await run(Handler);
    expect(done.steps[0]).toMatchObject({ state: 'complete', attempts: 1, results: { status: 409, body: { id: 'there already' } } });
  });

  it('sends the correlation id of its task', async () => {
    const service = await serve((response) => json(response, 200, {}));
    const Handler = calling({ url: service.url });
    const { orchestrator } = await engine.app([Handler, Call]);
    const task = await orchestrator.createTask({ name: 'calling', context: {}, correlationId: 'trace-7' });
    await orchestrator.waitForTask(task, { timeout: '20s' });
    expect(service.requests[0]!.headers['x-correlation-id']).toBe('trace-7');
  });

  it('ends its request when the time of the step is over', async () => {
    let closed = 0;
    const service = await serve((response) => void response.on('close', () => (closed += 1)));
    const Handler = calling({ url: service.url }, { timeout: '400ms', retryLimit: 1 });
    const { run } = await engine.app([Handler, Call]);
    const done = await run(Handler);
    expect(done.steps[0]).toMatchObject({ state: 'error', error: { errorClass: expect.stringMatching(/Timeout|RetryableError/) } });
    await eventually(() => closed === 1, { what: 'the connection is closed' });
  });

  it('ends its request when the task is cancelled', async () => {
    let closed = 0;
    const service = await serve((response) => void response.on('close', () => (closed += 1)));
    const Handler = calling({ url: service.url });
    const { orchestrator } = await engine.app([Handler, Call]);
    const { taskId } = await orchestrator.createTask({ name: 'calling', context: {} });
    await eventually(() => service.requests.length === 1);
    await orchestrator.cancelTask(taskId);
    await eventually(() => closed === 1, { what: 'the connection is closed' });
    expect((await orchestrator.getTask(taskId)).state).toBe('cancelled');
  });

  it('is refused at start-up without an absolute url', async () => {
    await expect(engine.app([calling({ url: '/orders' }), Call])).rejects.toThrow(/'handlerConfig.url'/);
    await expect(engine.app([calling({}), Call])).rejects.toThrow(/url/);
  });
});
