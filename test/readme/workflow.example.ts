import { PaymentGateway, Warehouse } from './shop.services.js';
// #region workflow
import { Module } from '@nestjs/common';
import { Orchestrator, PermanentError, StepHandler, TaskerModule, TaskHandler, type StepExecution } from 'nestjs-tasker';

interface Order {
  orderId: string;
  amount: number;
}

@TaskHandler({ namespace: 'shop', name: 'process_order', version: '1.0.0' })
export class ProcessOrder {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly warehouse: Warehouse,
  ) {}

  @StepHandler()
  validateOrder({ task }: StepExecution<Order>) {
    if (task.context.amount <= 0) throw new PermanentError('nothing to pay'); // no retry
    return { total: task.context.amount };
  }

  @StepHandler({ dependsOn: 'validate_order' })
  reserveStock({ task, signal }: StepExecution<Order>) {
    return this.warehouse.reserve(task.context.orderId, { signal });
  }

  @StepHandler({ dependsOn: 'validate_order', retryLimit: 5, timeout: '10s' })
  chargePayment({ sequence, step }: StepExecution<Order, ProcessOrder>) {
    // naming the class types results()
    return this.gateway.charge(sequence.results('validate_order').total, step.idempotencyKey);
  }

  @StepHandler({ dependsOn: ['reserve_stock', 'charge_payment'] }) // a typo here does not compile
  ship({ task }: StepExecution<Order>) {
    return { shipped: task.context.orderId };
  }
}

@Module({
  imports: [TaskerModule.forRoot({ database: { url: process.env.DATABASE_URL! }, auth: 'none' })],
  providers: [ProcessOrder, PaymentGateway, Warehouse],
})
export class AppModule {}
// #endregion

/** Runs the example. */
export async function orderOnce(orchestrator: Orchestrator) {
  // #region create
  const task = await orchestrator.createTask(ProcessOrder, { context: { orderId: 'a-17', amount: 42 } });
  const done = await orchestrator.waitForTask(task, { timeout: '30s' });
  const charge = done.results.charge_payment?.chargeId; // typed
  // #endregion
  return { done, charge };
}
