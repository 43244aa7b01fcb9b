import type { Type } from '@nestjs/common';
import { stepNameOf } from '../definitions/step.reference.js';
import type { ExecutedStep, ExecutedTask, Sequence, StepExecution } from '../definitions/step-execution.js';
import { PermanentError } from '../model/errors.js';
import { contextInstance } from './context.instance.js';
import type { StepRun } from './step.run.js';

/** What a handler receives for one attempt. The signal and a DTO context are made when they are first read: most steps read neither. */
export class StepContext implements StepExecution {
  readonly task: ExecutedTask;
  readonly step: ExecutedStep;
  readonly sequence: Sequence;
  private controller: AbortController | undefined;
  private abortReason: Error | undefined;

  constructor({ claimed, indexed, stepName }: StepRun) {
    const { definition, contextType } = indexed.task;
    this.task = {
      taskId: claimed.taskId,
      namespace: definition.namespace,
      name: definition.name,
      version: definition.version,
      correlationId: claimed.correlationId,
      tags: claimed.tags,
      context: claimed.context,
    };
    if (contextType !== undefined) defineLazily(this.task, 'context', () => contextInstance(contextType, claimed.context));
    this.step = {
      stepId: claimed.stepId,
      name: stepName,
      attempt: claimed.attempt,
      retryLimit: claimed.retryLimit,
      idempotencyKey: `${claimed.taskId}:${claimed.stepId}`,
      inputs: claimed.inputs ?? claimed.context,
    };
    this.sequence = { results: (step: string | Type<unknown>) => resultOf(step, { claimed, indexed, stepName }) } as Sequence;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  abort(reason: Error): void {
    this.abortReason ??= reason;
    this.controller?.abort(reason);
  }
}

function defineLazily(target: object, key: string, make: () => unknown): void {
  Object.defineProperty(target, key, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(target, key, { value, enumerable: true });
      return value;
    },
  });
}

function resultOf(reference: string | Type<unknown>, { claimed, indexed, stepName: reader }: StepRun): unknown {
  const name = stepNameOf(indexed.task, reference);
  const id = indexed.stepIds.get(name);
  const parents = claimed.parents;
  if (id !== undefined && parents !== null && Object.hasOwn(parents, id)) return parents[id];
  throw new PermanentError(`step '${reader}' reads the result of '${name}' but does not depend on it: add '${name}' to its dependsOn`, {
    errorCode: 'NOT_A_DEPENDENCY',
  });
}
