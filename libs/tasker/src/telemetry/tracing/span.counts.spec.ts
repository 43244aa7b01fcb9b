import { afterEach, beforeEach, expect, it } from 'vitest';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import { api, sdk } from '../../../../../test/support/tracing.js';
import type { AttemptFacts } from '../../events/engine.instruments.js';
import { SpanKit } from './span.kit.js';
import { TaskTracer } from './task.tracer.js';
import { traceLibrary } from './trace.library.js';

const TASK = { taskId: '0190-id', namespace: 'shop', name: 'order', version: '1.2.0', correlationId: 'c-7' };
const ATTEMPT: AttemptFacts = {
  ...{ ...TASK, stepId: 3, step: 'pay', declaredStep: 'pay', queue: 'default', attempt: 1, retryLimit: 5 },
  ...{ context: {}, given: [], traceparent: null, retryOf: null, waitMs: 2_000 },
};

beforeEach(() => void new sdk.NodeTracerProvider({ spanProcessors: [] }).register());
afterEach(() => {
  for (const part of [api.trace, api.context, api.propagation]) part.disable();
});

it('spans that have begun are active until they end; a wait and a rest begin and end at once', () => {
  const kit = new SpanKit(traceLibrary()!, parameterFilter());
  const tracer = new TaskTracer(kit);
  const counted = () => [kit.counts.started, kit.counts.active, kit.counts.failures];
  const creation = tracer.creation(TASK, null)!;
  expect(counted()).toEqual([1, 1, 0]);
  const attempt = tracer.attempt(ATTEMPT)!;
  expect(counted()).toEqual([3, 2, 0]);
  creation.end({});
  attempt.end('completed');
  attempt.end('completed');
  expect(counted()).toEqual([3, 0, 0]);
  const at = new Date();
  const steps = { totalSteps: 1, completedSteps: 1, failedSteps: 0 };
  tracer.rested({ ...TASK, ...steps, state: 'complete', requestedAt: at, startedAt: at, at, traceparent: null, error: null, context: {} });
  expect(counted()).toEqual([4, 0, 0]);
});
