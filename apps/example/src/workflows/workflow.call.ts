import type { StepExecution } from 'nestjs-tasker';
import type { ServiceCall } from '../services/service.conditions.js';

/** What a service is told with a call made by a step. `subject` is what the call is about: the same one meets the same conditions. */
export function workflowCall(subject: string, { step, signal }: StepExecution): ServiceCall {
  return { orderId: subject, attempt: step.attempt, idempotencyKey: step.idempotencyKey, signal };
}
