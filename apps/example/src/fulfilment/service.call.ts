import type { StepExecution } from 'nestjs-tasker';
import type { ServiceCall } from '../services/service.conditions.js';
import type { OrderContext } from './order.context.js';

/** What every service of the shop is told with a call made by a step. */
export function serviceCall({ task, step, signal }: StepExecution<OrderContext>): ServiceCall {
  return { orderId: task.context.orderId, attempt: step.attempt, idempotencyKey: step.idempotencyKey, signal };
}
