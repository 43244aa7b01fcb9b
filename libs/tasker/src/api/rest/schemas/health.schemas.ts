import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { count, listOf, mapOf, moment, nullable, number, object, oneOfWords, truth, word } from './schema.words.js';

const CHECKS = ['database', 'migrations', 'event_loop', 'worker', 'lifecycle'];
const PROBLEMS = ['ready', 'connection_utilization', 'error_rate', 'queue_age', 'workers'];

/** Health of the process and of the system. */
export const HEALTH_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ProcessLiveness: object('The process answers.', { alive: truth(), timestamp: moment(), service: word('Always `tasker`.') }),
  HealthCheckResult: object(
    'What a check found.',
    {
      status: oneOfWords(['healthy', 'unhealthy']),
      message: word(),
      response_time_ms: number('How long the database took to answer.'),
    },
    { optional: ['response_time_ms'] },
  ),
  ProcessReadiness: object('Whether this process may be sent work.', {
    ready: truth(),
    checks: object('What was looked at.', Object.fromEntries(CHECKS.map((name) => [name, ref('HealthCheckResult')])), { optional: CHECKS }),
    failed_checks: listOf(oneOfWords(CHECKS)),
    message: word(),
    timestamp: moment('When it was found out.'),
    check_duration: number('Seconds.'),
  }),
  SystemStatus: object('How the system does.', {
    healthy: truth('There is no problem.'),
    status: oneOfWords(['healthy', 'unhealthy']),
    problems: listOf(oneOfWords(PROBLEMS), 'What is beyond its threshold (`health.thresholds`), and `ready` where this process is not.'),
    metrics: nullable(ref('SystemMetrics')),
    database: object('Connections.', {
      active_connections: nullable(count('Sessions of this database that run a statement.')),
      max_connections: nullable(count('What the server allows.')),
      connection_utilization: nullable(number('In percent.')),
      pool: object("Connections of this process's pool.", { total: count(), idle: count(), waiting: count('Callers who wait for one.') }),
    }),
    queue: object('What waits, and who works.', {
      ready_steps: count(),
      oldest_ready_seconds: nullable(number('Since the first of them was ready.')),
      unfinished_tasks: count(),
      dead_letters: count(),
      warnings: mapOf(count(), 'Warnings about unfinished tasks, by kind.'),
      workers: count('Whose lease runs.'),
      capped: truth('Something was counted to its bound only.'),
    }),
    process: ref('ProcessReadiness'),
    performance_analytics: nullable(
      object('Tasks created in the last hour, and steps completed in it; null where `analytics` is false.', {
        task_throughput: count('Created.'),
        completion_count: count('Of those, complete by now.'),
        error_count: count('Of those, in error by now.'),
        step_throughput: count(),
        avg_task_duration: nullable(number('Seconds.')),
        avg_step_duration: nullable(number('Seconds.')),
        analysis_period: word(),
      }),
    ),
    counted_at: nullable(moment('As of when `metrics` are.')),
    generated_at: moment(),
    generation_duration: number('Seconds.'),
    cached: truth('It was found out for somebody before.'),
  }),
  SystemMetrics: object('Tasks and steps by state; null where `analytics` is false.', {
    tasks: object('Tasks.', {
      total: count(),
      pending: count(),
      in_progress: count(),
      complete: count(),
      error: count(),
      cancelled: count(),
    }),
    steps: object('Steps.', { total: count(), pending: count(), in_progress: count(), complete: count(), error: count() }),
    retries: object('Steps in error.', {
      retryable_errors: count('With an attempt to come.'),
      exhausted_retries: count('With no attempt left.'),
      in_backoff: count('Those of the retryable whose time has not come.'),
    }),
  }),
};
