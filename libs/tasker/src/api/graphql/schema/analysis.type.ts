import { id, is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';
import { TaskerStatus } from './words.js';

const GraphNode = objectOf('TaskerGraphNode', 'A step and its place in the graph.', { id: id(), name: text(), level: whole() });

const GraphEdge = objectOf('TaskerGraphEdge', '`to` depends on `from`.', { from: id(), to: id(), fromName: text(), toName: text() });

const RuntimeGraph = objectOf('TaskerRuntimeGraph', 'The graph of a task.', {
  nodes: many(is(() => GraphNode)),
  edges: many(is(() => GraphEdge)),
  dependencyLevels: json('Longest distance from a root, by step id.'),
});

const PathBottleneck = objectOf('TaskerPathBottleneck', 'A step of a path that is blocked or in error.', {
  stepId: id(),
  stepName: text(),
  reason: text(),
  severity: number('Points.'),
  impact: text(),
});

const CriticalPath = objectOf('TaskerCriticalPath', 'One way through a task and how its steps stand.', {
  path: many(id('Steps from root to leaf.')),
  length: whole(),
  stepNames: many(text()),
  completedSteps: whole(),
  blockedSteps: whole(),
  errorSteps: whole(),
  retrySteps: whole(),
  readySteps: whole(),
  estimatedDuration: number('Seconds.'),
  bottlenecks: many(is(() => PathBottleneck)),
  criticalityScore: number('Points.'),
  completionPercentage: number(),
});

const CriticalPaths = objectOf('TaskerCriticalPaths', 'The ways through a task.', {
  totalPaths: text('A whole number, however large.'),
  longestPathLength: whole(),
  paths: many(is(() => CriticalPath, 'The five of the highest score.')),
  rootNodes: many(id()),
  leafNodes: many(id()),
});

const ParallelismLevel = objectOf('TaskerParallelismLevel', 'Steps that are equally far from the roots.', {
  level: whole(),
  totalSteps: whole(),
  readySteps: whole(),
  blockedSteps: whole(),
  errorSteps: whole(),
  completedSteps: whole(),
  stepNames: many(text()),
  parallelismPotential: text('High, Medium or Low.'),
  bottleneckRisk: text('High or Low.'),
});

const Parallelism = objectOf('TaskerParallelism', 'What runs or could run side by side.', {
  totalSteps: whole(),
  totalLevels: whole(),
  maxParallelSteps: whole(),
  currentParallelOpportunities: whole(),
  blockedParallelOpportunities: whole(),
  overallCompletion: number('Percent.'),
  levels: many(is(() => ParallelismLevel)),
  parallelismEfficiency: number('Percent of levels with more than one ready step.'),
});

const RetryAnalysis = objectOf('TaskerRetryAnalysis', 'Whether a failed step will be tried again.', {
  exhausted: truth(),
  remainingAttempts: whole(),
  inBackoff: truth(),
  nextRetryAt: maybe(moment()),
  retryable: truth('Another attempt will follow by itself.'),
});

const RecoveryStrategy = objectOf('TaskerRecoveryStrategy', 'One thing that can be done about a failed step.', {
  strategy: text(),
  priority: text('High, Medium or Low.'),
  description: text(),
});

const ErrorChain = objectOf('TaskerErrorChain', 'A failed step and what waits behind it.', {
  errorStepId: id(),
  errorStepName: text(),
  errorAttempts: whole(),
  retryLimit: whole(),
  retryAnalysis: is(() => RetryAnalysis),
  downstreamSteps: many(id('Of more than 1,000 the nearest.')),
  blockedDownstreamSteps: whole(),
  totalDownstreamSteps: whole(),
  totalImpact: number('Points.'),
  recoveryStrategies: many(is(() => RecoveryStrategy)),
});

const RecoveryPriority = objectOf('TaskerRecoveryPriority', 'A failed step that should be looked at first.', {
  stepName: text(),
  priorityLevel: text(),
  reason: text(),
  recommendedAction: text(),
});

const ErrorChains = objectOf('TaskerErrorChains', 'The failed steps of a task and what waits behind them.', {
  totalErrorSteps: whole(),
  totalSteps: whole(),
  errorPercentage: number(),
  totalBlockedByErrors: whole(),
  distinctBlockedByErrors: whole(),
  mostCriticalError: maybe(is(() => ErrorChain)),
  errorChains: many(is(() => ErrorChain)),
  recoveryPriority: many(is(() => RecoveryPriority)),
  taskHealth: text(),
});

const StepBottleneck = objectOf('TaskerStepBottleneck', 'A step that holds its task up.', {
  stepId: id(),
  stepName: text(),
  currentStatus: is(() => TaskerStatus),
  attempts: whole(),
  retryLimit: whole(),
  dependenciesSatisfied: truth(),
  downstreamStepsCount: whole(),
  blockedDownstreamCount: whole(),
  impactScore: number('Points.'),
  severity: text('Critical, High, Medium or Low.'),
  bottleneckType: text(),
  resolutionStrategy: text(),
  estimatedResolutionTime: text(),
});

const Bottlenecks = objectOf('TaskerBottlenecks', 'The steps that hold a task up.', {
  totalBottlenecks: whole(),
  criticalBottlenecks: whole(),
  totalBlockedSteps: whole(),
  distinctBlockedSteps: whole(),
  bottlenecks: many(is(() => StepBottleneck, 'The ten of the highest score.')),
  taskHealth: text(),
  taskCompletion: number('Percent.'),
  failedStepsRatio: number('From 0 to 1.'),
  overallImpact: text(),
});

const ExecutionSummary = objectOf('TaskerExecutionSummary', 'The figures of an analysis on one look.', {
  totalSteps: whole(),
  totalDependencies: whole(),
  dependencyLevels: whole('Number of levels.'),
  longestPathLength: whole(),
  criticalBottlenecksCount: whole(),
  errorChainsCount: whole(),
  parallelismEfficiency: number(),
  overallHealth: text('healthy, warning or critical.'),
  recommendations: many(text()),
});

/** All that is known of the graph of a task. */
export const TaskerTaskAnalysis = objectOf('TaskerTaskAnalysis', 'All that is known of the graph of a task at one moment.', {
  taskId: id(),
  dependencyGraph: is(() => RuntimeGraph),
  criticalPaths: is(() => CriticalPaths),
  parallelismOpportunities: is(() => Parallelism),
  errorChains: is(() => ErrorChains),
  bottlenecks: is(() => Bottlenecks),
  taskExecutionSummary: is(() => ExecutionSummary),
  generatedAt: moment(),
});

const ForecastStep = objectOf('TaskerForecastStep', 'A step that decides when a task is finished.', {
  stepId: id(),
  name: text(),
  seconds: number('What is left of it, with its wait for a worker.'),
  basis: text('step, definition or assumed.'),
});

const Finish = objectOf('TaskerFinish', 'When a task will be finished.', {
  finishAt: maybe(moment('Null when nobody knows.')),
  seconds: maybe(number()),
  criticalPath: many(is(() => ForecastStep, 'The steps that decide it.')),
});

/** When a task will be finished. */
export const TaskerForecast = objectOf('TaskerForecast', 'When a task will be finished, from how long its steps took.', {
  asOf: moment(),
  expected: is(() => Finish, 'Steps take as long as they did on average.'),
  cautious: is(() => Finish, 'Each takes as long as only 5 of 100 attempts did.'),
  paused: truth(),
  stuckSteps: many(text('They do not run by themselves, and others wait for them.')),
  unmeasuredSteps: many(text('No attempt of them was measured.')),
});

/** What becomes of the finish when steps take longer or shorter. */
export const TaskerWhatIf = objectOf('TaskerWhatIf', 'What becomes of the expected finish when steps take longer or shorter.', {
  asOf: moment(),
  before: is(() => Finish),
  after: is(() => Finish),
  savedSeconds: maybe(number()),
  becomesCritical: many(text()),
  noLongerCritical: many(text()),
});
