import { EventBus, HandlerFactory, InvalidRequestError, type TaskView } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { CustomerSuccessRefund, PaymentSystems, REFUND_DIRECTORY, REFUND_PROVIDERS, TicketSystems } from '../../support/workflows/process-refund/index.js'; // prettier-ignore
import { runToRest, stepOf, stepsOf, WITHOUT_WAITS } from '../../support/workflows/workflow.runs.js';

const PAYMENT = { payment_id: 'pay_123abc', refund_amount: 5_000, refund_reason: 'defect' };
const REQUEST = {
  ticket_id: 'TKT-98765',
  customer_id: 'cust_1',
  customer_tier: 'premium',
  payment_id: 'pay_123abc',
  refund_amount: 7_500,
  refund_reason: 'The parcel never came',
};

describe('the two workflows called process_refund', () => {
  const engine = useEngine();
  const start = () => engine.app(REFUND_PROVIDERS, { ...WITHOUT_WAITS, definitions: { directory: REFUND_DIRECTORY } });
  const pay = (app: EngineApp, changes: object = {}) =>
    runToRest(app, { namespace: 'payments', name: 'process_refund', context: { ...PAYMENT, ...changes } });
  const serve = (app: EngineApp, changes: object = {}) => app.run(CustomerSuccessRefund, { ...REQUEST, ...changes });
  const delegated = async (app: EngineApp, task: TaskView) =>
    app.orchestrator.waitForTask(task.results.execute_refund_workflow.task_id as string, { timeout: '30s' });

  it('stand side by side: each has a namespace, a version, a schema and systems of its own', async () => {
    const handlers = (await start()).module.get(HandlerFactory);
    const [payments, service] = ['payments', 'customer_success'].map(
      (namespace) => handlers.get('process_refund', { namespace }).definition,
    );
    expect([payments!.version, service!.version]).toEqual(['2.1.0', '1.3.0']);
    expect(payments!.schema).not.toEqual(service!.schema);
    expect([payments, service].map((definition) => new Set(definition!.steps.map(({ dependentSystem }) => dependentSystem)))).toEqual([
      new Set(['payment_gateway', 'payment_records', 'mail_service']),
      new Set(['ticket_system', 'payments']),
    ]);
    expect([payments, service].map((definition) => definition!.steps.map(({ name, retryLimit }) => [name, retryLimit]))).toEqual([
      [
        ['validate_payment_eligibility', 3],
        ['process_gateway_refund', 2],
        ['update_payment_records', 3],
        ['notify_customer', 5],
      ],
      [
        ['validate_refund_request', 3],
        ['check_refund_policy', 2],
        ['get_manager_approval', 1],
        ['execute_refund_workflow', 3],
        ['update_ticket_status', 3],
      ],
    ]);
    expect(service!.steps[2]!.timeout).toBe(300_000);
  });

  describe('payments/process_refund 2.1.0', () => {
    it('gives the money back, records it and tells the customer', async () => {
      const app = await start();
      const paid: unknown[] = [];
      app.module.get(EventBus).subscribe('refund.paid', ({ payload }) => paid.push(payload.amount));
      const task = await pay(app);
      expect(task).toMatchObject({ state: 'complete', version: '2.1.0', context: { ...PAYMENT, partial_refund: false } });
      expect(task.steps.every(({ state, attempts }) => state === 'complete' && attempts === 1)).toBe(true);
      expect(app.module.get(PaymentSystems).records).toEqual(['ref_1']);
      expect(task.results.notify_customer).toEqual({ notified: true, amount: 5_000 });
      await eventually(() => paid.length === 1);
      expect(paid).toEqual([5_000]);
    });

    it('waits for a payment that is still processed', async () => {
      const app = await start();
      app.module.get(PaymentSystems).sayNext('processing', 'processing');
      const task = await pay(app);
      expect([task.state, stepOf(task, 'validate_payment_eligibility').attempts]).toEqual(['complete', 3]);
    });

    it.each([
      ['ineligible', 'PAYMENT_INELIGIBLE'],
      ['insufficient_funds', 'INSUFFICIENT_FUNDS'],
    ] as const)('fails for good on a payment that is %s', async (status, errorCode) => {
      const app = await start();
      app.module.get(PaymentSystems).sayNext(status);
      const task = await pay(app);
      expect(stepOf(task, 'validate_payment_eligibility')).toMatchObject({ state: 'error', attempts: 1, error: { errorCode } });
      expect(app.module.get(PaymentSystems).refunds.size).toBe(0);
    });

    it('refunds once when the gateway fails once', async () => {
      const app = await start();
      app.module.get(PaymentSystems).failNext('refund', 'timeout');
      const task = await pay(app);
      expect([task.state, stepOf(task, 'process_gateway_refund').attempts]).toEqual(['complete', 2]);
      expect(app.module.get(PaymentSystems).refunds.size).toBe(1);
    });

    it.each([
      ['an id that is none', { payment_id: 'payment-1' }, ['payment_id']],
      ['no amount', { refund_amount: 0 }, ['refund_amount']],
      ['a reason that nobody knows', { refund_reason: 'mood' }, ['refund_reason']],
      ['what customer service says', { ticket_id: 'TKT-1' }, ['ticket_id']],
    ])('creates no task of a request with %s', async (_, changes, paths) => {
      const app = await start();
      const refused: unknown = await pay(app, changes).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(InvalidRequestError);
      expect((refused as InvalidRequestError).issues.map(({ path }) => path)).toEqual(paths.map((path) => `context.${path}`));
    });
  });

  describe('customer_success/process_refund 1.3.0', () => {
    it('hands a refund to the payments team, which carries it out', async () => {
      const app = await start();
      const task = await serve(app);
      expect(task).toMatchObject({ state: 'complete', namespace: 'customer_success', version: '1.3.0' });
      expect(app.module.get(TicketSystems).tickets.get('TKT-98765')).toBe('resolved');
      expect(await delegated(app, task)).toMatchObject({
        state: 'complete',
        namespace: 'payments',
        version: '2.1.0',
        initiator: 'customer_success',
        correlationId: task.correlationId,
        context: { payment_id: 'pay_123abc', refund_amount: 7_500, refund_reason: 'customer_request', partial_refund: false },
      });
      expect(app.module.get(PaymentSystems).given('refund')).toEqual([{ paymentId: 'pay_123abc', amount: 7_500 }]);
    });

    it('keeps the correlation id that it was given', async () => {
      const app = await start();
      const created = await app.orchestrator.createTask(CustomerSuccessRefund, { context: REQUEST as any, correlationId: 'cs-4711' });
      const task = await app.orchestrator.waitForTask(created, { timeout: '30s' });
      expect((await delegated(app, task)).correlationId).toBe('cs-4711');
    });

    it('delegates once when the answer of the payments team is lost', async () => {
      const app = await start();
      const { orchestrator } = app;
      const create = orchestrator.createTask.bind(orchestrator);
      let lost = 0;
      orchestrator.createTask = async (...request: any[]) => {
        const view = await (create as any)(...request);
        if (request[0].namespace === 'payments' && lost++ === 0) throw new Error('the connection was cut');
        return view;
      };
      const task = await serve(app);
      expect([task.state, stepOf(task, 'execute_refund_workflow').attempts]).toEqual(['complete', 2]);
      await delegated(app, task);
      expect((await orchestrator.listTasks({ namespace: 'payments' })).tasks).toHaveLength(1);
      expect(app.module.get(PaymentSystems).refunds.size).toBe(1);
    });

    it.each([
      [10_000, false, 0],
      [10_001, true, 1],
    ])('asks a manager above 10,000: %d', async (amount, needed, asked) => {
      const app = await start();
      const task = await serve(app, { refund_amount: amount });
      expect(task.results.get_manager_approval).toMatchObject({ approval_needed: needed });
      expect(app.module.get(TicketSystems).given('ask')).toHaveLength(asked);
    });

    it.each([
      ['denied', 'APPROVAL_DENIED'],
      ['pending', 'APPROVAL_PENDING'],
      ['expired', 'APPROVAL_EXPIRED'],
    ] as const)('refunds nothing when the approval is %s, and asks once', async (approval, errorCode) => {
      const app = await start();
      app.module.get(TicketSystems).approval = approval;
      const task = await serve(app, { refund_amount: 20_000 });
      expect(stepOf(task, 'get_manager_approval')).toMatchObject({ state: 'error', attempts: 1, error: { errorCode } });
      expect((await app.orchestrator.listTasks({ namespace: 'payments' })).tasks).toEqual([]);
    });

    it.each([
      ['premium', 50_000, 'complete'],
      ['premium', 50_001, 'error'],
      ['standard', 20_000, 'complete'],
      ['standard', 20_001, 'error'],
      ['basic', 10_000, 'complete'],
      ['basic', 10_001, 'error'],
    ])('gives a %s customer %d back: %s', async (tier, amount, state) => {
      const task = await serve(await start(), { customer_tier: tier, refund_amount: amount });
      expect(task.state).toBe(state);
      if (state === 'error') expect(stepOf(task, 'check_refund_policy').error?.errorCode).toBe('POLICY_LIMIT');
    });

    it.each(['resolved', 'closed', 'error'] as const)('fails for good on a ticket that is %s', async (status) => {
      const app = await start();
      app.module.get(TicketSystems).tickets.set('TKT-98765', status);
      const step = stepOf(await serve(app), 'validate_refund_request');
      expect(step).toMatchObject({ attempts: 1, error: { errorCode: 'TICKET_NOT_OPEN', context: { status } } });
    });

    it('fails for good on what the payments team refuses, and says why', async () => {
      const app = await start();
      const step = stepOf(await serve(app, { payment_id: 'cash' }), 'execute_refund_workflow');
      expect(step).toMatchObject({ attempts: 1, error: { errorCode: 'DELEGATION_REFUSED' } });
      expect(step.error?.message).toContain('context.payment_id');
    });

    it('is complete when the payments team fails: each fails on its own', async () => {
      const app = await start();
      app.module.get(PaymentSystems).failNext('refund', 'unavailable', 'unavailable');
      const task = await serve(app);
      expect(task.state).toBe('complete');
      const payments = await delegated(app, task);
      expect(payments.state).toBe('error');
      expect(stepsOf(payments)).toEqual([
        ['validate_payment_eligibility', 'complete', 1],
        ['process_gateway_refund', 'error', 2],
        ['update_payment_records', 'pending', 0],
        ['notify_customer', 'pending', 0],
      ]);
    });
  });
});
