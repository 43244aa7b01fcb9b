import type { ConfigurableModuleAsyncOptions, InjectionToken } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ApiStructure, DiagramsOptions, GraphqlOptions, HealthOptions, LiveOptions } from './api.options.js';
import type { AuthOptions } from './auth/auth.options.js';

/** A time span: milliseconds, or a number with a unit: `'250ms'`, `'10s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** Where the engine keeps its rows. Exactly one of `url` and `dataSource`; nothing is guessed. */
export interface DatabaseOptions {
  /** Connection URL, `postgres://user:secret@host:5432/database`. The engine opens a pool of its own. */
  url?: string;
  /** An initialised DataSource of the host: its settings and pool are shared, its entities stay as they are. */
  dataSource?: DataSource;
  /** PostgreSQL schema of the engine's tables. Default `tasker`. */
  schema?: string;
  /** Install and update the schema at start-up. Default true; false when the migrations are in your own DataSource. */
  migrate?: boolean;
  /** Connections of the pool made for `url`. Default 10. */
  poolSize?: number;
  /** How long an unreachable database is retried at start-up before the start fails. Default `'30s'`. */
  connectTimeout?: Duration;
  /**
   * What lies between this process and the server: `'transaction'`, a pooler that gives each transaction any session that is free, such as
   * PgBouncer in transaction mode; `'none'`, nothing, or a pooler that gives each connection a session. With `'transaction'` workers look for
   * work at intervals instead of listening for it, and nothing is kept in a session. Default: found out at start-up, with a warning.
   */
  pooler?: 'none' | 'transaction';
  /**
   * Prepare the engine's statements, once per connection. Default true; false behind a pooler that shares sessions, where only some can do it
   * (PgBouncer from 1.21, with `max_prepared_statements`).
   */
  preparedStatements?: boolean;
}

/** How this process works on steps. */
export interface WorkerOptions {
  /** Most steps run at once. Default 64. */
  concurrency?: number;
  /** Queues served. Default `['default']`. */
  queues?: string[];
  /**
   * Longest time between two looks at an empty queue; the safety net under notifications. Jittered ± 20 %. Where a third of `lease` is no longer
   * than that, heartbeats look, and nothing else does. Default `'5s'`; `'1s'` behind a
   * pooler that shares sessions: without notifications, work that another process leaves waits for the next look.
   */
  pollInterval?: Duration;
  /** A worker silent for this long is dead; its steps go back. Default `'15s'`, minimum `'1s'`. */
  lease?: Duration;
  /** How long shutdown waits for running steps before it aborts them and hands them back. Default `'30s'`. */
  drainTimeout?: Duration;
  /** A provider that is asked before each claimed step runs (`StepAdmission`): its class or token. Default: every step runs. */
  admit?: InjectionToken;
}

/** How often something may start: on average `limit` times in `per`. */
export interface RateOptions {
  /** Starts in `per`, 1 to 1,000,000. */
  limit: number;
  /** 1 ms to 20 days. */
  per: Duration;
  /** Starts at once after a pause; within any span of t there are at most `burst + limit × t / per`. Default `limit`. */
  burst?: number;
}

/** What may run of a queue or a dependent system, in all processes together. At least one of both. */
export interface LimitOptions {
  /** Most steps that run at once, 1 to 100,000. Default: as many as workers take. */
  concurrency?: number;
  /** How often an attempt may start. Default: as often as workers come to it. */
  rate?: RateOptions;
}

/** How priorities share what a worker can do. */
export interface PriorityOptions {
  /**
   * How long a step may be passed over by steps of higher priority: from half of this time on, every fourth start of a busy worker goes to
   * those that have waited longest. 2 s to 20 days. Default `'60s'`.
   */
  maxWait?: Duration;
}

/** How long a failed step waits for its next attempt. */
export interface BackoffOptions {
  /** Waits in seconds after attempt 1, 2, 3 …; the last one is multiplied on. Default: min(2^n, 30). */
  defaultBackoffSeconds?: number[];
  /** Longest computed wait in seconds. Default 30; 300 when `defaultBackoffSeconds` is set. */
  maxBackoffSeconds?: number;
  /** Growth beyond the list. Default 2. */
  backoffMultiplier?: number;
  /** Vary each computed wait. Default true. */
  jitterEnabled?: boolean;
  /** Largest variation as a share of the wait, 0 to 1. Default 0.1 (± 10 %). */
  jitterMaxPercentage?: number;
  /** Cap on a `retryAfter` asked for by a handler or a server. Default `'1h'`. */
  maxRetryAfter?: Duration;
}

/** How many steps run at once, and for how long. */
export interface ExecutionOptions {
  /** The worker never goes below this many steps at once under pressure. Default 3, or `worker.concurrency` if that is less. */
  minConcurrentSteps?: number;
  /** The worker never goes above this many. Default `worker.concurrency`. */
  maxConcurrentStepsLimit?: number;
  /** Time limit of an attempt whose step declares none. Default: none. */
  defaultStepTimeout?: Duration;
}

/** Upper bounds on what a request or a handler may store. */
export interface LimitsOptions {
  /** Bytes of a task's context as JSON. Default 1 MB (1,048,576). */
  contextBytes?: number;
  /** Bytes of a step's result as JSON. Default 1 MB (1,048,576). */
  resultBytes?: number;
  /** Steps of one task. Default 10,000. */
  steps?: number;
}

/** Where definitions are looked for besides decorated classes. */
export interface DefinitionsOptions {
  /**
   * Directory whose .yaml and .yml files are definitions, subdirectories included; also where a relative `yaml` of `@TaskHandler` is looked
   * up. Relative to the working directory. Default `config/tasker/tasks`, which may be missing.
   */
  directory?: string;
  /** Which entry of `environments` applies, in files and in these options. Default: NODE_ENV, else `development`. */
  environment?: string;
  /** Names that `environments` of a file may have without a warning, besides development, test, staging and production. */
  environments?: string[];
  /** Put before the names of handlers in files that give no `module_namespace`. Default: none. */
  defaultModuleNamespace?: string;
}

/** What a custom identity is made of: a request with its defaults applied. */
export interface IdentityRequest {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly bypassSteps: readonly string[];
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
}

/** When two requests are the same task. */
export interface IdentityOptions {
  /**
   * `none`: only an `idempotencyKey` makes requests the same. `hash`: everything that they ask for does. `custom`: the text of `custom` does.
   * Default `none`.
   */
  strategy?: 'none' | 'hash' | 'custom';
  /** Gives the identity of a request among those for the same namespace and name; undefined: it has none. Required for `custom`. */
  custom?: (request: IdentityRequest) => string | undefined | Promise<string | undefined>;
  /** How long after its creation a task counts for `hash` and `custom`, at least a second. Default `'1m'`. */
  window?: Duration;
  /** `return`: a duplicate gives the existing task. `refuse`: it fails with `DuplicateTaskError`. Default `return`. */
  onDuplicate?: 'return' | 'refuse';
}

/** When the engine says that a task needs somebody to look at it. A definition may say otherwise (`staleness` of `@TaskHandler`). */
export interface StalenessOptions {
  /** A step is due for longer than this and no worker has taken it; false: never. 1 s to 100 years. Default `'1h'`. */
  waiting?: Duration | false;
  /** A task is unfinished for longer than this; false: never. 1 s to 100 years. Default `'24h'`. */
  lifetime?: Duration | false;
  /** So many attempts of one step were lost with the workers that ran them; false: never. Default 3. */
  lostAttempts?: number | false;
  /** `warn`: a warning, told once. `fail`: the task is stopped and needs a person; a step that loses its workers gets no further attempt. Default `warn`. */
  action?: 'warn' | 'fail';
  /** How often one process of the cluster looks. Default `'1m'`, at least a second. */
  interval?: Duration;
}

/** What becomes of finished tasks. A definition may say otherwise (`retention` of `@TaskHandler`). */
export interface RetentionOptions {
  /** How long a task is kept after it came to rest, 1 s to 100 years. Default: for ever. */
  after?: Duration;
  /** `archive` writes each task as one document to the table `archived_tasks`. Default `delete`. */
  action?: 'delete' | 'archive';
  /** Most tasks retired in one transaction. Default 500. */
  batchSize?: number;
  /** How often one process of the cluster looks. Default `'1m'`, at least a second. */
  interval?: Duration;
  /** Tasks in which states are retired. Default: complete, cancelled and resolved_manually; a task in error is kept until a person has decided. */
  states?: ('complete' | 'error' | 'cancelled' | 'resolved_manually')[];
}

/** How events of the history reach subscribers that are `durable`. */
export interface DurableEventsOptions {
  /**
   * Longest time between two looks for new events; also the wait after a first failure. A process that dies is followed after ten of them, at
   * least 3 s and at most 30 s. Default `'1s'`.
   */
  pollInterval?: Duration;
  /** Tasks whose events one subscriber gets at the same time; those of one task come one after the other. Default 10. */
  concurrency?: number;
  /** Events read at once; fewer where they are large: a page ends at 16 MB. Default 200. */
  batchSize?: number;
  /** How often an event is tried before it is put aside for a person. Default 10. */
  maxAttempts?: number;
  /** How long a subscriber may take for one event before that counts as a failure. Default `'30s'`. */
  timeout?: Duration;
  /**
   * How long an event is kept for a subscriber that nobody runs; older ones are dropped by any process with a worker, and counted as lost. At least
   * a second, at most 20 days. Default `'7d'`.
   */
  maxAge?: Duration;
}

/** Who is told what has happened. */
export interface EventsOptions {
  /** Events that may wait for one listener of this process; further ones are dropped and counted. Default 10,000. */
  queueSize?: number;
  /** Directory whose .yaml and .yml files are subscriptions. Default `config/tasker/subscriptions`, which may be missing. */
  subscriptions?: string;
  /** Delivery to durable subscribers; false: this process delivers to none. */
  durable?: DurableEventsOptions | false;
}

/** Metrics in the Prometheus format. */
export interface MetricsOptions {
  /** First word of every name. Default `tasker`. */
  prefix?: string;
  /** Also serve `GET /metrics` on this port: for processes without an API. 0: any free port. Default: none. */
  port?: number;
  /** Address of that port. Default `127.0.0.1`. */
  host?: string;
  /** Least time between two looks at the rows for gauges. Default `'5s'`. */
  interval?: Duration;
}

/** A scheduled export of the metrics. */
export interface MetricsExportOptions {
  /** A registered format: `prometheus`, `json`, `csv`, or one of an exporter of your own. */
  format: string;
  /** How often one process of the cluster exports. Default `'1m'`, at least a second. */
  every?: Duration;
  /** Where the files are written. Required unless the exporter delivers what it makes by itself. */
  directory?: string;
  /** What the exporter is given. */
  options?: Readonly<Record<string, unknown>>;
}

/** What can be seen of the engine from outside. */
export interface TelemetryOptions {
  /** Spans, where the application has an OpenTelemetry SDK. Default true. */
  tracing?: boolean;
  /** Metrics, where prom-client is installed; false: none. */
  metrics?: MetricsOptions | false;
  exports?: MetricsExportOptions[];
  /** What is blacked out in logs, events and spans: a text that the name of a key contains, in whatever case, or a pattern for its dotted path. */
  filterParameters?: (string | RegExp)[];
  /** What stands in its place. Default `[FILTERED]`. */
  filterMask?: string;
  /** HTTP header that carries correlation ids in requests to the API and in its answers. Default `X-Correlation-ID`; API steps always send that one. */
  correlationIdHeader?: string;
}

/**
 * What the analysis of a task's graph scores: numbers from 0 to 1,000,000, each with a default of its own. Scores are points; they only compare
 * with each other and with `severityThresholds`.
 */
export interface DependencyGraphOptions {
  /** Points for what stands behind a step or on a path. */
  impactMultipliers?: {
    /** For each step behind a bottleneck or a failed step. Default 5. */
    downstreamWeight?: number;
    /** For each step behind it that waits for its parents. Default 15. */
    blockedWeight?: number;
    /** For each step of a path. Default 10. */
    pathLengthWeight?: number;
    /** Taken from a path for each finished step. Default 15. */
    completedPenalty?: number;
    /** For each step of a path that waits for its parents. Default 25. */
    blockedPenalty?: number;
    /** For each failed step of a path. Default 30. */
    errorPenalty?: number;
    /** For each failed step of a path that was tried. Default 10. */
    retryPenalty?: number;
  };
  /** By what the points of a bottleneck are multiplied. */
  severityMultipliers?: {
    /** A step in error. Default 2. */
    errorState?: number;
    /** Added to `errorState` when no attempt is left. Default 0.5. */
    exhaustedRetryBonus?: number;
    /** A pending step whose parents are not finished. Default 1.2. */
    dependencyIssue?: number;
  };
  /** Points added to a bottleneck. */
  penaltyConstants?: {
    /** For each attempt. Default 3. */
    retryInstability?: number;
    /** No attempt may start. Default 10. */
    nonRetryable?: number;
    /** No attempt is left. Default 20. */
    exhaustedRetry?: number;
  };
  /** From how many points on a severity is given; each must be higher than the next. */
  severityThresholds?: {
    /** Default 100. */
    critical?: number;
    /** Default 50. */
    high?: number;
    /** Default 20; below it the severity is Low. */
    medium?: number;
  };
  /** How long steps of a path are taken to last, 0 to a year. */
  durationEstimates?: {
    /** For each step. Default 30. */
    baseStepSeconds?: number;
    /** For each failed step. Default 60. */
    errorPenaltySeconds?: number;
    /** For each attempt. Default 30. */
    retryPenaltySeconds?: number;
  };
}

/** Figures about tasks and steps, counted from what was committed; see `AnalyticsService`. */
export interface AnalyticsOptions {
  /** How often one process of the cluster counts what was committed since the last time. Only processes with a worker do. Default `'15s'`, at least a second. */
  interval?: Duration;
  /**
   * How long figures are kept, 1 day to 100 years: the longest `period` that can be asked for. Figures of minutes are kept for 5 hours, of ten
   * minutes for 26 hours, of hours for this long. Default `'30d'`.
   */
  retention?: Duration;
  /**
   * How long ago the history may have been counted that an answer is made of; otherwise whoever asks counts first. `0`: always first.
   * A kept answer may be older: `cacheInfo` of each answer says how it came about. Default `'30s'`.
   */
  maxAge?: Duration;
}

/** When a task that does not move is told about (`task.bottleneck_detected`). How bad a bottleneck is: see `dependencyGraph`. */
export interface BottlenecksOptions {
  /** A task that has begun, is not paused, and in which nothing happened for this long is analysed. 1 s to 100 years. Default `'10m'`. */
  after?: Duration;
  /** The least severity that is told, once for each task. Default `High`. */
  severity?: 'Low' | 'Medium' | 'High' | 'Critical';
  /** How often one process of the cluster looks. Default `'1m'`, at least a second. */
  interval?: Duration;
}

/** What a cache store can do. */
export interface CacheCapabilitySet {
  /** Processes share its entries. */
  distributed: boolean;
  /** Changes a value in one step for all processes. */
  atomicIncrement: boolean;
  /** Gives a right to one process at a time. */
  locking: boolean;
  /** Tells how long an entry still lives. */
  ttlInspection: boolean;
  /** Keeps the keys of several users of it apart. */
  namespaceSupport: boolean;
  /** Compresses values. */
  compressionSupport: boolean;
}

/** Says what stores can do that neither declare it nor are in the table of known stores. */
export interface CacheDetector {
  /** Tried on the name of the store's class and of those it extends, or asked with the store. */
  matches: RegExp | ((store: object) => boolean);
  /** What is left out is found out by a look at the store. */
  capabilities: Partial<CacheCapabilitySet> | ((store: object) => Partial<CacheCapabilitySet>);
}

/** Answers that are kept because they cost something to compute: figures, analyses. */
export interface CacheOptions {
  /**
   * Provider of the cache: a cache of cache-manager, or an object with `get`, `set` and `del`. Default: CACHE_MANAGER where the application has
   * one, else memory of this process. `false`: memory.
   */
  store?: InjectionToken | false;
  /** What stores of the application can do. */
  detectors?: CacheDetector[];
  /** First word of every key. Default `tasker`. */
  prefix?: string;
  /** How long an answer is kept where a question names no time. Default `'5m'`. */
  defaultTtl?: Duration;
  /** How long an answer is kept that dashboards poll. Default `'2m'`. */
  dashboardCacheTtl?: Duration;
  /** Keep longer what is found often and costs much, shorter what is not. Default true; false: the time asked for, unchanged. */
  adaptiveTtlEnabled?: boolean;
  /** Least time to live that adapts. Default `'30s'`. */
  minAdaptiveTtl?: Duration;
  /** Longest time to live that adapts. Default `'1h'`. */
  maxAdaptiveTtl?: Duration;
  /** How often the time to live of a group of keys is thought over, and its count of accesses decays. Default `'30s'`. */
  adaptiveCalculationInterval?: Duration;
  /** Remember how groups of keys are used; without it no time adapts. Default true. */
  performanceTrackingEnabled?: boolean;
  /** Weight of the past in the hit rate, 0 to 1. Default 0.9. */
  hitRateSmoothingFactor?: number;
  /** What is left of the count of accesses after each `adaptiveCalculationInterval`, 0 to 1. Default 0.95. */
  accessFrequencyDecayRate?: number;
  /**
   * Share of the store's room in use from which on times to live that adapt are `minAdaptiveTtl` at most, 0 to 1. A Redis that evicts makes room
   * by itself. Default 0.8.
   */
  cachePressureThreshold?: number;
  /** Longest wait for the store; one that does not answer in time is left alone for 5 s. Default `'500ms'`. */
  timeout?: Duration;
  /** How long others wait for a process that died while it computed an answer. Default `'10s'`. */
  lease?: Duration;
  /** How long a process waits for another one's answer before it computes by itself. Default `'10s'`. */
  maxWait?: Duration;
  /** Most answers in the memory of this process. Default 1,000. */
  maxEntries?: number;
  /** Most memory that they take, in bytes. Default 67,108,864. */
  maxBytes?: number;
}

/** Everything that `TaskerModule.forRoot` takes besides structure. Unknown keys are refused with their path. */
export interface TaskerOptions {
  database: DatabaseOptions;
  /** False: this process only creates and reads tasks. */
  worker?: WorkerOptions | false;
  /** Who may use the API; `'none'` says aloud that anybody who reaches it may. Required unless `api: false`. */
  auth?: 'none' | AuthOptions;
  backoff?: BackoffOptions;
  execution?: ExecutionOptions;
  limits?: LimitsOptions;
  definitions?: DefinitionsOptions;
  identity?: IdentityOptions;
  /**
   * Limits of queues, by name; false removes one that was declared before. They hold for every process on the database, and stay until
   * somebody declares something else.
   *
   * @example queues: { payments: { concurrency: 10, rate: { limit: 100, per: '1s' } }, old: false }
   */
  queues?: Readonly<Record<string, LimitOptions | false>>;
  /** Limits of dependent systems, by name; as `queues`. */
  dependentSystems?: Readonly<Record<string, LimitOptions | false>>;
  priority?: PriorityOptions;
  /** Warnings about tasks that do not go on; false: this process does not look for them. */
  staleness?: StalenessOptions | false;
  /** When finished tasks leave the tables; false: this process retires none. */
  retention?: RetentionOptions | false;
  events?: EventsOptions;
  telemetry?: TelemetryOptions;
  /** What the analysis of a task's graph scores. */
  dependencyGraph?: DependencyGraphOptions;
  /** Figures about tasks and steps; false: this process neither counts nor answers. */
  analytics?: AnalyticsOptions | false;
  /** Looks for what holds up tasks that do not move; false: this process does not. */
  bottlenecks?: BottlenecksOptions | false;
  diagrams?: DiagramsOptions;
  /** Answers that are kept; false: none are. */
  cache?: CacheOptions | false;
  /** Routes of health, and what counts as bad. */
  health?: HealthOptions;
  /** Streams of live changes. */
  live?: LiveOptions;
  /** What operations over GraphQL may ask for. */
  graphql?: GraphqlOptions;
  /**
   * Options for one environment, laid over the others key by key; lists are replaced. The environment is `definitions.environment`.
   *
   * @example environments: { production: { worker: { concurrency: 200 } } }
   */
  environments?: Readonly<Record<string, EnvironmentOptions>>;
}

/** What an environment may say differently. */
export type EnvironmentOptions = {
  readonly [K in Exclude<keyof TaskerOptions, 'environments'>]?: TaskerOptions[K] extends infer O
    ? O extends object
      ? Partial<O>
      : O
    : never;
};

/** The part of the options that must be known before anything is injected: it decides which routes exist. */
export interface TaskerStructure {
  /** The transports, or none. */
  api?: ApiStructure | false;
  /** Provide the engine to all modules. Default true. */
  global?: boolean;
}

/** What `TaskerModule.forRoot` takes. `auth` may be left out only without an API. */
export type TaskerRootOptions =
  | (Omit<TaskerOptions, 'auth'> & TaskerStructure & { auth: NonNullable<TaskerOptions['auth']> })
  | (TaskerOptions & Omit<TaskerStructure, 'api'> & { api: false });

/** What `TaskerModule.forRootAsync` takes: the factory of the options, and the structure beside it. */
export type TaskerAsyncOptions = ConfigurableModuleAsyncOptions<TaskerOptions> & TaskerStructure;
