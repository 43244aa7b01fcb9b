import type { LabelFilter } from './exposition.text.js';
import { WORKFLOW_SHAPES, type ValidationWorkflow } from './validation.workflows.js';

/** A counter of the application, and by how much the run of a workflow has moved it. */
export interface MovedCounter {
  readonly what: string;
  /** Without the prefix. */
  readonly metric: string;
  readonly labels: LabelFilter;
  readonly by: number;
}

/** What one run of each workflow moves. */
export function movedCounters(workflows: readonly ValidationWorkflow[] = WORKFLOW_SHAPES): MovedCounter[] {
  return workflows.flatMap(({ name, steps }) => {
    const task = { namespace: 'tasker_validation', name };
    const completed = { ...task, outcome: 'completed' };
    return [
      { what: `${name}: tasks created`, metric: 'tasks_created_total', labels: task, by: 1 },
      { what: `${name}: tasks completed`, metric: 'task_executions_total', labels: { ...task, outcome: 'complete' }, by: 1 },
      { what: `${name}: durations of tasks`, metric: 'task_duration_seconds_count', labels: task, by: 1 },
      { what: `${name}: attempts begun`, metric: 'step_attempts_total', labels: task, by: steps.length },
      { what: `${name}: attempts completed`, metric: 'step_executions_total', labels: completed, by: steps.length },
      { what: `${name}: durations of attempts`, metric: 'step_duration_seconds_count', labels: task, by: steps.length },
      ...steps.map((step) => ({
        what: `${name}: ${step.name} completed`,
        metric: 'step_executions_total',
        labels: { ...completed, step: step.name },
        by: 1,
      })),
    ];
  });
}

/** A selector of PromQL. */
export function selector(name: string, labels: LabelFilter): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`;
}

/** A query of a dashboard whose answer is a finite number. */
export interface DashboardQuery {
  readonly what: string;
  readonly expression: string;
}

/** Queries as dashboards have them, about the application that has these labels. */
export function dashboardQueries(prefix: string, labels: LabelFilter): DashboardQuery[] {
  const own = { namespace: 'tasker_validation', ...labels };
  const buckets = (metric: string) => selector(`${prefix}_${metric}_bucket`, own);
  return [
    { what: 'workers alive', expression: `max(${prefix}_workers) > 0` },
    { what: 'unfinished tasks', expression: `sum(max by (state) (${prefix}_tasks))` },
    { what: 'dead letters', expression: `max(${prefix}_dead_letters)` },
    { what: 'steps that run', expression: `sum(${selector(`${prefix}_running_steps`, labels)})` },
    { what: 'connections', expression: `sum(${selector(`${prefix}_pool_connections`, labels)}) > 0` },
    { what: 'median of tasks', expression: `histogram_quantile(0.5, sum by (le) (${buckets('task_duration_seconds')}))` },
    { what: '95th percentile of steps', expression: `histogram_quantile(0.95, sum by (le) (${buckets('step_duration_seconds')}))` },
    {
      what: '95th percentile of calls',
      expression: `histogram_quantile(0.95, sum by (le) (${selector(`${prefix}_claim_duration_seconds_bucket`, labels)}))`,
    },
    { what: 'failed attempts', expression: `sum(${selector(`${prefix}_step_executions_total`, { ...own, outcome: 'failed' })})` },
  ];
}
