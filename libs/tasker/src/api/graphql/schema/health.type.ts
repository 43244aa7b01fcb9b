import { is, json, many, maybe, moment, number, objectOf, text, truth, whole } from './shape.js';

const Counts = objectOf('TaskerHealthCounts', 'Tasks and steps by state, and connections of the database.', {
  totalTasks: number(),
  pendingTasks: number(),
  inProgressTasks: number(),
  completeTasks: number(),
  errorTasks: number(),
  cancelledTasks: number(),
  totalSteps: number(),
  pendingSteps: number(),
  inProgressSteps: number(),
  completeSteps: number(),
  errorSteps: number(),
  retryableErrorSteps: number('In error, with an attempt to come.'),
  exhaustedRetrySteps: number('In error, with no attempt left.'),
  inBackoffSteps: number(),
  activeConnections: whole(),
  maxConnections: whole(),
  countedAt: moment(),
});

const Recent = objectOf('TaskerRecentFigures', 'What became of the tasks created in the last hour.', {
  taskThroughput: whole(),
  completionCount: whole(),
  errorCount: whole(),
  stepThroughput: whole(),
  avgTaskDuration: maybe(number('Seconds.')),
  avgStepDuration: maybe(number('Seconds.')),
});

const Queue = objectOf('TaskerQueueStatus', 'What waits, and who works.', {
  readySteps: whole(),
  oldestReadySeconds: maybe(number('Since the first of them was ready.')),
  unfinishedTasks: whole(),
  deadLetters: whole(),
  warnings: json('About unfinished tasks, by kind.'),
  workers: whole('Whose lease runs.'),
  capped: truth('Something was counted to its bound only.'),
});

/** How the whole system does. */
export const TaskerHealthStatus = objectOf('TaskerHealthStatus', 'How the whole system does.', {
  healthy: truth('There is no problem.'),
  problems: many(text('ready, connectionUtilization, errorRate, queueAge or workers.')),
  counts: maybe(is(() => Counts, 'Null where analytics is off.')),
  lastHour: maybe(is(() => Recent)),
  queue: is(() => Queue),
  pool: json('Connections of this process.'),
  readiness: json('Whether this process is ready, and its checks.'),
  generatedAt: moment(),
  durationMs: number(),
  cached: truth('It was found out for somebody before.'),
});
