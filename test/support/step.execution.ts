import type { StepExecution } from 'nestjs-tasker';

/** What may differ from the execution of a first attempt of a step called `call_service`. */
export interface FakedParts {
  readonly config?: Record<string, unknown>;
  readonly task?: Partial<StepExecution['task']>;
  readonly inputs?: unknown;
  readonly results?: unknown;
  readonly signal?: AbortSignal;
}

/** The execution of a step, for handlers that are called without an engine. */
export function fakeExecution({ config = {}, task, inputs = {}, results = {}, signal }: FakedParts = {}): StepExecution {
  const silent = (): void => undefined;
  return {
    task: {
      taskId: 't1',
      namespace: 'default',
      name: 'sample',
      version: '1.0.0',
      context: {},
      correlationId: 'c-1',
      traceparent: null,
      tags: [],
      ...task,
    },
    step: { stepId: 1, name: 'call_service', attempt: 1, retryLimit: 3, idempotencyKey: 't1:1', inputs, config, results },
    sequence: { results: () => ({}), find: () => undefined, steps: [] } as unknown as StepExecution['sequence'],
    logger: { debug: silent, log: silent, warn: silent, error: silent },
    publish: silent,
    signal: signal ?? new AbortController().signal,
  };
}
