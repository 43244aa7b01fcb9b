import type { JsonObject } from '../model/json.js';
import { isContentClass } from './content.check.js';
import { parseDuration } from './duration.js';
import { apiBackoff, apiRetryLimit } from './handlers/api.config.js';
import { apiStepProblems, isApiStepHandler } from './handlers/api.step-handler.js';
import { backoffProfile } from './step.backoff.js';
import type { StepDeclaration } from './step.declaration.js';
import type { StepOptions } from './step.options.js';
import type { StepTemplate } from './task-definition.js';

/** What holds for the steps of a task that do not say. */
export interface StepDefaults {
  readonly retryLimit: number;
  readonly retryable: boolean;
  readonly dependentSystem: string;
  readonly handlerConfig: JsonObject | undefined;
}

/** A checked step with every default applied. */
export function stepTemplate({ name, options, handledBy, stepClass }: StepDeclaration, defaults: StepDefaults): StepTemplate {
  const handlerConfig = mergedConfig(defaults.handlerConfig, options.handlerConfig);
  const api = (isApiStepHandler(stepClass) ? handlerConfig : undefined) ?? {};
  const backoff = options.backoff ?? apiBackoff(api);
  return {
    name,
    description: options.description,
    dependsOn: [options.dependsOn ?? []].flat(),
    retryLimit: options.retryLimit ?? apiRetryLimit(api) ?? defaults.retryLimit,
    ...withOwnDefaults(options, defaults),
    priority: options.priority,
    timeout: options.timeout === undefined ? undefined : parseDuration(options.timeout, `${handledBy}: 'timeout'`),
    backoff: backoff === undefined ? undefined : backoffProfile(backoff),
    resultSchema: options.result === undefined || isContentClass(options.result) ? undefined : options.result,
    customEvents: options.customEvents,
    concurrencyKey: options.concurrencyKey,
    concurrencyLimit: options.concurrencyLimit,
    handlerConfig,
    handledBy,
  };
}

function withOwnDefaults({ retryable, skippable, queue, dependentSystem }: StepOptions, defaults: StepDefaults) {
  return {
    retryable: retryable ?? defaults.retryable,
    skippable: skippable ?? false,
    queue: queue ?? 'default',
    dependentSystem: dependentSystem ?? defaults.dependentSystem,
  };
}

/** The settings of a step's handler: the task's with the step's laid over them, key by key. */
function mergedConfig(task: JsonObject | undefined, step: JsonObject | undefined): JsonObject | undefined {
  if (task === undefined || step === undefined) return step ?? task;
  return { ...task, ...step };
}

/** Everything wrong with the settings of a step whose class calls an HTTP service, the task's settings included. */
export function apiProblems({ options, stepClass, at, handledBy }: StepDeclaration, task: JsonObject | undefined): string[] {
  const config = mergedConfig(task, options.handlerConfig);
  if (stepClass === undefined || !isApiStepHandler(stepClass)) {
    if (config?.['type'] !== 'api') return [];
    return [`${at(['handlerConfig', 'type'])} is 'api', but ${handledBy} does not extend ApiStepHandler`];
  }
  const retries = apiRetryLimit(config ?? {});
  const twice = retries !== undefined && options.retryLimit !== undefined && retries !== options.retryLimit;
  const contradiction = twice
    ? [`${at(['handlerConfig', 'retries'])} means ${retries} attempts, but the retry limit is ${options.retryLimit}: give one of them`]
    : [];
  return [
    ...apiStepProblems(stepClass, config ?? {}).map(({ path, message }) => `${at(['handlerConfig', ...path])} ${message}`),
    ...contradiction,
  ];
}
