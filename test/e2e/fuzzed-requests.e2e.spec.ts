import { OpenApiDocument } from 'nestjs-tasker';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerCheck } from '../support/answer.check.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { faultOf } from '../support/fuzz/answer.faults.js';
import { FuzzClient, overAll } from '../support/fuzz/fuzz.client.js';
import { fuzzedRequests, type FuzzedRequest } from '../support/fuzz/fuzzed.requests.js';
import { furnish, furnishWaiting, namespaceOf, secretsOf, TENANT_AUTH, TENANTS, TenantsModule } from '../support/fuzz/tenants.js';
import { startHost, type Adapter, type HostApplication } from './host.application.js';

const SEED = 20_260_301;

/** What everybody may ask for. */
const OPEN = /^\/tasker\/(openapi\.json|api-docs|health\/(live|ready))/;

/** How many requests, half of them of each party. */
const REQUESTS: Readonly<Record<Adapter, number>> = { express: 3_400, fastify: 1_800 };

describe.each(['express', 'fastify'] as const)('fuzzed requests of two parties, on %s,', (adapter) => {
  let database: TestDatabase;
  let host: HostApplication;
  let client: FuzzClient;
  let check: AnswerCheck;
  let requests: FuzzedRequest[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = { adapter, database: database.url, auth: TENANT_AUTH, imports: [TenantsModule], api: { docs: true } };
    const working = await startHost({ ...options, worker: true });
    const rested = await furnish(working);
    await working.close();
    host = await startHost(options);
    const waiting = await furnishWaiting(host);
    const document = host.app.get(OpenApiDocument).document();
    check = new AnswerCheck(document);
    const words = wordsOf([...rested, ...waiting]);
    requests = fuzzedRequests({ document, words, leftOut: ['getApiDocsFile'], count: REQUESTS[adapter], seed: SEED });
    client = new FuzzClient(await host.app.getUrl());
  });
  afterAll(async () => {
    await client.close();
    await host.close();
    await database.drop();
  });

  it('get documented answers that tell nothing of the server and nothing of the other party', async () => {
    const faults: object[] = [];
    const statuses = new Map<number, number>();
    await overAll(requests, 6, async (request, place) => {
      const mine = TENANTS[place % 2]!;
      const other = TENANTS[(place + 1) % 2]!;
      const answer = await client.send(request, { authorization: `Bearer ${mine}` });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(check, request, answer, secretsOf(other));
      if (fault !== undefined) faults.push({ fault, ...shown(request), mine });
    });
    expect(faults.slice(0, 20)).toEqual([]);
    // That the requests are of use: every kind of answer came, and many were good ones.
    expect([200, 201, 304, 400, 403, 404, 406, 409, 413, 415, 422].filter((status) => !statuses.has(status))).toEqual([]);
    expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(requests.length / 4);
  });

  it('are let in with credentials only', async () => {
    const answers = await Promise.all(
      requests.slice(0, 200).map(async (request, place) => {
        const { status, text } = await client.send(request, place % 2 === 0 ? {} : { authorization: 'Bearer nobody' });
        return { status, text: text.slice(0, 500), ...shown(request) };
      }),
    );
    const letIn = answers.filter(({ status, text, path }) => (status < 400 || /alpha|beta/.test(text)) && !OPEN.test(path));
    expect(letIn).toEqual([]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('change nothing of the other party', async () => {
    const session = new pg.Client({ connectionString: database.url });
    await session.connect();
    const { rows } = await session.query(`
      select distinct n.name as namespace, t.actor
        from (select task_id, actor from tasker.task_transitions union all select task_id, actor from tasker.workflow_step_transitions) t
        join tasker.tasks using (task_id) join tasker.named_tasks nt using (named_task_id) join tasker.task_namespaces n using (task_namespace_id)
       where t.actor is not null`);
    await session.end();
    expect(rows.length).toBeGreaterThan(0);
    expect(
      rows.filter(({ namespace, actor }) => !TENANTS.some((tenant) => namespace === namespaceOf(tenant) && actor === `${tenant}secret`)),
    ).toEqual([]);
  });
});

/** Enough of a request to send it again. */
function shown({ operationId, method, path, headers, body }: FuzzedRequest) {
  return { operationId, method, path: path.slice(0, 400), headers, body: body === undefined ? undefined : String(body).slice(0, 600) };
}

/** Texts that mean something to these applications. */
function wordsOf(taskIds: readonly string[]): Record<string, readonly string[]> {
  const namespaces = [...TENANTS.map(namespaceOf), 'nowhere'];
  const steps = ['1', '2', '3', 'weigh', 'send', 'write'];
  return {
    task_id: [...taskIds, '01920000-0000-7000-8000-000000000000'],
    namespace: namespaces,
    namespace_name: namespaces,
    name: ['parcel', 'letter'],
    handler: ['parcel', 'letter'],
    version: ['1.0.0', 'latest'],
    step: steps,
    step_id: steps,
    workflow_step_id: steps,
    bypass_steps: ['weigh'],
    type: ['review'],
    key: ['stars'],
    value: ['5'],
    context_path: ['note', 'order.customer_id'],
    file: ['start.js', 'swagger-ui.css'],
    format: ['html', 'json', 'svg', 'mermaid'],
    reason: ['because'],
    correlation_id: ['c-1'],
    traceparent: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    always: ['namespace', 'reason'],
  };
}
