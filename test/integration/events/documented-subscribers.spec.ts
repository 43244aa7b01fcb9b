import { PermanentError, RetryableError, SubscriberRegistry } from 'nestjs-tasker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  CustomerService,
  EventTrace,
  OrderMetrics,
  SlackAlerts,
  SlackClient,
  StatsClient,
  underWatch,
} from '../../readme/subscriber.example.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';

describe('the subscribers of the documents', () => {
  const engine = useEngine();
  const Sell = workflow(
    'sell',
    {
      charge: { run: ({ step }) => { if (step.attempt === 1) throw new RetryableError('busy', { retryAfter: 0 }); } }, // prettier-ignore
      ship: { dependsOn: ['charge'], run: ({ task }) => { if (task.context['lost'] === true) throw new PermanentError('no such parcel'); } }, // prettier-ignore
    },
    { namespace: 'shop' },
  );
  afterEach(() => void vi.unstubAllEnvs());

  it('thank, count, and tell of failures', async () => {
    vi.stubEnv('SLACK_WEBHOOK', 'https://hooks.example/payments');
    const providers = [Sell, CustomerService, OrderMetrics, SlackAlerts, EventTrace, StatsClient, SlackClient];
    const { module, run } = await engine.app(providers, { events: { subscriptions: 'test/readme/subscriptions' } });
    expect((await run(Sell)).state).toBe('complete');
    expect((await run(Sell, { lost: true })).state).toBe('error');

    const { posted } = module.get(SlackClient);
    await eventually(() => posted.length === 2);
    const to = { webhook: 'https://hooks.example/payments', channel: '#payments' };
    expect(posted).toEqual([
      { ...to, text: 'step.failed: sell: no such parcel' },
      { ...to, text: expect.stringMatching(/^task\.failed: sell: /) },
    ]);
    expect(module.get(CustomerService).thanked).toEqual(['sell: 2 of 2 steps']);
    await eventually(() => engine.logs.with('customer.thanked {"taskId":').length === 1);
    await eventually(() => engine.logs.with('task.start_requested {').length === 2);
    const counted = module.get(StatsClient).sent.map(([kind, name]) => `${kind} ${name}`);
    expect(Object.fromEntries([...new Set(counted)].sort().map((name) => [name, counted.filter((one) => one === name).length]))).toEqual({
      'counter tasker.step.failed': 1,
      'counter tasker.step.retried': 2,
      'histogram tasker.step.queue_time': 3,
      'histogram tasker.task.duration': 1,
      'histogram tasker.workflow.step_count': 1,
    });
    expect(module.get(EventTrace).names).toEqual([]);
    expect(underWatch(module.get(SubscriberRegistry))).toMatchObject({
      names: ['cancellations'],
      totalSubscribers: 3,
      failed: 0,
      dropped: 0,
    });
  });
});
