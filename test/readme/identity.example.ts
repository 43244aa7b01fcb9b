import type { Orchestrator } from 'nestjs-tasker';
import { ProcessOrder } from './workflow.example.js';

/** Asks twice for the same task. */
export async function createdTwice(orchestrator: Orchestrator) {
  // #region identity
  const request = { context: { orderId: 'a-18', amount: 7 }, idempotencyKey: 'order a-18' };
  const first = await orchestrator.createTask(ProcessOrder, request);
  const second = await orchestrator.createTask(ProcessOrder, request); // the same task: second.duplicate is true
  // #endregion
  return [first, second] as const;
}

/** Asks for another task under the same key. */
export async function createdDifferently(orchestrator: Orchestrator) {
  return orchestrator.createTask(ProcessOrder, { context: { orderId: 'a-18', amount: 8 }, idempotencyKey: 'order a-18' });
}
