import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type Provider } from '@nestjs/common';
import { RetryableError, StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { stepMarks } from './step.marks.js';

/** A result of about 100 bytes as JSON. */
const RESULT = { outcome: 'done', reference: 'a4d1c0f2-93b7-4e58', note: 'nothing was done, and it was done at once' };

/** What the tasks of the latency studies are created with; what is left out is not used. */
export interface LatencyContext {
  /** Seconds after which the first attempt asks to be repeated. */
  readonly retrySeconds?: number;
  /** How long the step lasts, in milliseconds. */
  readonly holdMs?: number;
}

function mark({ task: { taskId }, step: { name, attempt } }: StepExecution<LatencyContext>): void {
  stepMarks.add({ taskId, step: name, attempt });
}

/** Notes when it is called, and ends at once. */
@Injectable()
@StepHandler()
class MarkedStep implements StepHandler {
  process(execution: StepExecution<LatencyContext>) {
    mark(execution);
    return RESULT;
  }
}

/** Fails at first and asks to be called again; ends at once then. */
@Injectable()
@StepHandler()
class RetriedStep implements StepHandler {
  process(execution: StepExecution<LatencyContext>) {
    mark(execution);
    const { retrySeconds } = execution.task.context;
    if (execution.step.attempt === 1) throw new RetryableError('not yet', { retryAfter: retrySeconds });
    return RESULT;
  }
}

/** Takes a slot of its worker for a while. */
@Injectable()
@StepHandler()
class HoldingStep implements StepHandler {
  async process(execution: StepExecution<LatencyContext>) {
    mark(execution);
    await delay(execution.task.context.holdMs ?? 0);
    return RESULT;
  }
}

@TaskHandler({ name: 'latency_single', steps: [{ name: 'only', handler: MarkedStep }] })
class SingleStep {}

const NAMES = ['first', 'second', 'third', 'fourth', 'fifth'];
const linear = (queueOf: (place: number) => string) =>
  NAMES.map((name, place) => ({
    name,
    handler: MarkedStep,
    queue: queueOf(place),
    ...(place === 0 ? {} : { dependsOn: NAMES[place - 1]! }),
  }));

@TaskHandler({ name: 'latency_linear', steps: linear(() => 'default') })
class LinearSteps {}

/** Its steps belong to two workers in turn. */
@TaskHandler({ name: 'latency_hops', steps: linear((place) => (place % 2 === 0 ? 'left' : 'right')) })
class HoppingSteps {}

@TaskHandler({ name: 'latency_retry', steps: [{ name: 'again', handler: RetriedStep }] })
class RetriedTask {}

@TaskHandler({ name: 'latency_hold_left', steps: [{ name: 'hold', handler: HoldingStep, queue: 'left' }] })
class LeftHold {}

@TaskHandler({ name: 'latency_hold_right', steps: [{ name: 'hold', handler: HoldingStep, queue: 'right' }] })
class RightHold {}

/** Every workflow of the latency studies, and what runs their steps. */
export const LATENCY_PROVIDERS: readonly Provider[] = [
  MarkedStep,
  RetriedStep,
  HoldingStep,
  SingleStep,
  LinearSteps,
  HoppingSteps,
  RetriedTask,
  LeftHold,
  RightHold,
];

/** Names of the workflows. */
export type LatencyWorkflow =
  'latency_single' | 'latency_linear' | 'latency_hops' | 'latency_retry' | 'latency_hold_left' | 'latency_hold_right';
