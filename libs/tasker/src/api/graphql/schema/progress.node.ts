import type { TaskExplanation } from '../../../orchestration/explanation.js';
import type { StepReadiness } from '../../../orchestration/step.readiness.js';

/** An explanation as an object of the schema. */
export function explanationNode({ state, unblock = [], steps, ...explanation }: TaskExplanation): object {
  return {
    ...explanation,
    status: state,
    unblock,
    steps: steps.map(({ state: status, causes = [], unblock: remedies = [], ...step }) => ({ ...step, status, causes, unblock: remedies })),
  };
}

/** The readiness of a step as an object of the schema. */
export function readinessNode({ currentState, ...readiness }: StepReadiness): object {
  return { ...readiness, currentStatus: currentState };
}
