import { EventBus, InvalidRequestError, type TaskerEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { CustomerAnalytics } from '../../support/workflows/customer-analytics/customer-analytics.task.js';
import { DataPlatform } from '../../support/workflows/customer-analytics/data.platform.js';
import { endTheWait, stepOf, WITHOUT_WAITS } from '../../support/workflows/workflow.runs.js';

const JANUARY = { date_range: { start_date: '2024-01-01', end_date: '2024-01-31' } };
const STEPS = [
  ...['extract_orders', 'extract_users', 'extract_products', 'transform_customer_metrics', 'transform_product_metrics'],
  ...['generate_insights', 'update_dashboard', 'send_notifications'],
];

describe('the workflow blog_examples/customer_analytics', () => {
  const engine = useEngine();
  const start = () => engine.app([CustomerAnalytics, DataPlatform], WITHOUT_WAITS);
  const analysis = (app: EngineApp, context: Record<string, unknown> = JANUARY) => app.run(CustomerAnalytics, context);
  const platformOf = (app: EngineApp) => app.module.get(DataPlatform);

  /** The extraction events of an application from now on, in the order of their arrival. */
  function heard(app: EngineApp): TaskerEvent<any>[] {
    const events: TaskerEvent[] = [];
    app.module.get(EventBus).subscribe('data_extraction.*', (event) => events.push(event));
    return events;
  }

  it('completes eight steps: three extractions, two transformations, one of each of the others', async () => {
    const app = await start();
    const task = await analysis(app);
    expect(task.state).toBe('complete');
    expect(new Set(task.steps.map(({ name }) => name))).toEqual(new Set(STEPS));
    expect(task.steps.every(({ state, attempts }) => state === 'complete' && attempts === 1)).toBe(true);
    const calls = platformOf(app).calls.map(({ operation }) => operation);
    expect(calls.filter((operation) => operation.startsWith('extract_')).sort()).toEqual(['extract_orders', 'extract_products', 'extract_users']); // prettier-ignore
    expect(calls.filter((operation) => operation.startsWith('transform_')).sort()).toEqual(['transform_customer_metrics', 'transform_product_metrics']); // prettier-ignore
    expect(calls.slice(-2)).toEqual(['update_dashboard', 'send_notifications']);
  });

  it('finds out who buys what in six orders, five users and five products', async () => {
    const { results } = await analysis(await start());
    expect([results.extract_orders?.count, results.extract_users?.count, results.extract_products?.count]).toEqual([6, 5, 5]);
    expect(results.transform_customer_metrics?.customers.map(({ name, revenue }: any) => [name, revenue])).toEqual([
      ['Barbara', 300],
      ['Ada', 250],
      ['Grace', 200],
      ['Edsger', 75],
    ]);
    expect(results.generate_insights).toEqual({ revenue: 825, customers: 4, best_customer: 'Barbara', best_product: 'Widget A' });
  });

  it('looks at the days that are asked for, both included', async () => {
    const context = { date_range: { start_date: '2024-01-05', end_date: '2024-01-14' } };
    expect((await analysis(await start(), context)).results.extract_orders?.rows.map(({ order_id: id }: any) => id)).toEqual([2, 3, 4]);
  });

  it('tells one channel unless others are named, reads from the cache unless told otherwise', async () => {
    const app = await start();
    const task = await analysis(app);
    expect(task.context).toEqual({
      ...JANUARY,
      force_refresh: false,
      notification_channels: ['#data-team'],
      processing_mode: 'standard',
      quality_thresholds: { min_orders: 1, min_users: 1 },
    });
    expect(platformOf(app).given('send_notifications')).toEqual([{ channel: '#data-team', text: 'Dashboard 1: 825 earned' }]);
    expect(platformOf(app).given('extract_users')).toEqual([{ fresh: false, mode: 'standard' }]);
    await analysis(app, { ...JANUARY, force_refresh: true, processing_mode: 'distributed', notification_channels: ['#a', '@b'] });
    expect(platformOf(app).given('extract_users')[1]).toEqual({ fresh: true, mode: 'distributed' });
    expect(platformOf(app).given('send_notifications').slice(1)).toMatchObject([{ channel: '#a' }, { channel: '@b' }]);
  });

  it.each([
    ['extract_orders', 3, ['extract_products', 'extract_users']],
    ['transform_customer_metrics', 2, ['extract_orders', 'extract_products', 'extract_users', 'transform_product_metrics']],
    ['update_dashboard', 3, STEPS.slice(0, 6).sort()],
    ['send_notifications', 5, STEPS.slice(0, 7).sort()],
  ])('rests with an error when %s fails %d times, with the steps complete that do not need it', async (step, limit, completed) => {
    const app = await start();
    platformOf(app).failNext(step, ...Array<string>(limit).fill('timeout'));
    const task = await analysis(app);
    expect(task.state).toBe('error');
    expect(stepOf(task, step)).toMatchObject({ state: 'error', attempts: limit, error: { message: 'the service answered timeout' } });
    const done = task.steps.filter(({ state }) => state === 'complete').map(({ name }) => name);
    expect(done.sort()).toEqual(completed);
  });

  it.each([
    ['extract_orders', 2],
    ['transform_customer_metrics', 1],
    ['update_dashboard', 2],
    ['send_notifications', 4],
  ])('completes when %s fails %d times', async (step, times) => {
    const app = await start();
    platformOf(app).failNext(step, ...Array<string>(times).fill('connection_lost'));
    const task = await analysis(app);
    expect([task.state, stepOf(task, step).attempts]).toEqual(['complete', times + 1]);
  });

  it.each([
    ['a date that is none', { start_date: 'yesterday', end_date: '2024-01-31' }, "'yesterday' is no day, YYYY-MM-DD"],
    ['a day that no month has', { start_date: '2024-01-01', end_date: '2024-02-31' }, "'2024-02-31' is no day, YYYY-MM-DD"],
    ['a range that ends before it begins', { start_date: '2024-02-01', end_date: '2024-01-01' }, 'The range ends on 2024-01-01, before'],
  ])('fails for good on %s', async (_, range, message) => {
    const step = stepOf(await analysis(await start(), { date_range: range }), 'extract_orders');
    expect(step).toMatchObject({ attempts: 1, error: { errorCode: 'INVALID_DATE_RANGE', permanent: true } });
    expect(step.error?.message).toContain(message);
  });

  it('fails for good on days with fewer orders than are asked for', async () => {
    const app = await start();
    const task = await analysis(app, { ...JANUARY, quality_thresholds: { min_orders: 7 } });
    expect(stepOf(task, 'transform_customer_metrics')).toMatchObject({
      attempts: 1,
      error: { errorCode: 'INSUFFICIENT_DATA', context: { orders: 6, users: 5 } },
    });
    expect(platformOf(app).given('transform_customer_metrics')).toEqual([]);
  });

  it('waits a minute when too much is said in the channel', async () => {
    const app = await start();
    platformOf(app).failNext('send_notifications', 'rate_limited');
    const task = await app.orchestrator.createTask(CustomerAnalytics, { context: JANUARY as any });
    expect(await endTheWait(engine, app, { task, step: 'send_notifications' })).toMatchObject({ backoffRequestSeconds: 60 });
    expect((await app.orchestrator.waitForTask(task, { timeout: '30s' })).state).toBe('complete');
  });

  it.each([
    ['no date range', {}, ['date_range']],
    ['a date range without an end', { date_range: { start_date: '2024-01-01' } }, ['date_range.end_date']],
    ['an unknown mode', { ...JANUARY, processing_mode: 'fast' }, ['processing_mode']],
    ['a channel that is none', { ...JANUARY, notification_channels: ['data-team'] }, ['notification_channels']],
    ['a negative threshold', { ...JANUARY, quality_thresholds: { min_orders: -1 } }, ['quality_thresholds.min_orders']],
  ])('creates no task of a request with %s', async (_, context, paths) => {
    const app = await start();
    const refused: unknown = await analysis(app, context).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    expect((refused as InvalidRequestError).issues.map(({ path }) => path)).toEqual(paths.map((path) => `context.${path}`));
    expect((await app.orchestrator.listTasks()).tasks).toEqual([]);
    expect(platformOf(app).calls).toEqual([]);
  });

  it('publishes how each extraction goes, failed attempts included', async () => {
    const app = await start();
    const events = heard(app);
    platformOf(app).failNext('extract_users', 'timeout');
    const { taskId } = await analysis(app);
    await eventually(() => events.length >= 8, { what: 'eight extraction events' });
    const of = (step: string) =>
      events.filter(({ payload }) => payload.stepName === step).map(({ name, payload }) => [name, payload.attempt]);
    expect(of('extract_orders')).toEqual([
      ['data_extraction.started', 1],
      ['data_extraction.completed', 1],
    ]);
    expect(of('extract_users')).toEqual([
      ['data_extraction.started', 1],
      ['data_extraction.failed', 1],
      ['data_extraction.started', 2],
      ['data_extraction.completed', 2],
    ]);
    expect(events.every(({ payload }) => payload.taskId === taskId && payload.taskName === 'customer_analytics')).toBe(true);
    expect(events.find(({ name }) => name === 'data_extraction.failed')?.payload.reason).toBe('the service answered timeout');
    const records = events.filter(({ name }) => name === 'data_extraction.completed').map(({ payload }) => payload.records as number);
    expect(records.sort()).toEqual([5, 5, 6]);
  });
});
