import { declareTask } from './handler.metadata.js';
import type { TaskHandlerOptions } from './step.options.js';
import type { StepName, UnknownStep } from './step-types.js';

/**
 * Declares a workflow: the class becomes a provider whose decorated methods, and the classes in `steps`, are its steps.
 * Start-up refuses a definition that cannot work and names the class and the step. Subclasses inherit step methods, not the declaration.
 *
 * @example
 * \@TaskHandler({ namespace: 'shop', name: 'process_order', version: '1.0.0', context: OrderContext })
 * class ProcessOrder {
 *   \@StepHandler() validateOrder({ task }: StepExecution<OrderContext>) { return { total: task.context.amount }; }
 * }
 */
export function TaskHandler<const N extends string = never, const D extends string = never, C extends object = any>(
  options: TaskHandlerOptions<N, D, C>,
): <T>(
  target: [D] extends [N | StepName<T>] ? abstract new (...parameters: any[]) => T : UnknownStep<Exclude<D, N | StepName<T>>>,
) => void {
  return (target) => declareTask(target as object, options);
}
