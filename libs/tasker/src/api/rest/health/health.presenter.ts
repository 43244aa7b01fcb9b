import { utilizationOf, type SystemStatus } from '../../../health/health.status.js';
import type { ReadinessReport } from '../../../health/readiness.js';
import { snaked } from '../snake.case.js';

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Whether this process is ready, as REST shows it (specification: surface §8.3). */
export function presentReadiness({ ready, checks, failedChecks, at, durationMs }: ReadinessReport) {
  return {
    ready,
    checks: snaked(checks),
    failed_checks: snaked({ failedChecks }).failed_checks.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    message: ready ? 'ready' : `not ready: ${failedChecks.map((name) => checks[name]?.message).join('; ')}`,
    timestamp: at.toISOString(),
    check_duration: Number((durationMs / 1000).toFixed(5)),
  };
}

/** How the system does, as REST shows it (specification: surface §8.4). */
export function presentStatus({
  healthy,
  problems,
  counts,
  lastHour,
  queue,
  pool,
  readiness,
  generatedAt,
  durationMs,
  cached,
}: SystemStatus) {
  return {
    healthy,
    status: healthy ? ('healthy' as const) : ('unhealthy' as const),
    problems: problems.map((problem) => problem.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    metrics: counts === null ? null : presentCounts(counts),
    database: {
      active_connections: counts?.activeConnections ?? null,
      max_connections: counts?.maxConnections ?? null,
      connection_utilization: counts === null ? null : hundredths(100 * utilizationOf(counts)),
      pool,
    },
    queue: snaked(queue),
    process: presentReadiness(readiness),
    performance_analytics: lastHour === null ? null : { ...snaked(lastHour), analysis_period: '1 hour' as const },
    counted_at: counts?.countedAt.toISOString() ?? null,
    generated_at: generatedAt.toISOString(),
    generation_duration: Number((durationMs / 1000).toFixed(5)),
    cached,
  };
}

function presentCounts(counts: NonNullable<SystemStatus['counts']>) {
  return {
    tasks: {
      ...{ total: counts.totalTasks, pending: counts.pendingTasks, in_progress: counts.inProgressTasks, complete: counts.completeTasks },
      ...{ error: counts.errorTasks, cancelled: counts.cancelledTasks },
    },
    steps: {
      ...{ total: counts.totalSteps, pending: counts.pendingSteps, in_progress: counts.inProgressSteps },
      ...{ complete: counts.completeSteps, error: counts.errorSteps },
    },
    retries: {
      ...{ retryable_errors: counts.retryableErrorSteps, exhausted_retries: counts.exhaustedRetrySteps, in_backoff: counts.inBackoffSteps },
    },
  };
}
