import { DurableEvents, MetricsExports, PermanentError } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { Mailer, MailService, OnCall } from '../../readme/durable.example.js';
import { Bookkeeping, Ledger } from '../../readme/events.readme.example.js';
import { spreadsheet, statsd, StatsdExporter } from '../../readme/exporter.example.js';
import { PaymentGateway, Warehouse } from '../../readme/shop.services.js';
import { ProcessOrder } from '../../readme/workflow.example.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';

const SHOP = [ProcessOrder, PaymentGateway, Warehouse];
const context = { orderId: 'a-1', amount: 5 };

describe('the examples of events', () => {
  const engine = useEngine();
  const events = { durable: { pollInterval: '20ms' } } as const;

  it('bookkeeping: a listener and a durable subscriber', async () => {
    const app = await engine.app([...SHOP, Bookkeeping, Ledger], { events });
    await app.run(ProcessOrder, context);
    const { entries } = app.module.get(Ledger);
    await eventually(() => entries.size === 1, { what: 'the entry' });
    expect([...entries.values()]).toEqual(['process_order']);
    expect([...entries.keys()][0]).toMatch(/^task:\d+:task\.completed$/);
  });

  it('mailer: durable, with a person who looks after what it failed over', async () => {
    const app = await engine.app([...SHOP, Mailer, MailService, OnCall], { events });
    const mail = app.module.get(MailService);
    const closed = vi.spyOn(mail, 'send').mockRejectedValue(new PermanentError('the mail server is closed'));
    const { taskId } = await app.run(ProcessOrder, context);
    const given = () => app.module.get(DurableEvents).givenUp('mailer');
    await eventually(async () => (await given()).length === 1, { what: 'the event is given up' });
    closed.mockRestore();
    await app.module.get(OnCall).tidyUp();
    await eventually(() => mail.sent.size === 1, { what: 'the mail' });
    expect([...mail.sent.values()]).toEqual([`task.completed: ${taskId}`]);
  });

  it('exporters: one of your own, and a table for a spreadsheet', async () => {
    const app = await engine.app([...SHOP, StatsdExporter]);
    await app.run(ProcessOrder, context);
    const exports = app.module.get(MetricsExports);
    await exports.exportNow('statsd');
    expect(statsd.sent).toContain('tasker_task_executions_total:1|g');
    expect(await spreadsheet(exports)).toMatch(/^\d+\ntimestamp,name,type,value/);
  });
});
