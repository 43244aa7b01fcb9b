import { callerFile } from './caller.file.js';
import { declareTask } from './handler.metadata.js';
import type { TaskHandlerOptions } from './step.options.js';
import type { StepName, UnknownStep } from './step-types.js';

/** `@TaskHandler` where the steps of the class can be checked by the compiler. */
export type TaskClassDecorator<N extends string, D extends string> = <T>(
  target: [D] extends [N | StepName<T>] ? abstract new (...parameters: any[]) => T : UnknownStep<Exclude<D, N | StepName<T>>>,
) => void;

/**
 * Declares a workflow: the class becomes a provider whose decorated methods, and the classes in `steps`, are its steps. The definition may
 * also stand in a file (`yaml`) or be made by code at start-up (`definition`); the class then adds hooks and the methods that steps name.
 * Start-up refuses a definition that cannot work and names the class or file and the step. Subclasses inherit step methods, not the
 * declaration.
 *
 * @example
 * \@TaskHandler({ namespace: 'shop', name: 'process_order', version: '1.0.0', context: OrderContext })
 * class ProcessOrder {
 *   \@StepHandler() validateOrder({ task }: StepExecution<OrderContext>) { return { total: task.context.amount }; }
 * }
 * \@TaskHandler({ yaml: new URL('./refund.yaml', import.meta.url) })
 * class Refund {}
 */
export function TaskHandler<const N extends string = never, const D extends string = never, C extends object = any>(
  options: TaskHandlerOptions<N, D, C>,
): TaskClassDecorator<N, D> {
  const file = typeof (options as { yaml?: unknown } | undefined)?.yaml === 'string' ? callerFile(TaskHandler) : undefined;
  return (target) => declareTask(target as object, { options, file });
}
