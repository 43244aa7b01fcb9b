import { Injectable, Logger, type InjectionToken } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { describeFailure } from '../database/database.failure.js';
import { parseDuration } from '../definitions/duration.js';
import type { ExecutedStep, ExecutedTask } from '../definitions/step-execution.js';
import { ConfigurationError } from '../model/errors.js';
import type { Duration } from '../tasker.options.js';
import { LogRecord } from '../events/log.record.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { EngineSettings } from './engine.settings.js';
import { within } from './time.limit.js';

/** How long an answer may take. */
const ANSWER_MS = 5_000;
/** A step that is refused at once again and again would fill the history. */
const LEAST_DELAY_SECONDS = 1;
/** For how long a step is handed back that nobody could decide about, or whose refusal cannot be read. */
const UNDECIDED_SECONDS = 5;
const LONGEST_REASON = 128;
/** As long as the longest wait that a handler may ask for by default. */
const LONGEST_DELAY_SECONDS = 86_400;

/** What a `StepAdmission` is asked about. */
export interface AdmissionRequest {
  readonly task: ExecutedTask;
  readonly step: Pick<ExecutedStep, 'stepId' | 'name' | 'attempt' | 'retryLimit' | 'idempotencyKey' | 'inputs'>;
}

/** A step goes back into the queue: for how long, a second to a day, and why, at most 128 characters; what is beyond is cut. */
export interface AdmissionRefusal {
  readonly delay: Duration;
  readonly reason: string;
}

/**
 * Asked before each claimed step runs: the provider in `worker.admit`. A refusal hands the step back without using up its attempt, with a
 * reason that `explain` shows. One that throws, answers something else, or takes longer than 5 s is logged; the step is handed back for 5 s.
 *
 * @example
 * class OfficeHours implements StepAdmission {
 *   admit({ step }: AdmissionRequest): true | AdmissionRefusal { return isOpen() || { delay: '10m', reason: `closed: ${step.name} waits` }; }
 * }
 */
export interface StepAdmission {
  admit(request: AdmissionRequest): true | AdmissionRefusal | Promise<true | AdmissionRefusal>;
}

/** Why, and for how long, a step is handed back. */
export interface HandBack {
  readonly seconds: number;
  readonly reason: string;
}

/** Asks the application whether a step may run now. */
@Injectable()
export class AdmissionGate {
  private readonly logger = new Logger('TaskerSteps');
  private admission: StepAdmission | undefined;

  constructor(
    private readonly modules: ModuleRef,
    private readonly settings: EngineSettings,
    private readonly filter: ParameterFilter,
  ) {}

  /** Whether every step may run: there is nobody to ask. */
  get isOpen(): boolean {
    return this.admission === undefined;
  }

  /** Finds the provider, before anything is claimed. @throws ConfigurationError when `worker.admit` names none, or one without `admit` */
  open(): void {
    const token = this.settings.worker?.admit;
    if (token === undefined) return;
    const provider = this.find(token);
    if (typeof (provider as Partial<StepAdmission> | undefined)?.admit !== 'function') {
      throw new ConfigurationError(`worker.admit: ${nameOf(token)} has no method admit()`);
    }
    this.admission = provider;
  }

  /** Null when the step may run; never rejects. */
  async ask(request: AdmissionRequest): Promise<HandBack | null> {
    const { admission } = this;
    if (admission === undefined) return null;
    try {
      const asked = Promise.resolve().then(() => admission.admit(request));
      const answer: unknown = await within(asked, ANSWER_MS, () => new Error(`no answer within ${ANSWER_MS} ms`));
      return answer === true ? null : refusal(answer);
    } catch (error) {
      const { task, step } = request;
      const why = this.filter.textFilter([task.context, step.inputs]).text(describeFailure(error));
      const message = `worker.admit could not decide about step '${step.name}' of task ${task.taskId}: ${why}`;
      const ids = {
        task_id: task.taskId,
        step_id: step.stepId,
        step: step.name,
        attempt: step.attempt,
        correlation_id: task.correlationId,
      };
      this.logger.error(new LogRecord(message, { component: 'step_admission', ...ids }));
      return { seconds: UNDECIDED_SECONDS, reason: 'worker.admit could not decide' };
    }
  }

  private find(token: InjectionToken): StepAdmission {
    try {
      return this.modules.get<StepAdmission>(token, { strict: false });
    } catch (cause) {
      throw new ConfigurationError(`worker.admit: there is no provider ${nameOf(token)}: add it to the providers of a module`, { cause });
    }
  }
}

function refusal(answer: unknown): HandBack {
  const { delay, reason } = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<
    Record<keyof AdmissionRefusal, unknown>
  >;
  if (typeof reason !== 'string' || reason === '') throw new TypeError('the answer must be true or { delay, reason }');
  const seconds = Math.min(Math.max(parseDuration(delay, 'delay') / 1000, LEAST_DELAY_SECONDS), LONGEST_DELAY_SECONDS);
  // A text that PostgreSQL cannot keep would fail the whole batch of outcomes.
  const storable = reason.replaceAll('\0', '').toWellFormed();
  return { seconds, reason: Array.from(storable).slice(0, LONGEST_REASON).join('') };
}

function nameOf(token: InjectionToken): string {
  return typeof token === 'function' ? token.name : `'${String(token)}'`;
}
