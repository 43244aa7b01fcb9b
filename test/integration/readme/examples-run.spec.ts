import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DuplicateTaskError, EventBus, HandlerFactory, TaskAnnotations, type TaskerEvent } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout } from '../../readme/context.example.js';
import { ImportFiles } from '../../readme/hooks.example.js';
import { CheckPolicy, PayBack, RefundOrder } from '../../readme/refund.example.js';
import { PaymentGateway, Warehouse } from '../../readme/shop.services.js';
import { orderOnce, ProcessOrder } from '../../readme/workflow.example.js';
import { codeBlocks, exampleCode } from '../../support/documented.code.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';

const DOCUMENTS = ['README.md', 'docs/authoring.md'];

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

  it('registry: a class under another version', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse]);
    const { registered } = await import('../../readme/registry.example.js');
    expect(await registered(app.module.get(HandlerFactory))).toBe('2.0.0');
  });
});

function someOf<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
