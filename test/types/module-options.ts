import { Orchestrator, TaskerModule } from 'nestjs-tasker';
import { ProcessOrder } from './method-steps.js';

const database = { url: 'postgres://localhost/orders' };

/** What `forRoot` takes. */
export const modules = () => [
  TaskerModule.forRoot({ database, auth: 'none' }),
  TaskerModule.forRoot({ database, api: false }),
  TaskerModule.forRoot({ database, auth: 'none', api: { path: 'internal/tasks' }, worker: false }),
  // @ts-expect-error with an API, who may use it must be said
  TaskerModule.forRoot({ database }),
  // @ts-expect-error unknown word
  TaskerModule.forRoot({ database, auth: 'nobody' }),
  TaskerModule.forRoot({ database, auth: { authenticator: { authenticate: () => ({ id: 'ann' }) } } }),
  // @ts-expect-error somebody has to say who calls
  TaskerModule.forRoot({ database, auth: { public: ['tasker.metrics:index'] } }),
  // @ts-expect-error what would be ignored is refused
  TaskerModule.forRoot({ database, auth: { authenticator: { authenticate: () => null }, enabled: true } }),
  // @ts-expect-error a span needs a unit that is known
  TaskerModule.forRoot({ database, api: false, worker: { lease: '15 seconds' } }),
  TaskerModule.forRootAsync({ useFactory: () => ({ database, auth: 'none' as const }), api: { path: 'wf' } }),
];

/** The Orchestrator itself gives the types of the handler class. */
export async function byClass(orchestrator: Orchestrator) {
  const task = await orchestrator.createTask(ProcessOrder, { context: { orderId: 'o1', amount: 1 } });
  const done = await orchestrator.waitForTask(task, { timeout: '10s' });
  // @ts-expect-error no such step
  void done.results.charge_paymnt;
  // @ts-expect-error the amount is missing
  await orchestrator.createTask(ProcessOrder, { context: { orderId: 'o1' } });
  return done.results.charge_payment?.chargeId;
}
