import type { Finish, FinishForecast } from '../../analysis/forecast/finish.forecast.js';
import type { WhatIfForecast } from '../../analysis/forecast/what-if.forecast.js';
import type { TaskGraphAnalysis } from '../../analysis/graph/task-graph.analysis.js';
import { snaked, type Snaked } from './snake.case.js';
import { isoTime } from './step.presenter.js';

/** The analysis of a task, as REST shows it (specification: surface §1.9). Keys of maps are ids of steps. */
export type TaskAnalysisJson = Snaked<Omit<TaskGraphAnalysis, 'generatedAt'>> & {
  /** The moment of the snapshot. */
  readonly analysis_timestamp: string;
};

/** An analysis as JSON. */
export function presentTaskAnalysis({ generatedAt, ...analysis }: TaskGraphAnalysis): TaskAnalysisJson {
  return { ...snaked(analysis), analysis_timestamp: generatedAt };
}

/** A finish, as REST shows it. */
export interface FinishJson {
  readonly finish_at: string | null;
  readonly seconds: number | null;
  readonly critical_path: readonly {
    readonly workflow_step_id: number;
    readonly name: string;
    readonly seconds: number;
    readonly basis: string;
  }[];
}

/** A forecast as JSON. */
export function presentForecast({ taskId, state, asOf, expected, cautious, paused, stuckSteps, unmeasuredSteps }: FinishForecast) {
  return {
    task_id: taskId,
    status: state,
    as_of: asOf.toISOString(),
    paused,
    expected: presentFinish(expected),
    cautious: presentFinish(cautious),
    stuck_steps: stuckSteps,
    unmeasured_steps: unmeasuredSteps,
  };
}

/** What becomes of a finish, as JSON. */
export function presentWhatIf({ taskId, asOf, before, after, savedSeconds, becomesCritical, noLongerCritical }: WhatIfForecast) {
  return {
    task_id: taskId,
    as_of: asOf.toISOString(),
    before: presentFinish(before),
    after: presentFinish(after),
    saved_seconds: savedSeconds,
    becomes_critical: becomesCritical,
    no_longer_critical: noLongerCritical,
  };
}

function presentFinish({ finishAt, seconds, criticalPath }: Finish): FinishJson {
  return {
    finish_at: isoTime(finishAt),
    seconds,
    critical_path: criticalPath.map(({ stepId, ...step }) => ({ workflow_step_id: stepId, ...step })),
  };
}
