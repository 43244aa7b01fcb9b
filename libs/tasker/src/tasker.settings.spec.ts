import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DEPENDENCY_GRAPH } from './analysis/graph/dependency-graph.settings.js';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';
import type { TaskerOptions } from './tasker.options.js';

const url = 'postgres://localhost/orders';
const dataSource = new DataSource({ type: 'postgres' });
const settings = (options: object = {}, { api = false } = {}) => taskerSettings({ database: { url }, ...options }, { api });

function refusal(options: unknown, { api = false } = {}): string {
  try {
    taskerSettings(options as TaskerOptions, { api });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
  throw new Error('it was accepted');
}
const refused = (options: object) => refusal({ database: { url }, ...options });

/** Groups whose options a spec beside their section goes through. */
const IN_OTHER_SPECS = {
  auth: expect.anything(),
  cache: expect.anything(),
  bottlenecks: expect.anything(),
  diagrams: expect.anything(),
  graphql: expect.anything(),
  live: expect.anything(),
  health: expect.anything(),
};

describe('the settings', () => {
  it('have a default for everything but the database', () => {
    expect(settings()).toEqual({
      database: {
        connection: { url },
        schema: 'tasker',
        migrate: true,
        poolSize: 10,
        connectTimeoutMs: 30_000,
        pooler: null,
        preparedStatements: null,
      },
      worker: { queues: ['default'], minConcurrency: 3, maxConcurrency: 64, pollMs: null, leaseMs: 15_000, drainMs: 30_000 },
      backoff: { seconds: null, max: 30, multiplier: 2, jitter: 0.1 },
      maxRetryAfterSeconds: 3_600,
      defaultStepTimeoutMs: null,
      limits: { contextBytes: 1_048_576, resultBytes: 1_048_576, steps: 10_000 },
      identity: { strategy: 'none', custom: undefined, windowSeconds: 60, onDuplicate: 'return' },
      sharedLimits: [],
      priorityMaxWaitMs: 60_000,
      staleness: {
        limits: { waitingMs: 3_600_000, lifetimeMs: 86_400_000, lostAttempts: 3, fail: false },
        intervalMs: 60_000,
      },
      retention: {
        afterMs: null,
        archive: false,
        batchSize: 500,
        intervalMs: 60_000,
        states: ['complete', 'cancelled', 'resolved_manually'],
      },
      definitions: {
        directory: resolve('config/tasker/tasks'),
        directoryRequired: false,
        environment: process.env['NODE_ENV'],
        environments: ['development', 'test', 'staging', 'production'],
        variables: process.env,
        moduleNamespace: undefined,
      },
      events: {
        queueSize: 10_000,
        subscriptions: 'config/tasker/subscriptions',
        subscriptionsRequired: false,
        delivery: { pollMs: 1_000, concurrency: 10, batchSize: 200, maxAttempts: 10, timeoutMs: 30_000, maxAgeMs: 604_800_000 },
      },
      telemetry: {
        tracing: true,
        metrics: { prefix: 'tasker', port: null, host: '127.0.0.1', intervalMs: 5_000 },
        exports: [],
        correlationIdHeader: 'X-Correlation-ID',
      },
      filter: {
        parameters: ['passw', 'email', 'secret', 'token', '_key', 'crypt', 'salt', 'certificate', 'otp', 'ssn'],
        mask: '[FILTERED]',
      },
      dependencyGraph: DEFAULT_DEPENDENCY_GRAPH,
      analytics: { intervalMs: 15_000, keepMs: 2_592_000_000, maxAgeMs: 30_000 },
      ...IN_OTHER_SPECS,
    });
    const undefinedGroups = {
      worker: undefined,
      backoff: undefined,
      execution: undefined,
      limits: undefined,
      auth: undefined,
      definitions: undefined,
      identity: undefined,
      queues: undefined,
      dependentSystems: undefined,
      priority: undefined,
      staleness: undefined,
      retention: undefined,
      events: undefined,
      telemetry: undefined,
      dependencyGraph: undefined,
      analytics: undefined,
      cache: undefined,
      environments: undefined,
    };
    expect(settings(undefinedGroups)).toEqual(settings());
  });

  it('have everything that the options say', () => {
    const options = {
      database: { url, schema: 'wf', migrate: false, poolSize: 4, connectTimeout: '1s', pooler: 'transaction', preparedStatements: true },
      worker: { concurrency: 8, queues: ['a', 'b'], pollInterval: 10, lease: '1s', drainTimeout: 0, admit: 'admission' },
      backoff: {
        defaultBackoffSeconds: [0, 1.5],
        maxBackoffSeconds: 9,
        backoffMultiplier: 1,
        jitterMaxPercentage: 1,
        maxRetryAfter: '1500ms',
      },
      execution: { minConcurrentSteps: 2, maxConcurrentStepsLimit: 6, defaultStepTimeout: '2m' },
      limits: { contextBytes: 2, resultBytes: 100_000_000, steps: 1 },
      identity: { strategy: 'custom', custom: () => 'same', window: '2s', onDuplicate: 'refuse' },
      queues: { slow: { concurrency: 2 } },
      dependentSystems: { bank: { rate: { limit: 3, per: '1s' } } },
      priority: { maxWait: '2s' },
      staleness: { waiting: false, lifetime: '2h', lostAttempts: false, action: 'fail', interval: '1s' },
      retention: { after: '36500d', action: 'archive', batchSize: 1, interval: '2s', states: ['error', 'complete', 'error'] },
      definitions: { directory: 'tasks', environment: 'qa', environments: ['qa'], defaultModuleNamespace: 'Shop' },
      events: {
        queueSize: 1,
        subscriptions: 'subs',
        durable: { pollInterval: 10, concurrency: 1, batchSize: 2, maxAttempts: 3, timeout: 4, maxAge: '20d' },
      },
      telemetry: {
        tracing: false,
        metrics: { prefix: 'wf', port: 0, host: '0.0.0.0', interval: 100 },
        exports: [{ format: 'csv', every: '1s', directory: 'out', options: { separator: ';' } }, { format: 'json' }],
        filterParameters: [/^card$/, 'pin'],
        filterMask: '***',
        correlationIdHeader: 'X-Request-Id',
      },
      dependencyGraph: { severityThresholds: { critical: 200, medium: 0 }, severityMultipliers: { errorState: 3.5 } },
      analytics: { interval: '1s', retention: '1d', maxAge: 0 },
    };
    expect(settings(options)).toEqual({
      database: {
        connection: { url },
        schema: 'wf',
        migrate: false,
        poolSize: 4,
        connectTimeoutMs: 1_000,
        pooler: 'transaction',
        preparedStatements: true,
      },
      worker: { queues: ['a', 'b'], minConcurrency: 2, maxConcurrency: 6, pollMs: 10, leaseMs: 1_000, drainMs: 0, admit: 'admission' },
      backoff: { seconds: [0, 1.5], max: 9, multiplier: 1, jitter: 1 },
      maxRetryAfterSeconds: 1.5,
      defaultStepTimeoutMs: 120_000,
      limits: { contextBytes: 2, resultBytes: 100_000_000, steps: 1 },
      identity: { strategy: 'custom', custom: options.identity.custom, windowSeconds: 2, onDuplicate: 'refuse' },
      sharedLimits: [
        { kind: 'queue', name: 'slow', max_running: 2 },
        { kind: 'system', name: 'bank', rate: 3, per_seconds: 1, burst: 3 },
      ],
      priorityMaxWaitMs: 2_000,
      staleness: { limits: { waitingMs: null, lifetimeMs: 7_200_000, lostAttempts: null, fail: true }, intervalMs: 1_000 },
      retention: { afterMs: 3_153_600_000_000, archive: true, batchSize: 1, intervalMs: 2_000, states: ['error', 'complete'] },
      definitions: {
        directory: resolve('tasks'),
        directoryRequired: true,
        environment: 'qa',
        environments: ['development', 'test', 'staging', 'production', 'qa'],
        variables: process.env,
        moduleNamespace: 'Shop',
      },
      events: {
        queueSize: 1,
        subscriptions: 'subs',
        subscriptionsRequired: true,
        delivery: { pollMs: 10, concurrency: 1, batchSize: 2, maxAttempts: 3, timeoutMs: 4, maxAgeMs: 1_728_000_000 },
      },
      telemetry: {
        tracing: false,
        metrics: { prefix: 'wf', port: 0, host: '0.0.0.0', intervalMs: 100 },
        exports: [
          { format: 'csv', everyMs: 1_000, directory: 'out', options: { separator: ';' } },
          { format: 'json', everyMs: 60_000, directory: null, options: {} },
        ],
        correlationIdHeader: 'X-Request-Id',
      },
      filter: { parameters: [/^card$/, 'pin'], mask: '***' },
      dependencyGraph: {
        ...DEFAULT_DEPENDENCY_GRAPH,
        severityThresholds: { critical: 200, high: 50, medium: 0 },
        severityMultipliers: { errorState: 3.5, exhaustedRetryBonus: 0.5, dependencyIssue: 1.2 },
      },
      analytics: { intervalMs: 1_000, keepMs: 86_400_000, maxAgeMs: 0 },
      ...IN_OTHER_SPECS,
    });
  });

  it('of the current environment are laid over the others, key by key', () => {
    const environments = {
      qa: { worker: { concurrency: 9 }, backoff: { defaultBackoffSeconds: [1] }, database: { schema: 'qa' } },
      production: { worker: { concurrency: 99 } },
    };
    const common = {
      definitions: { environment: 'qa' },
      worker: { concurrency: 5, queues: ['a'] },
      backoff: { defaultBackoffSeconds: [7, 8] },
    };
    const found = settings({ ...common, environments });
    expect(found.worker).toMatchObject({ maxConcurrency: 9, queues: ['a'] });
    expect(found.backoff.seconds).toEqual([1]);
    expect(found.database).toMatchObject({ connection: { url }, schema: 'qa' });
    expect(settings({ ...common, environments: { qa: { worker: false } } }).worker).toBeNull();
    expect(settings({ ...common, environments: { production: { worker: { concurrency: 99 } } } }).worker).toMatchObject({
      maxConcurrency: 5,
    });
  });

  it.each([
    [[], 'environments: must be an object such as { production: { worker: { concurrency: 200 } } }'],
    [{ test: 7 }, 'environments.test: must be an object of options'],
    [{ test: { wroker: {} } }, /^environments\.test\.wroker: unknown option; did you mean 'worker'\?; known are database, worker,/],
    [{ test: { definitions: {} } }, /^environments\.test\.definitions: cannot differ by environment/],
    [{ test: { worker: { concurency: 1 } } }, /^worker\.concurency: unknown option/],
    [{ production: { limits: { steps: -5 } } }, /^in environment 'production': limits\.steps: must be a number from 1/],
    [{ producton: {} }, /^environments\.producton: unknown environment; did you mean 'production'\?; known are development,/],
  ])('refuse environments %j', (environments, message) => {
    expect(refused({ environments, definitions: { environment: 'test' } })).toMatch(message);
  });

  it.each([
    [{ identity: { strategy: 'sha' } }, "identity.strategy: must be 'none', 'hash' or 'custom'"],
    [{ identity: { strategy: 'custom' } }, /^identity\.custom: must be given for strategy 'custom'/],
    [{ identity: { custom: () => 'x' } }, /^identity\.custom: has no effect with strategy 'none'/],
    [{ identity: { strategy: 'custom', custom: 'x' } }, 'identity.custom: must be a function'],
    [{ identity: { onDuplicate: 'ignore' } }, "identity.onDuplicate: must be 'return' or 'refuse'"],
    [{ identity: { window: '10ms' } }, 'identity.window: must be at least 1000 ms'],
    [{ identity: { windowSeconds: 1 } }, /^identity\.windowSeconds: unknown option/],
    [{ definitions: { environment: '' } }, 'definitions.environment: must not be empty'],
    [{ definitions: { directory: 7 } }, 'definitions.directory: must be a string'],
    [{ definitions: { environments: 'qa' } }, /^definitions\.environments: must be a list of names/],
    [{ definitions: { path: 'x' } }, /^definitions\.path: unknown option/],
  ])('refuse %j', (options, message) => {
    expect(refused(options)).toMatch(message);
  });

  it.each([
    ['', 'databse'],
    ['', '__proto'],
    ['database', 'uri'],
    ['worker', 'concurency'],
    ['backoff', 'max'],
    ['execution', 'timeout'],
    ['limits', 'bytes'],
  ])('refuse an unknown key of the group %j with its path: %s', (group, key) => {
    const options = group === '' ? { [key]: 1 } : group === 'database' ? { database: { url, [key]: 1 } } : { [group]: { [key]: 1 } };
    expect(refused(options)).toMatch(new RegExp(`^${group === '' ? '' : `${group}\\.`}${key}: unknown option; known are `));
  });

  it.each(['database', 'worker', 'backoff', 'execution', 'limits'])('refuse a group %s that is no object', (group) => {
    for (const value of [null, 7, 'text', [], true]) expect(refused({ [group]: value })).toBe(`${group}: must be an object`);
  });

  it.each([undefined, null, 7, 'text', []])('refuse options that are %j', (options) => {
    expect(refusal(options)).toBe('TaskerModule: the options: must be an object');
  });

  it.each(['api', 'global'])('refuse the structural key %s in the result of a factory', (key) => {
    expect(refused({ [key]: false })).toBe(`TaskerModule: '${key}' must stand beside useFactory: routes are fixed before it runs`);
  });
});

describe('the database options', () => {
  const refusedDatabase = (database: object) => refusal({ database });

  it('need a url or a dataSource, and say what to do without', () => {
    for (const options of [{}, { database: undefined }, { database: {} }, { database: { schema: 'x' } }]) {
      expect(refusal(options)).toBe(
        'TaskerModule: no database. Set database.url (postgres://…) or database.dataSource; for a trial without PostgreSQL see ' +
          'startEmbeddedPostgres() in nestjs-tasker/embedded.',
      );
    }
  });

  it('take one of the two', () => {
    expect(refusedDatabase({ url, dataSource })).toBe('database: give url or dataSource, not both');
    expect(settings({ database: { dataSource } }).database.connection).toEqual({ dataSource });
  });

  it('refuse a pool size for a pool that is not theirs', () => {
    expect(refusedDatabase({ dataSource, poolSize: 10 })).toBe('database.poolSize: the pool of database.dataSource is used');
  });

  it('take a URL of PostgreSQL only, and never repeat what may hold a password', () => {
    expect(settings({ database: { url: 'postgresql://u:p@h/d' } }).database.connection).toEqual({ url: 'postgresql://u:p@h/d' });
    for (const wrong of ['mysql://u:secret@h/d', 'localhost/orders', '', 'POSTGRES//u:secret@h']) {
      const message = refusedDatabase({ url: wrong });
      expect(message).toBe('database.url: must begin with postgres:// or postgresql://');
    }
    expect(refusedDatabase({ url: 7 })).toBe('database.url: must be a string');
  });

  it.each<[string, unknown[], string]>([
    ['schema', [7, null], 'must be a string'],
    ['migrate', ['yes', 1], 'must be true or false'],
    ['preparedStatements', ['yes', 1, null], 'must be true or false'],
    ['pooler', ['session', '', null, true], "must be 'none' or 'transaction'"],
    ['poolSize', [3, 1_001, '10', Number.NaN], 'must be a number from 4 to 1000'],
    ['poolSize', [4.5], 'must be a whole number'],
    ['connectTimeout', ['soon', -1, 1.5], 'is not a duration'],
  ])('refuse a %s that cannot be used', (key, values, message) => {
    for (const value of values) {
      const text = refusedDatabase({ url, [key]: value });
      expect(text, String(value)).toContain(`database.${key}: `);
      expect(text, String(value)).toContain(message);
    }
  });

  it.each([4, 1_000])('take a pool of %s', (poolSize) =>
    expect(settings({ database: { url, poolSize } }).database.poolSize).toBe(poolSize),
  );
});

describe('the worker options', () => {
  it('may be false: this process works on no step', () => {
    expect(settings({ worker: false }).worker).toBeNull();
    expect(refusal({ database: { url }, worker: true })).toBe('worker: must be an object');
  });

  it.each<[string, unknown[], string]>([
    ['concurrency', [0, 10_001, '64', -1], 'must be a number from 1 to 10000'],
    ['concurrency', [1.5], 'must be a whole number'],
    ['queues', [[], 'default', [''], [7]], 'must be a list of names of 1 to 64 characters'],
    ['pollInterval', [9, '1ms'], 'must be at least 10 ms'],
    ['lease', [999, '0.5s'], 'must be at least 1000 ms'],
    ['drainTimeout', [-1, 'never'], 'is not a duration'],
  ])('refuse a %s that cannot be used', (key, values, message) => {
    for (const value of values) expect(refused({ worker: { [key]: value } }), String(value)).toContain(message);
  });
});

describe('the bounds of concurrency', () => {
  const bounds = (options: object) => {
    const { worker } = settings(options);
    return [worker?.minConcurrency, worker?.maxConcurrency];
  };

  it('are 3 and worker.concurrency', () => {
    expect(bounds({ worker: { concurrency: 10 } })).toEqual([3, 10]);
    expect(bounds({ worker: { concurrency: 2 } })).toEqual([2, 2]);
  });

  it('are what execution says', () => {
    expect(bounds({ worker: { concurrency: 10 }, execution: { maxConcurrentStepsLimit: 20 } })).toEqual([3, 20]);
    expect(bounds({ execution: { minConcurrentSteps: 5, maxConcurrentStepsLimit: 5 } })).toEqual([5, 5]);
  });

  it('are refused the wrong way round', () => {
    const message = 'execution.minConcurrentSteps: 5 is more than the upper bound, 4';
    expect(refused({ execution: { minConcurrentSteps: 5, maxConcurrentStepsLimit: 4 } })).toBe(message);
    expect(refused({ worker: { concurrency: 4 }, execution: { minConcurrentSteps: 5 } })).toBe(message);
  });

  it.each(['minConcurrentSteps', 'maxConcurrentStepsLimit'])('refuse a %s outside 1 to 10,000', (key) => {
    for (const value of [0, 10_001, '3'])
      expect(refused({ execution: { [key]: value } })).toContain(`execution.${key}: must be a number from 1 to 10000`);
  });
});

describe('the back-off options', () => {
  it('raise the longest computed wait to 300 s when a list is given, unless one is set', () => {
    expect(settings({ backoff: { defaultBackoffSeconds: [1] } }).backoff.max).toBe(300);
    expect(settings({ backoff: { defaultBackoffSeconds: [1], maxBackoffSeconds: 7 } }).backoff.max).toBe(7);
  });

  it('have no jitter when it is off, whatever its share', () => {
    expect(settings({ backoff: { jitterEnabled: false, jitterMaxPercentage: 0.5 } }).backoff.jitter).toBe(0);
    expect(settings({ backoff: { jitterEnabled: true, jitterMaxPercentage: 0.5 } }).backoff.jitter).toBe(0.5);
    expect(settings({ backoff: { jitterMaxPercentage: 0 } }).backoff.jitter).toBe(0);
  });

  it('may cap a retryAfter at nothing', () => {
    expect(settings({ backoff: { maxRetryAfter: 0 } }).maxRetryAfterSeconds).toBe(0);
  });

  it.each<[string, unknown[], string]>([
    ['defaultBackoffSeconds', [[], 1, [-1], ['1'], [Number.NaN]], 'must be a list of numbers from 0 on'],
    ['maxBackoffSeconds', [-1, 31_536_001, '30'], 'must be a number from 0 to 31536000'],
    ['backoffMultiplier', [0.9, 101, '2'], 'must be a number from 1 to 100'],
    ['jitterEnabled', ['no', 0], 'must be true or false'],
    ['jitterMaxPercentage', [-0.1, 1.1, 10], 'must be a number from 0 to 1'],
    ['maxRetryAfter', [-1, 'long'], 'is not a duration'],
  ])('refuse a %s that cannot be used', (key, values, message) => {
    for (const value of values) expect(refused({ backoff: { [key]: value } }), String(value)).toContain(message);
  });
});

describe('the default time limit of a step', () => {
  it.each([1, 2 ** 31 - 1, '24d'])('may be %s', (defaultStepTimeout) => {
    expect(settings({ execution: { defaultStepTimeout } }).defaultStepTimeoutMs).toBeGreaterThan(0);
  });

  it.each([0, 2 ** 31, '25d'])('is refused at %s, which no timer takes', (defaultStepTimeout) => {
    expect(refused({ execution: { defaultStepTimeout } })).toContain('execution.defaultStepTimeout: must be from 1 ms to');
  });

  it.each([-1, 1.5, 'soon', null])('is refused when it is no duration: %j', (defaultStepTimeout) => {
    expect(refused({ execution: { defaultStepTimeout } })).toContain('execution.defaultStepTimeout: ');
  });
});

describe('the limits', () => {
  it.each([
    ['contextBytes', 2, 100_000_000],
    ['resultBytes', 2, 100_000_000],
    ['steps', 1, 100_000],
  ])('take a %s from %s to %s', (key, min, max) => {
    for (const value of [min, max]) expect(settings({ limits: { [key]: value } }).limits).toMatchObject({ [key]: value });
    for (const value of [min - 1, max + 1, String(min), Number.POSITIVE_INFINITY]) {
      expect(refused({ limits: { [key]: value } })).toBe(`limits.${key}: must be a number from ${min} to ${max}`);
    }
    expect(refused({ limits: { [key]: min + 0.5 } })).toBe(`limits.${key}: must be a whole number`);
  });
});
