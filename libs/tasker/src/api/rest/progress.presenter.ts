import type { ExecutionContext } from '../../orchestration/execution.context.js';
import type { StepReadiness } from '../../orchestration/step.readiness.js';
import { snaked, type Snaked } from './snake.case.js';

/** Whether a step may run, as REST shows it. */
export type ReadinessJson = { readonly workflow_step_id: number; readonly status: string } & Snaked<
  Omit<StepReadiness, 'stepId' | 'currentState'>
>;

/** Where a task stands as a whole, as REST shows it. */
export type ExecutionContextJson = Snaked<ExecutionContext>;

/** The readiness of a step as JSON. */
export function presentReadiness({ stepId, currentState, ...rest }: StepReadiness): ReadinessJson {
  return { workflow_step_id: stepId, status: currentState, ...snaked(rest) };
}

/** An execution context as JSON. */
export function presentExecutionContext(context: ExecutionContext): ExecutionContextJson {
  return snaked(context);
}
