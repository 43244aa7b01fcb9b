import type { JsonSchema } from '../../../model/json.js';
import { TASK_STATES } from '../../../model/states.js';
import { ref } from '../contract/route.contract.js';
import { body, count, integer, listOf, mapOf, moment, nullable, number, object, oneOfWords, truth, uuid, word } from './schema.words.js';
import { ERROR_CHAINS } from './error-chain.schemas.js';

const ID = integer('Place of the step in its task.', { minimum: 1 });
const IDS = listOf(ID);
const NAMES = listOf(word());
const SEVERITY = oneOfWords(['Critical', 'High', 'Medium', 'Low'], 'By `dependencyGraph.severityThresholds`.');
const HEALTH = oneOfWords(['healthy', 'recovering', 'blocked']);

const GRAPH = object('The graph of a task.', {
  nodes: listOf(object('A step and its place.', { id: ID, name: word(), level: count('Longest distance from a root.') })),
  edges: listOf(object('`to` depends on `from`.', { from: ID, to: ID, from_name: word(), to_name: word() })),
  adjacency_list: mapOf(IDS, 'Ids of the steps that depend on it, by step id.'),
  reverse_adjacency_list: mapOf(IDS, 'Ids of the steps that it depends on, by step id.'),
  dependency_levels: mapOf(count(), 'Level by step id.'),
});

const PATH = object('A way through a task, and how its steps stand.', {
  path: listOf(ID, 'From root to leaf.'),
  length: count(),
  step_names: NAMES,
  completed_steps: count(),
  blocked_steps: count(),
  error_steps: count(),
  retry_steps: count(),
  ready_steps: count(),
  estimated_duration: number('Seconds, by `dependencyGraph.durationEstimates`.'),
  bottlenecks: listOf(
    object('A step that is blocked or in error.', {
      step_id: ID,
      step_name: word(),
      reason: word(),
      severity: number('Points.'),
      impact: word(),
    }),
  ),
  criticality_score: number('Points, from 0 on.'),
  completion_percentage: number(),
});

const CRITICAL_PATHS = object('The ways through a task.', {
  total_paths: { type: ['integer', 'string'], description: 'Exact; as text above 2^53 - 1.' },
  longest_path_length: count(),
  paths: listOf(ref('CriticalPath'), 'The five of the highest score.'),
  root_nodes: IDS,
  leaf_nodes: IDS,
});

const PARALLELISM = object('What runs or could run side by side.', {
  total_steps: count(),
  total_levels: count(),
  max_parallel_steps: count(),
  current_parallel_opportunities: count('Steps that may be claimed at this moment.'),
  blocked_parallel_opportunities: count(),
  overall_completion: number('Percent.'),
  levels: listOf(
    object('Steps that are equally far from the roots.', {
      level: count(),
      total_steps: count(),
      ready_steps: count(),
      blocked_steps: count(),
      error_steps: count(),
      completed_steps: count(),
      step_names: NAMES,
      parallelism_potential: oneOfWords(['High', 'Medium', 'Low'], 'More than one ready step, one, or none.'),
      bottleneck_risk: oneOfWords(['High', 'Low'], 'High: more than half of the steps are blocked.'),
    }),
  ),
  parallelism_efficiency: number('Percentage of levels with more than one ready step.'),
});

const BOTTLENECK = object('A step that holds its task up.', {
  step_id: ID,
  step_name: word(),
  current_state: oneOfWords(TASK_STATES),
  attempts: count(),
  retry_limit: integer(),
  dependencies_satisfied: truth(),
  downstream_steps_count: count(),
  blocked_downstream_count: count(),
  impact_score: number('Points.'),
  severity: SEVERITY,
  bottleneck_type: word(),
  resolution_strategy: word('What a person should do.'),
  estimated_resolution_time: word(),
});

const BOTTLENECKS = object('The steps that hold a task up.', {
  total_bottlenecks: count(),
  critical_bottlenecks: count(),
  total_blocked_steps: count('A step behind two bottlenecks counts twice.'),
  distinct_blocked_steps: count('The same, each step counted once.'),
  bottlenecks: listOf(ref('StepBottleneck'), 'The ten of the highest score.'),
  task_health: HEALTH,
  task_completion: number('Percent.'),
  failed_steps_ratio: number('From 0 to 1.'),
  overall_impact: oneOfWords(['None', 'Low', 'Medium', 'High', 'Severe']),
});

const SUMMARY = object('The figures of an analysis on one look.', {
  total_steps: count(),
  total_dependencies: count(),
  dependency_levels: count(),
  longest_path_length: count(),
  critical_bottlenecks_count: count(),
  error_chains_count: count(),
  parallelism_efficiency: number(),
  overall_health: oneOfWords(['healthy', 'warning', 'critical']),
  recommendations: listOf(word(), 'Sentences; none when there is nothing to do.'),
});

const FINISH = object('When a task is finished.', {
  finish_at: nullable(moment('Null when nobody knows: a person has to act first, or the task is paused.')),
  seconds: nullable(number('From the moment of the forecast, or from that at which the task is resumed.')),
  critical_path: listOf(
    object('A step that decides it.', {
      workflow_step_id: ID,
      name: word(),
      seconds: number('What is left of it.'),
      basis: oneOfWords(['step', 'definition', 'assumed'], 'What its duration is taken from.'),
    }),
  ),
});

/** By what the durations of steps are multiplied. */
export const WHAT_IF_BODY = body(
  'What is tried.',
  {
    factors: {
      ...mapOf(
        number(undefined, { minimum: 0, maximum: 1_000_000 }),
        'By what the duration of a step is multiplied, by its name: 0.5 is twice as fast.',
      ),
      minProperties: 1,
    },
  },
  ['factors'],
);

/** Analyses of one task. */
export const TASK_ANALYSIS_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...ERROR_CHAINS,
  TaskAnalysis: object('How a task is shaped, and what holds it up.', {
    task_id: uuid(),
    dependency_graph: ref('TaskGraph'),
    critical_paths: CRITICAL_PATHS,
    parallelism_opportunities: PARALLELISM,
    error_chains: ref('ErrorChains'),
    bottlenecks: BOTTLENECKS,
    task_execution_summary: SUMMARY,
    analysis_timestamp: moment('The moment that it is about.'),
  }),
  TaskAnalysisAnswer: object('An analysis.', { dependency_analysis: ref('TaskAnalysis') }),
  TaskGraph: GRAPH,
  CriticalPath: PATH,
  StepBottleneck: BOTTLENECK,
  Finish: FINISH,
  TaskForecastAnswer: object('A forecast.', {
    forecast: object('When a task will be finished, from how long its steps have taken.', {
      task_id: uuid(),
      status: oneOfWords(TASK_STATES),
      as_of: moment('The moment that everything counts from.'),
      paused: truth(),
      expected: { ...ref('Finish'), description: 'Steps take as long as they did on average.' },
      cautious: { ...ref('Finish'), description: 'Each takes as long as only 5 of 100 attempts did.' },
      stuck_steps: listOf(word(), 'Steps that will not run by themselves and that others wait for.'),
      unmeasured_steps: listOf(word(), 'Unfinished steps of which no attempt was measured.'),
    }),
  }),
  WhatIfBody: WHAT_IF_BODY,
  TaskWhatIfAnswer: object('What becomes of a forecast.', {
    what_if: object('The expected finish without and with the factors.', {
      task_id: uuid(),
      as_of: moment('The moment that everything counts from.'),
      before: ref('Finish'),
      after: ref('Finish'),
      saved_seconds: nullable(number('How much sooner; negative: later.')),
      becomes_critical: listOf(word(), 'Steps that decide the finish only with the factors.'),
      no_longer_critical: listOf(word(), 'Steps that decide it no longer.'),
    }),
  }),
};
