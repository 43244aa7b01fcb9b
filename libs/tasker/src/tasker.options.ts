import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { DataSource } from 'typeorm';

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
}

/** How this process works on steps. */
export interface WorkerOptions {
  /** Most steps run at once. Default 64. */
  concurrency?: number;
  /** Queues served. Default `['default']`. */
  queues?: string[];
  /** Longest time between two looks at an empty queue; the safety net under notifications. Jittered ± 20 %. Default `'5s'`. */
  pollInterval?: Duration;
  /** A worker silent for this long is dead; its steps go back. Default `'15s'`, minimum `'1s'`. */
  lease?: Duration;
  /** How long shutdown waits for running steps before it aborts them and hands them back. Default `'30s'`. */
  drainTimeout?: Duration;
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

/** Everything that `TaskerModule.forRoot` takes besides structure. Unknown keys are refused with their path. */
export interface TaskerOptions {
  database: DatabaseOptions;
  /** False: this process only creates and reads tasks. */
  worker?: WorkerOptions | false;
  /** `'none'` says aloud that anybody who reaches the API may use it. Required unless `api: false`. */
  auth?: 'none';
  backoff?: BackoffOptions;
  execution?: ExecutionOptions;
  limits?: LimitsOptions;
  definitions?: DefinitionsOptions;
  identity?: IdentityOptions;
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
  /** REST routes below `path` (default `tasker`), or none. */
  api?: { path?: string; rest?: boolean } | false;
  /** Provide the engine to all modules. Default true. */
  global?: boolean;
}

/** What `TaskerModule.forRoot` takes. `auth` may be left out only without an API. */
export type TaskerRootOptions =
  | (Omit<TaskerOptions, 'auth'> & TaskerStructure & { auth: NonNullable<TaskerOptions['auth']> })
  | (TaskerOptions & Omit<TaskerStructure, 'api'> & { api: false });

/** What `TaskerModule.forRootAsync` takes: the factory of the options, and the structure beside it. */
export type TaskerAsyncOptions = ConfigurableModuleAsyncOptions<TaskerOptions> & TaskerStructure;
