import type { AnalyticsTerms } from './analysis/analytics.settings.js';
import { analyticsTerms } from './analytics.section.js';
import type { DependencyGraphSettings } from './analysis/graph/dependency-graph.settings.js';
import { authSettings } from './auth.section.js';
import type { AuthSettings } from './auth/auth.settings.js';
import { cacheSettings } from './cache.section.js';
import type { CacheSettings } from './cache/cache.settings.js';
import { definitionSettings } from './definitions.section.js';
import type { DefinitionSettings } from './definitions/definition.settings.js';
import { parseDuration } from './definitions/duration.js';
import type { BottleneckWatchTerms } from './analysis/bottleneck.settings.js';
import { bottleneckTerms } from './bottlenecks.section.js';
import type { DiagramSettings } from './analysis/diagram/diagram.settings.js';
import { diagramSettings } from './diagrams.section.js';
import { dependencyGraphSettings } from './dependency-graph.section.js';
import { databaseSettings } from './database.section.js';
import type { DatabaseSettings } from './database/database.opener.js';
import type { BackoffProfile } from './database/outcome.js';
import { eventSettings } from './events.section.js';
import type { EventSettings, FilterSettings } from './events/event.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { EngineLimits, EngineSettings, WorkerSettings } from './orchestration/engine.settings.js';
import type { GraphqlSettings } from './api/graphql/graphql.settings.js';
import { graphqlSettings } from './graphql.section.js';
import { healthTerms } from './health.section.js';
import type { HealthTerms } from './health/health.settings.js';
import { liveTerms } from './live.section.js';
import type { LiveTerms } from './orchestration/live/live.settings.js';
import { identitySettings } from './identity.section.js';
import { environmentsOf, optionsOf } from './options.environment.js';
import { Section } from './options.section.js';
import { sharedLimits } from './queues.section.js';
import { retentionSettings } from './retention.section.js';
import { filterSettings, telemetrySettings } from './telemetry.section.js';
import type { TelemetrySettings } from './telemetry/telemetry.settings.js';
import { stalenessSettings } from './staleness.section.js';
import type { TaskerOptions } from './tasker.options.js';

const KNOWN = {
  '': [
    'database',
    'worker',
    'auth',
    'backoff',
    'execution',
    'limits',
    'definitions',
    'identity',
    'queues',
    'dependentSystems',
    'priority',
    'staleness',
    'retention',
    'events',
    'telemetry',
    'dependencyGraph',
    'analytics',
    'bottlenecks',
    'diagrams',
    'cache',
    'live',
    'health',
    'graphql',
    'environments',
  ],
  database: ['url', 'dataSource', 'schema', 'migrate', 'poolSize', 'connectTimeout', 'pooler', 'preparedStatements'],
  worker: ['concurrency', 'queues', 'pollInterval', 'lease', 'drainTimeout', 'admit'],
  backoff: ['defaultBackoffSeconds', 'maxBackoffSeconds', 'backoffMultiplier', 'jitterEnabled', 'jitterMaxPercentage', 'maxRetryAfter'],
  execution: ['minConcurrentSteps', 'maxConcurrentStepsLimit', 'defaultStepTimeout'],
  limits: ['contextBytes', 'resultBytes', 'steps'],
  definitions: ['directory', 'environment', 'environments', 'defaultModuleNamespace'],
  identity: ['strategy', 'custom', 'window', 'onDuplicate'],
  priority: ['maxWait'],
  staleness: ['waiting', 'lifetime', 'lostAttempts', 'action', 'interval'],
  retention: ['after', 'action', 'batchSize', 'interval', 'states'],
  events: ['queueSize', 'subscriptions', 'durable'],
  telemetry: ['tracing', 'metrics', 'exports', 'filterParameters', 'filterMask', 'correlationIdHeader'],
  dependencyGraph: ['impactMultipliers', 'severityMultipliers', 'penaltyConstants', 'severityThresholds', 'durationEstimates'],
  analytics: ['interval', 'retention', 'maxAge'],
  graphql: ['maxDepth', 'maxComplexity', 'introspection', 'graphiql', 'origins'],
  bottlenecks: ['after', 'severity', 'interval'],
  health: ['readinessTimeout', 'cacheDuration', 'thresholds', 'failWhenUnhealthy'],
  live: ['pollInterval', 'heartbeat', 'maxDuration', 'maxStreams', 'maxStreamsPerCaller'],
  diagrams: ['linkBase'],
  cache: [
    'store',
    'detectors',
    'prefix',
    'defaultTtl',
    'dashboardCacheTtl',
    'adaptiveTtlEnabled',
    'minAdaptiveTtl',
    'maxAdaptiveTtl',
    'adaptiveCalculationInterval',
    'performanceTrackingEnabled',
    'hitRateSmoothingFactor',
    'accessFrequencyDecayRate',
    'cachePressureThreshold',
    'timeout',
    'lease',
    'maxWait',
    'maxEntries',
    'maxBytes',
  ],
} as const;

const STRUCTURE = ['api', 'global'];
/** Everything that the options say, checked once, with every default applied. */
export interface TaskerSettings extends EngineSettings {
  readonly auth: AuthSettings;
  readonly database: DatabaseSettings;
  readonly definitions: DefinitionSettings;
  readonly events: EventSettings;
  readonly telemetry: TelemetrySettings;
  readonly filter: FilterSettings;
  readonly cache: CacheSettings;
  readonly live: LiveTerms;
  readonly health: HealthTerms;
  readonly graphql: GraphqlSettings;
  readonly dependencyGraph: DependencyGraphSettings;
  /** Null: off in this process. */
  readonly analytics: AnalyticsTerms | null;
  /** Null: off in this process. */
  readonly bottlenecks: BottleneckWatchTerms | null;
  readonly diagrams: DiagramSettings;
}

/**
 * Checks the options of `TaskerModule`.
 *
 * @throws ConfigurationError naming the path of the first option that is unknown or cannot be used
 */
export function taskerSettings(given: TaskerOptions, { api }: { api: boolean }): TaskerSettings {
  // A factory that forgets to return gives undefined, which for a group means its defaults.
  const root = new Section('', given ?? null);
  for (const key of STRUCTURE) {
    if (root.has(key)) throw new ConfigurationError(`TaskerModule: '${key}' must stand beside useFactory: routes are fixed before it runs`);
  }
  root.knows(KNOWN['']);
  const definitions = definitionSettings(section(given, 'definitions'));
  // Every environment is checked wherever this runs: a mistake must not wait for the first deployment that meets it.
  for (const name of environmentsOf(given, definitions)) {
    try {
      settingsOf(optionsOf(given, name), definitions, api);
    } catch (error) {
      if (!(error instanceof ConfigurationError) || name === definitions.environment) throw error;
      throw new ConfigurationError(`in environment '${name}': ${error.message}`, { cause: error });
    }
  }
  return settingsOf(optionsOf(given, definitions.environment), definitions, api);
}

function settingsOf(options: TaskerOptions, definitions: DefinitionSettings, api: boolean): TaskerSettings {
  const worker = options.worker === false ? null : workerSettings(section(options, 'worker'), section(options, 'execution'));
  return {
    auth: authSettings(options.auth, api),
    database: databaseSettings(section(options, 'database')),
    worker,
    backoff: backoffProfile(section(options, 'backoff')),
    maxRetryAfterSeconds: section(options, 'backoff').duration('maxRetryAfter', '1h') / 1000,
    defaultStepTimeoutMs: stepTimeout(section(options, 'execution')),
    limits: limits(section(options, 'limits')),
    identity: identitySettings(section(options, 'identity')),
    sharedLimits: sharedLimits(options),
    priorityMaxWaitMs: section(options, 'priority').duration('maxWait', '60s', 2_000),
    staleness: options.staleness === false ? null : stalenessSettings(section(options, 'staleness')),
    retention: options.retention === false ? null : retentionSettings(section(options, 'retention')),
    definitions,
    events: eventSettings(section(options, 'events')),
    telemetry: telemetrySettings(section(options, 'telemetry')),
    filter: filterSettings(section(options, 'telemetry')),
    cache: options.cache === false ? cacheSettings(new Section('cache', {}), false) : cacheSettings(section(options, 'cache'), true),
    graphql: graphqlSettings(section(options, 'graphql')),
    dependencyGraph: dependencyGraphSettings(section(options, 'dependencyGraph')),
    analytics: options.analytics === false ? null : analyticsTerms(section(options, 'analytics')),
    live: liveTerms(section(options, 'live')),
    health: healthTerms(section(options, 'health')),
    bottlenecks: options.bottlenecks === false ? null : bottleneckTerms(section(options, 'bottlenecks')),
    diagrams: diagramSettings(section(options, 'diagrams')),
  };
}

function section(options: TaskerOptions, name: Exclude<keyof typeof KNOWN, ''>): Section {
  const found = new Section(name, options[name]);
  found.knows(KNOWN[name]);
  return found;
}

function workerSettings(worker: Section, execution: Section): WorkerSettings {
  const concurrency = worker.integer('concurrency', { default: 64, min: 1, max: 10_000 });
  const maxConcurrency = execution.integer('maxConcurrentStepsLimit', { default: concurrency, min: 1, max: 10_000 });
  const minConcurrency = execution.integer('minConcurrentSteps', { default: Math.min(3, maxConcurrency), min: 1, max: 10_000 });
  if (minConcurrency > maxConcurrency) {
    throw new ConfigurationError(`execution.minConcurrentSteps: ${minConcurrency} is more than the upper bound, ${maxConcurrency}`);
  }
  return {
    queues: worker.names('queues', ['default']),
    minConcurrency,
    maxConcurrency,
    pollMs: worker.has('pollInterval') ? worker.duration('pollInterval', '5s', 10) : null,
    leaseMs: worker.duration('lease', '15s', 1_000),
    drainMs: worker.duration('drainTimeout', '30s'),
    admit: admission(worker.get('admit')),
  };
}

function admission(token: unknown): WorkerSettings['admit'] {
  if (token !== undefined && !['function', 'string', 'symbol'].includes(typeof token)) {
    throw new ConfigurationError('worker.admit: must be a provider: its class or its token');
  }
  return token as WorkerSettings['admit'];
}

function backoffProfile(backoff: Section): BackoffProfile {
  const seconds = backoff.numbers('defaultBackoffSeconds');
  return {
    seconds,
    max: backoff.number('maxBackoffSeconds', { default: seconds === null ? 30 : 300, min: 0, max: 31_536_000 }),
    multiplier: backoff.number('backoffMultiplier', { default: 2, min: 1, max: 100 }),
    jitter: backoff.flag('jitterEnabled', true) ? backoff.number('jitterMaxPercentage', { default: 0.1, min: 0, max: 1 }) : 0,
  };
}

function stepTimeout(execution: Section): number | null {
  const value = execution.get('defaultStepTimeout');
  if (value === undefined) return null;
  const milliseconds = parseDuration(value, 'execution.defaultStepTimeout');
  if (milliseconds < 1 || milliseconds > 2 ** 31 - 1) {
    throw new ConfigurationError(`execution.defaultStepTimeout: must be from 1 ms to ${2 ** 31 - 1} ms`);
  }
  return milliseconds;
}

function limits(section: Section): EngineLimits {
  return {
    contextBytes: section.integer('contextBytes', { default: 1_048_576, min: 2, max: 100_000_000 }),
    resultBytes: section.integer('resultBytes', { default: 1_048_576, min: 2, max: 100_000_000 }),
    steps: section.integer('steps', { default: 10_000, min: 1, max: 100_000 }),
  };
}
