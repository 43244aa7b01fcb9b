/** What a metric is, before it has a prefix. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it says, with its unit. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of the buckets of a histogram. */
  readonly buckets?: readonly number[];
  /** Where its figures come from: this process, or the rows, which one process of the cluster shows at a time. */
  readonly of: 'process' | 'cluster';
}

const TASK = ['namespace', 'name', 'version'] as const;
const STEP = [...TASK, 'step'] as const;
const TASK_SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];
const STEP_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const WAIT_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600];
const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const BATCH = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Every metric, by the word that code uses for it. */
export const METRIC = {
  tasksCreated: counter('tasks_created_total', 'Tasks created by this process', TASK),
  taskExecutions: counter('task_executions_total', 'Tasks that this process brought to rest, by the state in which they rest', [
    ...TASK,
    'outcome',
  ]),
  taskDuration: histogram('task_duration_seconds', 'Time from the creation of a task until it rested', {
    labels: TASK,
    buckets: TASK_SECONDS,
  }),
  stepAttempts: counter('step_attempts_total', 'Attempts that began in this process', STEP),
  stepExecutions: counter(
    'step_executions_total',
    'Attempts that ended: completed; retrying (failed, another one follows); failed for good; returned unused; lost (the outcome was refused)',
    [...STEP, 'outcome'],
  ),
  stepDuration: histogram('step_duration_seconds', 'Time that handlers ran, of attempts that completed or failed', {
    labels: STEP,
    buckets: STEP_SECONDS,
  }),
  stepWait: histogram('step_wait_seconds', 'Time that steps could have been claimed before they were', {
    labels: STEP,
    buckets: WAIT_SECONDS,
  }),
  leaseLosses: counter('lease_losses_total', 'Times that the worker of this process lost its lease and began anew', []),
  attemptsTakenBack: counter('attempts_taken_back_total', 'Attempts that this process took back from lost or hanging workers', []),
  claimDuration: histogram('claim_duration_seconds', 'Time of a call of the worker loop: outcomes in, steps out', {
    labels: [],
    buckets: CALL_SECONDS,
  }),
  batchOutcomes: histogram('claim_outcomes', 'Outcomes that travelled in one call of the worker loop', { labels: [], buckets: BATCH }),
  batchClaimed: histogram('claim_steps', 'Steps claimed by one call of the worker loop', { labels: [], buckets: BATCH }),
  runningSteps: gauge('running_steps', 'Steps that run in this process', []),
  workerCapacity: gauge('worker_capacity', 'Steps that the worker of this process runs at once at most; pressure lowers it', []),
  poolConnections: gauge('pool_connections', 'Open connections of the pool', []),
  poolIdle: gauge('pool_idle_connections', 'Open connections of the pool that nobody uses', []),
  poolWaiting: gauge('pool_waiting_requests', 'Requests that wait for a connection of the pool', []),
  poolLimit: gauge('pool_limit', 'Connections that the pool opens at most', []),
  eventsDelivered: counter('events_delivered_total', 'Events handed to a subscriber of this process without an error', ['subscriber']),
  eventsFailed: counter('events_failed_total', 'Events at which a subscriber of this process failed', ['subscriber']),
  eventsDropped: counter('events_dropped_total', 'Events dropped because too many waited for a subscriber of this process', ['subscriber']),
  eventsWaiting: gauge('events_waiting', 'Events that wait for a subscriber of this process', ['subscriber']),
  figuresFailures: counter('figures_failures_total', 'Times that this process could not read the figures of the rows', []),
  cacheHits: counter('cache_hits_total', 'Questions to the cache that found an answer, or shared the computation of another one', [
    'group',
  ]),
  cacheMisses: counter('cache_misses_total', 'Questions to the cache that were computed', ['group']),
  cacheFailures: counter(
    'cache_failures_total',
    'Calls to the store of the cache that failed: timeouts; errors; garbage (no answer of the engine); refused (not kept)',
    ['kind'],
  ),
  readySteps: fromRows('ready_steps', 'Steps that may be claimed; counted to a bound, see figures_capped', ['queue', ...TASK]),
  oldestReadyStep: fromRows('oldest_ready_step_seconds', 'Time since the first of the ready steps was ready', ['queue', ...TASK]),
  tasks: fromRows('tasks', 'Unfinished tasks by state; counted to a bound, see figures_capped', ['state']),
  deadLetters: fromRows('dead_letters', 'Tasks that rest in error and wait for a person; counted to a bound, see figures_capped', []),
  staleWarnings: fromRows('stale_warnings', 'Warnings about unfinished tasks that do not go on, by kind', ['kind']),
  bottlenecks: fromRows(
    'bottlenecks',
    'Unfinished tasks that do not move, by the severity of what holds them up; counted to a bound, see figures_capped',
    ['severity'],
  ),
  analyticsAge: fromRows('analytics_age_seconds', 'Time since the moment up to which the history is counted, while a process counts', []),
  workersAlive: fromRows('workers', 'Workers whose lease runs', []),
  figuresCapped: fromRows('figures_capped', '1 while a figure of the rows was counted to its bound only, else 0', []),
  durableWaiting: fromRows('durable_events_waiting', 'Events that a durable subscriber has not taken; counted to a bound', ['subscriber']),
  durableOldest: fromRows('durable_oldest_event_seconds', 'Age of the oldest event that a durable subscriber has not taken', [
    'subscriber',
  ]),
  durableOpen: fromRows('durable_events_open', 'Events that failed and are tried again, with those behind them; counted to a bound', [
    'subscriber',
  ]),
  durableGivenUp: fromRows('durable_events_given_up', 'Events put aside for a person after their last attempt; counted to a bound', [
    'subscriber',
  ]),
  durableDelivered: counterFromRows('durable_events_delivered_total', 'Events that a durable subscriber took', ['subscriber']),
  durableFailed: counterFromRows('durable_events_failed_total', 'Attempts at which a durable subscriber failed', ['subscriber']),
  durableLost: counterFromRows('durable_events_lost_total', 'Events that grew too old before a durable subscriber took them', [
    'subscriber',
  ]),
} as const satisfies Record<string, MetricDeclaration>;

function counter(name: string, help: string, labels: readonly string[]): MetricDeclaration {
  return { name, type: 'counter', help, labels, of: 'process' };
}

function gauge(name: string, help: string, labels: readonly string[]): MetricDeclaration {
  return { name, type: 'gauge', help, labels, of: 'process' };
}

function fromRows(name: string, help: string, labels: readonly string[]): MetricDeclaration {
  return { name, type: 'gauge', help, labels, of: 'cluster' };
}

function counterFromRows(name: string, help: string, labels: readonly string[]): MetricDeclaration {
  return { name, type: 'counter', help, labels, of: 'cluster' };
}

function histogram(name: string, help: string, shape: { labels: readonly string[]; buckets: readonly number[] }): MetricDeclaration {
  return { name, type: 'histogram', help, ...shape, of: 'process' };
}
