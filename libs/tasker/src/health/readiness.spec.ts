import { describe, expect, it } from 'vitest';
import type { DatabaseSigns, HealthReader } from '../database/health.reader.js';
import { problemsOf } from './health.status.js';
import { Readiness } from './readiness.js';
import type { WorkerLoop } from './worker.loop.js';

const SIGNS: DatabaseSigns = { schemaVersion: 2, neededVersion: 2, worker: { heartbeatAgeSeconds: 3, leaseSeconds: 15, isOver: false } };
const LIMITS = { eventLoopDelayMs: 1_000, connectionUtilization: 0.9, errorRate: 0.5, queueAgeMs: 60_000 };

function readiness(signs: Partial<DatabaseSigns> | Error, loop: ReturnType<WorkerLoop['now']> = { workerId: 'w', isRunning: true }) {
  const reader = {
    signs: async () => {
      if (signs instanceof Error) throw signs;
      return { ...SIGNS, ...signs };
    },
  };
  const health = { readinessTimeoutMs: 1_000, cacheMs: 0, thresholds: LIMITS, failWhenUnhealthy: false };
  return new Readiness(reader as unknown as HealthReader, { now: () => loop }, { health });
}

async function running(...given: Parameters<typeof readiness>) {
  const found = readiness(...given);
  found.onApplicationBootstrap();
  const { ready, failedChecks, checks } = await found.check();
  found.onModuleDestroy();
  return { ready, failedChecks, checks };
}

describe('readiness', () => {
  it('begins when the application has started and ends when it begins to close', async () => {
    const found = readiness({});
    const phase = async () => (await found.check()).checks.lifecycle?.message ?? 'running';
    expect(await phase()).toBe('this process is starting');
    found.onApplicationBootstrap();
    expect(await phase()).toBe('running');
    found.onModuleDestroy();
    expect(await phase()).toBe('this process is stopping');
  });

  it.each([
    ['nothing', {}, []],
    ['an older schema', { schemaVersion: 1 }, ['migrations']],
    ['a newer schema, as while a release is rolled out', { schemaVersion: 3 }, []],
    ['a lost lease', { worker: { ...SIGNS.worker!, isOver: true } }, ['worker']],
    ['a worker that is not registered', { worker: null }, ['worker']],
    ['a worker without heartbeats', { worker: { ...SIGNS.worker!, heartbeatAgeSeconds: 15 } }, ['worker']],
    ['no answer', new Error('connect ECONNREFUSED 10.0.0.7:5432'), ['database', 'migrations', 'worker']],
  ])('with %s', async (_, signs, failed) => {
    const { ready, failedChecks, checks } = await running(signs);
    expect([ready, failedChecks]).toEqual([failed.length === 0, failed]);
    expect(JSON.stringify(checks)).not.toContain('10.0.0.7');
  });

  it('asks nothing of a worker where there is none, and asks that a worker claims where there is', async () => {
    expect((await running({ worker: null }, null)).failedChecks).toEqual([]);
    expect((await running({}, { workerId: 'w', isRunning: false })).failedChecks).toEqual(['worker']);
  });
});

describe('the status', () => {
  const fine = {
    readiness: { ready: true },
    counts: { activeConnections: 90, maxConnections: 100 },
    lastHour: { taskThroughput: 10, errorCount: 5 },
    queue: { readySteps: 1, oldestReadySeconds: 60, workers: 1 },
  };
  const judged = (changed: object) => problemsOf({ ...fine, ...changed } as unknown as Parameters<typeof problemsOf>[0], LIMITS);

  it.each([
    [{}, []],
    [{ readiness: { ready: false } }, ['ready']],
    [{ counts: { activeConnections: 91, maxConnections: 100 } }, ['connectionUtilization']],
    [{ lastHour: { taskThroughput: 10, errorCount: 6 } }, ['errorRate']],
    [{ lastHour: { taskThroughput: 0, errorCount: 0 } }, []],
    [{ queue: { readySteps: 1, oldestReadySeconds: 61, workers: 1 } }, ['queueAge']],
    [{ queue: { readySteps: 1, oldestReadySeconds: 1, workers: 0 } }, ['workers']],
    [{ queue: { readySteps: 0, oldestReadySeconds: null, workers: 0 } }, []],
    [{ counts: null, lastHour: null }, []],
  ])('has of %j the problems %j', (changed, problems) => {
    expect(judged(changed)).toEqual(problems);
  });
});
