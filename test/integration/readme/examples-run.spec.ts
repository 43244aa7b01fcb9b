import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DuplicateTaskError, EventBus, HandlerFactory, PermanentError, TaskAnnotations, type TaskerEvent } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Checkout } from '../../readme/context.example.js';
import { ImportFiles } from '../../readme/hooks.example.js';
import { CheckPolicy, PayBack, RefundOrder } from '../../readme/refund.example.js';
import { PaymentGateway, Warehouse } from '../../readme/shop.services.js';
import { orderOnce, ProcessOrder } from '../../readme/workflow.example.js';
import { codeBlocks, exampleCode } from '../../support/documented.code.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';

const DOCUMENTS = [
  'README.md',
  'docs/authoring.md',
  'docs/operations.md',
  'docs/explain.md',
  'docs/limits.md',
  'docs/retention.md',
  'docs/subscribers.md',
  'docs/durable-events.md',
  'docs/tracing.md',
  'docs/exporters.md',
  'docs/analytics.md',
  'docs/graph-analysis.md',
  'docs/cache.md',
  'docs/auth.md',
  'docs/rest.md',
  'docs/openapi.md',
  'docs/diagrams.md',
  'docs/lists.md',
  'docs/history.md',
  'docs/live.md',
  'docs/health.md',
  'docs/graphql.md',
  'docs/mounting.md',
  'docs/pgbouncer.md',
];

describe('the code in the documents', () => {
  const run = exampleCode();

  it.each(DOCUMENTS.flatMap(codeBlocks).filter(({ language }) => language === 'ts' || language === 'yaml'))(
    '$place is code that the tests compile and run',
    ({ code }) => {
      expect(run).toContain(code);
    },
  );

  it('is all there is: no example stands in no document', () => {
    const shown = DOCUMENTS.flatMap(codeBlocks).map(({ code }) => code);
    expect(run.filter((code) => !shown.includes(code))).toEqual([]);
  });
});

describe('the examples', () => {
  const engine = useEngine();
  const calls: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  let service: Server;

  beforeAll(async () => {
    service = createServer(({ url, headers }, response) => {
      calls.push({ path: url, headers });
      response.writeHead(409, { 'content-type': 'application/json' }).end('{"state":"paid back before"}');
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    process.env['PAYMENTS_URL'] = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    process.env['PAYMENTS_TOKEN'] = 'token-of-the-example';
  });

  afterAll(() => {
    service.close();
    delete process.env['PAYMENTS_URL'];
    delete process.env['PAYMENTS_TOKEN'];
  });

  it('order: a class with methods', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const { done, charge } = await orderOnce(app.orchestrator);
    expect(done.state).toBe('complete');
    expect(charge).toMatch(/^charge-/);
    expect(done.results.ship).toEqual({ shipped: 'a-17' });
  });

  it('refund: a file with step classes and an HTTP call', async () => {
    const app = await engine.app([RefundOrder, CheckPolicy, PayBack]);
    const done = await app.run(RefundOrder, { chargeId: 'c-1' });
    expect(done).toMatchObject({ state: 'complete', context: { chargeId: 'c-1', reason: 'customer request' } });
    expect(done.results['pay_back']).toMatchObject({ status: 409, body: { state: 'paid back before' } });
    expect(calls).toMatchObject([
      { path: '/charges/c-1/refunds', headers: { authorization: 'Bearer token-of-the-example', 'idempotency-key': `${done.taskId}:2` } },
    ]);
  });

  it('import: steps chosen for each task, an event and a note', async () => {
    const app = await engine.app([ImportFiles]);
    const events: TaskerEvent[] = [];
    app.module.get(EventBus).subscribe('import.*', (event) => events.push(event));
    const done = await app.run(ImportFiles, { files: ['a.csv', 'bb.csv'] });
    expect(done.steps.map(({ name }) => name).sort()).toEqual(['load_file_0', 'load_file_1', 'summarise']);
    expect(done.results['summarise']).toEqual({ rows: 11 });
    await eventually(() => events.length > 0, { what: 'the event' });
    expect(events).toMatchObject([{ name: 'import.finished', payload: { rows: 11, taskId: done.taskId } }]);
    const notes = app.module.get(TaskAnnotations);
    const [note] = await eventually(async () => someOf(await notes.find({ type: 'import' })), { what: 'the note' });
    expect(note).toMatchObject({ taskId: done.taskId, annotation: { state: 'complete', files: 2 } });
  });

  it('checkout: context and result are checked, defaults are stored', async () => {
    const app = await engine.app([Checkout]);
    const done = await app.run(Checkout, { items: [{ sku: 'x' }], total: 5 });
    expect(done).toMatchObject({
      state: 'complete',
      context: { items: [{ sku: 'x', quantity: 1 }] },
      results: { pay: { number: 'R-1-5' } },
    });
    await expect(app.run(Checkout, { items: [{ sku: 7 }], total: 0 })).rejects.toThrow(/context\.items\.0\.sku.*context\.total/s);
  });

  it('identity: one task for a repeated request, and what differs', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const { createdTwice, createdDifferently } = await import('../../readme/identity.example.js');
    const [first, second] = await createdTwice(app.orchestrator);
    expect(second).toMatchObject({ taskId: first.taskId, duplicate: true });
    await expect(createdDifferently(app.orchestrator)).rejects.toThrow(DuplicateTaskError);
  });

  it('operations: a step ended by hand, and failed tasks retried together', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const { endedByHand, retriedTogether } = await import('../../readme/operations.example.js');
    const [first] = await Promise.all(['v-1', 'v-2', 'v-3'].map((orderId) => app.run(ProcessOrder, { orderId, amount: 0 })));
    expect(await endedByHand(app.orchestrator, first!.taskId)).toMatchObject({ failed: 'validate_order', done: { state: 'complete' } });
    const lines: unknown[] = [];
    expect(await retriedTogether(app.orchestrator, { log: (line: unknown) => void lines.push(line) })).toEqual({ changed: 2, busy: 0 });
    expect(lines).toEqual(['2 of 2']);
  });

  it('operate: why a task is stuck, and what lets it and others go on', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const gateway = app.module.get(PaymentGateway);
    const charge = vi.spyOn(gateway, 'charge').mockRejectedValue(new PermanentError('the gateway is closed'));
    const [first, ...others] = await Promise.all(['o-1', 'o-2', 'o-3'].map((orderId) => app.run(ProcessOrder, { orderId, amount: 5 })));
    charge.mockRestore();
    const { operated } = await import('../../readme/operations.readme.example.js');
    expect(await operated(app.orchestrator, first!.taskId)).toMatch(/charge_payment failed for good.*the gateway is closed/);
    for (const task of [first!, ...others]) {
      expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
    }
  });

  it('explain: a step whose attempts are used up, and what needs a person', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse], { backoff: { maxBackoffSeconds: 0 } });
    const charge = vi.spyOn(app.module.get(PaymentGateway), 'charge').mockRejectedValue(new Error('no answer'));
    const { taskId } = await app.run(ProcessOrder, { orderId: 'e-1', amount: 5 });
    charge.mockRestore();
    const { explained, inTrouble } = await import('../../readme/explain.example.js');
    expect(await inTrouble(app.orchestrator, taskId)).toMatchObject({
      needsIntervention: true,
      nextAction: { action: 'handle_failures' },
      workflowSummary: { failed: 1 },
      blocked: [{ name: 'charge_payment' }],
    });
    expect(await explained(app.orchestrator, taskId)).toMatchObject({ reason: 'blocked_by_failure' });
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
  });

  it('retention: limits of the module and of a definition, and a morning round', async () => {
    const { ImportCatalogue, morningRound, withLimits } = await import('../../readme/retention.example.js');
    expect(withLimits(engine.url)).toHaveProperty('module');
    const app = await engine.app([ImportCatalogue]);
    expect((await app.run(ImportCatalogue)).state).toBe('complete');
    expect(await morningRound(app.orchestrator)).toEqual({ waiting: { count: 0, oldest: null }, entries: [] });
  });

  it('limits: of queues, systems and keys, and an admission', async () => {
    const { BankingHours, busy, limits, PayOut } = await import('../../readme/limits.example.js');
    const { Bank } = await import('../../readme/bank.service.js');
    const app = await engine.app([PayOut, Bank, BankingHours], { ...limits, worker: { admit: BankingHours } });
    const done = await app.run(PayOut, { customer: { id: 'c-1' }, account: 'a-1' });
    expect(done).toMatchObject({ state: 'complete', results: { transfer: { transferred: 'a-1' } } });
    app.module.get(Bank).open = false;
    const task = await app.orchestrator.createTask(PayOut, { context: { customer: { id: 'c-1' }, account: 'a-1' } });
    const explained = () => app.orchestrator.explain(task.taskId);
    await eventually(async () => (await explained()).reason === 'deferred', { what: 'the refusal' });
    expect((await explained()).message).toContain('the bank is closed: transfer waits');
    expect(await busy(app.orchestrator)).toEqual([]);
  });

  it('registry: a class under another version', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const { registered } = await import('../../readme/registry.example.js');
    expect(await registered(app.module.get(HandlerFactory))).toBe('2.0.0');
  });
});

function someOf<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
