import type { StepFigures } from '../database/analytics.figures.js';
import type { StepPlace } from './bottleneck.analytics.js';
import { failuresOf, type BottleneckFigures } from './bottleneck.figures.js';
import { durationWords } from './duration.words.js';
import { percentOf } from './figure.rounding.js';
import type { Recommendation } from './recommendation.js';

/** More of them are not read. */
const MOST = 5;

type Rule = (figures: BottleneckFigures) => Recommendation | null;

/** Fewer of them say nothing about the next one. */
const ENOUGH = { tasks: 20, attempts: 20, retried: 5, failures: 5, completed: 5 };

/** In the order of what they cost: tasks, then time. */
const RULES: readonly Rule[] = [
  tasksFail,
  oneErrorDominates,
  retriesDoNotHelp,
  stepsWait,
  longTasks,
  dependenciesBlock,
  manyRetries,
  unevenDurations,
  overhead,
];

/** At most five, what costs tasks first and what costs time after it; none without a figure that gives reason for one. */
export function recommendations(figures: BottleneckFigures): Recommendation[] {
  return RULES.flatMap((rule) => rule(figures) ?? []).slice(0, MOST);
}

function tasksFail({ window: { tasks }, busiestSteps }: BottleneckFigures): Recommendation | null {
  const value = percentOf(tasks.error, tasks.created);
  if (tasks.created < ENOUGH.tasks || value < 5) return null;
  const about = mostOf(busiestSteps, ({ givenUp }) => givenUp);
  const where = about === null ? '' : ` Most attempts that were given up are those of ${nameOf(about)}.`;
  const message = `${tasks.error} of ${tasks.created} tasks (${value} %) are in error and wait for a person.${where}`;
  return { code: 'tasks_fail', message, figure: { name: 'recentErrorRate', value, unit: 'percent', threshold: 5 }, about };
}

function oneErrorDominates({ errors, busiestSteps }: BottleneckFigures): Recommendation | null {
  const [first] = errors;
  if (first === undefined || first.failures < ENOUGH.failures) return null;
  const failures = failuresOf(errors);
  const value = percentOf(first.failures, failures);
  if (value < 50) return null;
  const places = busiestSteps.filter(({ stepName }) => stepName === first.stepName);
  const [about] = places;
  const message = `${first.errorClass} is ${first.failures} of ${failures} failures (${value} %), most of them in step '${first.stepName}': what removes it removes most failures.`;
  const figure = { name: 'commonErrorTypes.share', value, unit: 'percent', threshold: 50 } as const;
  return { code: 'one_error_dominates', message, figure, about: places.length === 1 ? placeOf(about!) : null };
}

function retriesDoNotHelp({ window: { steps }, busiestSteps }: BottleneckFigures): Recommendation | null {
  const value = percentOf(steps.recovered, steps.retried);
  if (steps.retried < ENOUGH.retried || value >= 50) return null;
  const about = mostOf(busiestSteps, ({ retried, recovered }) => retried - recovered);
  const message =
    `Of ${steps.retried} steps that were tried again ${steps.recovered} completed (${value} %): let handlers throw a PermanentError ` +
    `where another attempt cannot succeed, or wait longer between attempts${at(about)}.`;
  return {
    code: 'retries_do_not_help',
    message,
    figure: { name: 'retrySuccessRate', value, unit: 'percent', threshold: 50 },
    about,
  };
}

function stepsWait({ window: { steps }, busiestSteps }: BottleneckFigures): Recommendation | null {
  const { waits, durations } = steps;
  const threshold = Math.max(1, durations.average ?? 0);
  if (waits.average === null || waits.count < ENOUGH.attempts || waits.average <= threshold) return null;
  const about = mostOf(busiestSteps, (step) => (step.waits.average ?? 0) * step.waits.count);
  const message =
    `Steps wait ${durationWords(waits.average)} for a worker and take ${durationWords(durations.average ?? 0)}: start more workers, raise ` +
    `worker.concurrency, or look at the limits of their queues${at(about)}.`;
  return {
    code: 'steps_wait',
    message,
    figure: { name: 'stepTimes.wait.average', value: waits.average, unit: 'seconds', threshold },
    about,
  };
}

function longTasks({ window, busiestSteps }: BottleneckFigures): Recommendation | null {
  const { p50, p95, count } = window.tasks.durations;
  if (p50 === null || p95 === null || count < ENOUGH.completed || p95 <= 60) return null;
  const about = mostOf(busiestSteps, ({ totalSeconds }) => totalSeconds);
  const most = about === null ? '' : ` Most of the time goes to ${nameOf(about)}.`;
  const message = `Half of the tasks take ${durationWords(p50)} or less, one of twenty ${durationWords(p95)} or more.${most}`;
  return {
    code: 'long_tasks',
    message,
    figure: { name: 'performanceDistribution.p95', value: p95, unit: 'seconds', threshold: 60 },
    about,
  };
}

/** Waits of more than five minutes count (specification: engine core §7.4). */
function dependenciesBlock({ blocked }: BottleneckFigures): Recommendation | null {
  const longest = blocked.mostBlocked.find(({ averageWait }) => averageWait > 300);
  if (longest === undefined) return null;
  const { steps, averageWait } = longest;
  const about = placeOf(longest);
  const message = `${steps} of ${nameOf(about)} wait for the steps before them, for ${durationWords(averageWait)} on average: see what holds those up.`;
  const figure = { name: 'mostBlockedSteps.averageWait', value: averageWait, unit: 'seconds', threshold: 300 } as const;
  return { code: 'dependencies_block', message, figure, about };
}

function manyRetries({ window: { steps }, busiestSteps }: BottleneckFigures): Recommendation | null {
  const value = percentOf(steps.failed, steps.attempts);
  const helps = steps.retried < ENOUGH.retried || percentOf(steps.recovered, steps.retried) >= 50;
  if (steps.attempts < ENOUGH.attempts || value < 10 || !helps) return null;
  const about = mostOf(busiestSteps, ({ failed }) => failed);
  const message = `${steps.failed} of ${steps.attempts} attempts fail (${value} %) and are mostly made good by another one, later${at(about)}.`;
  return { code: 'many_retries', message, figure: { name: 'failedAttempts', value, unit: 'percent', threshold: 10 }, about };
}

function unevenDurations({ window: { tasks } }: BottleneckFigures): Recommendation | null {
  const { p50, p99, count } = tasks.durations;
  if (p50 === null || p99 === null || count < 100) return null;
  const threshold = Math.max(10, 10 * p50);
  if (p99 <= threshold) return null;
  const message = `One of a hundred tasks takes ${durationWords(p99)} or more, half of them ${durationWords(p50)} or less: see what the slowest tasks have in common.`;
  const figure = { name: 'performanceDistribution.p99', value: p99, unit: 'seconds', threshold } as const;
  return { code: 'uneven_durations', message, figure, about: null };
}

function overhead({ window: { steps } }: BottleneckFigures): Recommendation | null {
  const { overheadAverage: value, runs, durations } = steps;
  const threshold = Math.max(0.05, runs.average ?? 0);
  if (value === null || durations.count < ENOUGH.attempts || value <= threshold) return null;
  const message =
    `Handlers run for ${durationWords(runs.average ?? 0)}, and ${durationWords(value)} more pass until their outcomes are recorded: see how busy ` +
    'the database and the workers are, or make one step of several short ones.';
  return { code: 'overhead', message, figure: { name: 'stepTimes.overhead', value, unit: 'seconds', threshold }, about: null };
}

/** The step with most of something; null when no step has any. */
function mostOf(steps: readonly StepFigures[], measure: (step: StepFigures) => number): StepPlace | null {
  let most: StepFigures | undefined;
  for (const step of steps) if (measure(step) > (most === undefined ? 0 : measure(most))) most = step;
  return most === undefined ? null : placeOf(most);
}

function placeOf({ namespace, taskName, version, stepName }: StepPlace): StepPlace {
  return { namespace, taskName, version, stepName };
}

function at(about: StepPlace | null): string {
  return about === null ? '' : `; begin with ${nameOf(about)}`;
}

function nameOf({ namespace, taskName, version, stepName }: StepPlace): string {
  return `step '${stepName}' of ${namespace}/${taskName} ${version}`;
}
