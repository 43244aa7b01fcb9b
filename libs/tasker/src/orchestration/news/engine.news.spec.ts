import { describe, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import type { ClaimedStep } from '../../database/claimed.step.js';
import type { Outcome } from '../../database/outcome.js';
import type { AdvanceReport } from '../../database/tasker.functions.js';
import type { TaskFacts } from '../../database/transition.document.js';
import { ChangeTeller } from '../../events/change.teller.js';
import { EngineInstruments, type EngineMeter, type EngineTracer } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import type { DefinitionIndex } from '../definition.index.js';
import type { IndexedTask } from '../indexed.task.js';
import { RunFacts } from './attempt.facts.js';
import { EngineNews } from './engine.news.js';
import { NewsDemand } from './news.demand.js';

const NOW = '2026-03-01T09:30:02.000Z';
const indexed = {
  task: { definition: { namespace: 'shop', name: 'order', version: '1.0.0', concurrent: false } },
  stepNames: new Map([[7, 'charge']]),
} as unknown as IndexedTask;
const template = { name: 'charge', queue: 'default', retryable: true, dependsOn: ['reserve'] };

function claimed(taskId: string, over: Partial<ClaimedStep> = {}): ClaimedStep {
  return {
    ...{ taskId, stepId: 2, attempt: 1, namedTaskId: 1, namedStepId: 7, retryLimit: 3, timeoutMs: null, correlationId: 'c', tags: [] },
    ...{ context: { n: 1 }, inputs: null, results: null, parents: null, traceparent: null, lane: 1, waitMs: 12, retried: false },
    ...{ retryOf: null, claimedAt: '2026-03-01T09:30:01.000Z', ...over },
  };
}

function attempt(taskId: string, over?: Partial<ClaimedStep>): RunFacts {
  return new RunFacts({ claimed: claimed(taskId, over), indexed, stepName: 'charge', template: template as never });
}

function outcome(facts: RunFacts, end: object): Outcome {
  const { taskId, stepId, attempt: number } = facts;
  return { taskId, stepId, attempt: number, ...end, about: { facts, seconds: 0.5 } } as Outcome;
}
const completed = { kind: 'completed', results: '{"id":1}' };
const failed = { kind: 'failed', error: '{"message":"no","errorClass":"E"}', permanent: false, retryAfter: null };

function report(over: Partial<AdvanceReport> = {}): AdvanceReport {
  return {
    ...{ claimed: [], held: [], settled: [], rested: [], leftOver: false, released: [], marks: [], aged: [], units: null },
    ...{ dueInMs: null, scanMs: null, now: NOW, started: [], facts: new Map(), ...over },
  };
}

function scene({
  heard = true,
  meter = null,
  tracer = null,
}: { heard?: boolean; meter?: EngineMeter | null; tracer?: EngineTracer | null } = {}) {
  const bus = new EventBus();
  const told: [string, any][] = [];
  const announce = vi.spyOn(bus, 'announce').mockImplementation((name, make) => void told.push([name, make()]));
  const later = vi.spyOn(bus, 'announceLasting').mockImplementation((name, source) => void told.push([name, source.payloadOf(name)]));
  if (heard) bus.subscribe('*', () => undefined);
  const instruments = Object.assign(new EngineInstruments(), { meter, tracer });
  const definitions = { byNamedTask: (id: number) => (id === 1 ? indexed : undefined) } as unknown as DefinitionIndex;
  const teller = new ChangeTeller(bus, parameterFilter());
  const demand = new NewsDemand(bus, instruments);
  return { news: new EngineNews(bus, teller, instruments, definitions, demand), told, bus, announce, later, demand };
}
const names = (told: [string, any][]) => told.map(([name]) => name);

const facts = {
  ...{ taskId: 'a', namespace: 'shop', name: 'order', version: '1.0.0', state: 'complete', paused: false, correlationId: null },
  ...{ requestedAt: '2026-03-01T09:30:00.000Z', startedAt: '2026-03-01T09:30:01.000Z', finishedAt: NOW, traceparent: null },
  ...{ priority: 0, initiator: 'x', sourceSystem: 'y', reason: 'z', tags: [], failedSteps: null },
  steps: { total: 2, pending: 0, inProgress: 0, completed: 2, failed: 0, ready: 0, waiting: 0, blocked: 0 },
} as TaskFacts;

describe('what the worker loop has committed', () => {
  it('is told outcome by outcome, refused ones as lost, held ones not at all', () => {
    const { news, told } = scene();
    const [done, lost, held] = [attempt('a'), attempt('b'), attempt('c')];
    const outcomes = [outcome(done, completed), outcome(lost, completed), outcome(held, completed)];
    const settled = [{ taskId: 'b', stepId: 2, attempt: 1, state: 'rejected', readyInSeconds: null }] as const;
    news.advanced(outcomes, report({ settled, held: [{ taskId: 'c', stepId: 2, attempt: 1 }] }));
    expect(names(told)).toEqual(['step.completed', 'workflow.step_completed', 'step.claim_lost', 'workflow.steps_execution_completed']);
    expect(told[0]![1]).toMatchObject({ taskId: 'a', stepResults: { id: 1 }, executionDuration: 1, queueTime: 0.012 });
    expect(told[2]![1]).toMatchObject({ taskId: 'b', stepName: 'charge', attemptNumber: 1, completedAt: null });
    expect(told[3]![1]).toMatchObject({ taskId: 'a', processedCount: 1, successfulCount: 1, processingMode: 'sequential' });
  });

  it.each([
    ['again', { readyInSeconds: 4 }, 1, { permanent: false }, 'observability.step.backoff'],
    ['when its task is resumed', { readyInSeconds: null, parkedSeconds: 4 }, 1, {}, 'observability.step.backoff'],
    ['no more: all attempts are made', { readyInSeconds: null }, 3, {}, 'observability.step.max_retries_reached'],
    ['no more: it is permanent', { readyInSeconds: null }, 1, { permanent: true }, 'workflow.step_failed'],
    [
      'no more: it is permanent, though its attempts are made too',
      { readyInSeconds: null },
      3,
      { permanent: true },
      'workflow.step_failed',
    ],
  ])('says that a failed attempt is tried %s', (_, rows, number, end, last) => {
    const { news, told } = scene();
    const facts = attempt('a', { attempt: number });
    const settled = [{ taskId: 'a', stepId: 2, attempt: number, state: 'error' as const, ...rows }];
    news.advanced([outcome(facts, { ...failed, ...end })], report({ settled }));
    expect(names(told).at(-2)).toBe(last);
    expect(told[0]![1]).toMatchObject({ willRetry: last.endsWith('backoff'), isRetryable: !last.endsWith('failed'), errorClass: 'E' });
  });

  it('tells of tasks that rest with their figures, and not of those that nobody asked for when the call was sent', () => {
    const rested = vi.fn();
    const tracer = { isActive: true, rested } as unknown as EngineTracer;
    const { news, told } = scene({ tracer });
    const outcomes = ['a', 'b'].map((taskId) => outcome(attempt(taskId), completed));
    const rests = ['a', 'b'].map((taskId) => ({ taskId, state: 'complete', seconds: 2 }));
    news.advanced(outcomes, report({ rested: rests, facts: new Map([['a', facts]]) }));
    expect(names(told).filter((name) => name.startsWith('task.'))).toEqual(['task.completed']);
    expect(told.find(([name]) => name === 'task.completed')![1]).toMatchObject({
      taskId: 'a',
      totalExecutionDuration: 2,
      completionPercentage: 100,
    });
    expect(rested.mock.calls).toMatchObject([[{ taskId: 'a', state: 'complete', totalSteps: 2, startedAt: new Date(facts.startedAt!) }]]);
  });

  it('tells of starts before steps, of claims task by task, and leaves out definitions that it does not know', () => {
    const { news, told } = scene();
    const claims = [claimed('a'), claimed('b'), claimed('a', { stepId: 3, namedStepId: 8 }), claimed('x', { namedTaskId: 9 })];
    news.advanced([], report({ claimed: claims, started: ['b', 'x'], facts: new Map([['b', { ...facts, taskId: 'b' }]]) }));
    expect(told.map(([name, { taskId }]) => `${name} ${taskId}`)).toEqual([
      ...['task.before_transition b', 'task.start_requested b', 'workflow.task_started b', 'observability.task.handle b'],
      ...['workflow.viable_steps_discovered a', 'workflow.steps_execution_started a'],
      ...['workflow.viable_steps_discovered b', 'workflow.steps_execution_started b'],
    ]);
    expect(told[1]![1]).toMatchObject({ totalSteps: 2, taskContext: { n: 1 }, currentExecutionDuration: 2 });
    expect(told[4]![1]).toMatchObject({ stepIds: [2, 3], stepNames: ['charge'], stepCount: 2, viableCount: 2, correlationId: 'c' });
  });

  it('names a claim that repeats a failed attempt a retry', () => {
    const { news, told } = scene();
    news.claimed(attempt('a', { attempt: 2, retried: true }));
    expect(names(told)).toEqual(['step.retry_requested', 'step.before_transition', 'step.execution_requested', 'step.before_handle']);
    expect(told[2]![1]).toMatchObject({ stepDependencies: ['reserve'], stepInputs: { n: 1 }, queueTime: 0.012, attemptNumber: 2 });
  });

  it('is counted where only a meter watches, without an event', () => {
    const meter = { ended: vi.fn(), claimed: vi.fn(), rested: vi.fn() } as unknown as EngineMeter;
    const { news, announce, later } = scene({ heard: false, meter });
    const ends = [
      outcome(attempt('a'), completed),
      outcome(attempt('b'), failed),
      outcome(attempt('c'), { kind: 'returned', delaySeconds: 0 }),
    ];
    const settled = [
      { taskId: 'b', stepId: 2, attempt: 1, state: 'error', readyInSeconds: 4 },
      { taskId: 'c', stepId: 2, attempt: 1, state: 'pending', readyInSeconds: 0 },
    ] as const;
    news.advanced(ends, report({ settled, rested: [{ taskId: 'a', state: 'complete', seconds: 2 }] }));
    news.claimed(attempt('a'));
    expect(vi.mocked(meter.ended).mock.calls.map(([{ taskId }, end, seconds]) => [taskId, end, seconds])).toEqual([
      ['a', 'completed', 0.5],
      ['b', 'retrying', 0.5],
      ['c', 'returned', 0.5],
    ]);
    expect(vi.mocked(meter.rested).mock.calls).toMatchObject([[{ taskId: 'a' }, 'complete', 2]]);
    expect([vi.mocked(meter.claimed).mock.calls.length, announce.mock.calls.length, later.mock.calls.length]).toEqual([1, 0, 0]);
  });

  it('asks for figures of tasks only where somebody wants events of tasks, or spans', () => {
    const { demand, bus } = scene({ heard: false });
    expect([demand.isWanted, demand.isTold, demand.wantsFacts]).toEqual([false, false, null]);
    bus.subscribe('step.*', () => undefined);
    expect([demand.isWanted, demand.isTold, demand.wantsFacts]).toEqual([true, true, null]);
    bus.subscribe('workflow.task_failed', () => undefined);
    expect(demand.wantsFacts).toBe('rested');
    bus.subscribe('task.start_requested', () => undefined);
    expect(demand.wantsFacts).toBe('all');
    const traced = scene({ heard: false, tracer: { isActive: true } as EngineTracer }).demand;
    expect([traced.isWanted, traced.isTold, traced.wantsFacts]).toEqual([true, true, 'rested']);
    expect(scene({ heard: false, meter: {} as EngineMeter }).demand).toMatchObject({ isWanted: true, isTold: false, wantsFacts: null });
  });
});
