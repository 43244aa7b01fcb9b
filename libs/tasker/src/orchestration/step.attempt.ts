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
  #config: JsonObject | undefined;
  #results: unknown;

  constructor(
    { claimed, stepName, template }: StepRun,
    private readonly surroundings: StepSurroundings,
  ) {
    this.stepId = claimed.stepId;
    this.name = stepName;
    this.attempt = claimed.attempt;
    this.retryLimit = claimed.retryLimit;
    this.idempotencyKey = `${claimed.taskId}:${claimed.stepId}`;
    this.inputs = claimed.inputs ?? claimed.context;
    this.#results = claimed.results ?? {};
    if (template.handlerConfig === undefined) this.#config = NO_CONFIG;
    else this.declaredConfig = template.handlerConfig;
  }

  private readonly declaredConfig: JsonObject = NO_CONFIG;

  get config(): JsonObject {
    return (this.#config ??= fillVariables(this.declaredConfig, this.surroundings.variables));
  }

  get results(): unknown {
    return this.#results;
  }

  set results(value: unknown) {
    this.assigned = true;
    this.#results = value;
  }
}
