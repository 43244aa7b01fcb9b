import { fillVariables } from '../definitions/config.variables.js';
import type { ExecutedStep } from '../definitions/step-execution.js';
import type { JsonObject } from '../model/json.js';
import type { StepRun, StepSurroundings } from './step.run.js';

const NO_CONFIG: JsonObject = Object.freeze({});

/** The running attempt as its handler sees it. Settings are filled in when they are first read: most steps have none. */
export class StepAttempt implements ExecutedStep {
  readonly stepId: number;
  readonly name: string;
  readonly attempt: number;
  readonly retryLimit: number;
  readonly idempotencyKey: string;
  readonly inputs: unknown;
  /** Whether the handler has set its result itself. */
  assigned = false;
  private readonly declared: JsonObject | undefined;
  #config: JsonObject | undefined;
  #results: unknown;

  constructor(
    { claimed, stepName, template }: StepRun,
    context: unknown,
    private readonly surroundings: StepSurroundings,
  ) {
    this.stepId = claimed.stepId;
    this.name = stepName;
    this.attempt = claimed.attempt;
    this.retryLimit = claimed.retryLimit;
    this.idempotencyKey = `${claimed.taskId}:${claimed.stepId}`;
    this.inputs = claimed.inputs ?? context;
    this.#results = claimed.results ?? {};
    this.declared = template.handlerConfig;
  }

  get config(): JsonObject {
    return (this.#config ??= this.declared === undefined ? NO_CONFIG : fillVariables(this.declared, this.surroundings.variables));
  }

  get results(): unknown {
    return this.#results;
  }

  set results(value: unknown) {
    this.assigned = true;
    this.#results = value;
  }
}
