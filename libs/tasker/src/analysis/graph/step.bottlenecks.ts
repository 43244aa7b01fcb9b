import { analysedTask, completionPercentage, type AnalysedTask } from './analysed.task.js';
import { UNSTEADY_ATTEMPTS, bottleneckType, resolutionStrategy, resolutionTime, severityOf } from './bottleneck.words.js';
import type { DependencyGraphSettings } from './dependency-graph.settings.js';
import { countDescendants, type DescendantCounts } from './descendant.counts.js';
import { blockedBehind } from './error.chains.js';
import { neighboursOf } from './indexed.graph.js';
import { isFinished, type StepCondition } from './step.condition.js';
import type { Bottlenecks, StepBottleneck } from './task-graph.analysis.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

const MOST_BOTTLENECKS = 10;
/** Of a cancelled step that others depend on: none of them will ever start by itself. */
const NOTHING_FOLLOWS = {
  bottleneckType: 'Permanent Failure',
  resolutionStrategy: 'Manual intervention required',
  estimatedResolutionTime: 'Immediate action needed',
} as const;

/**
 * The step that holds a task up which does not move: of those that wait for no other step, the one of the highest impact. A step that was
 * put off until a time waits as it was told. Undefined: no step holds it up.
 */
export function causeOfDelay(snapshot: TaskGraphSnapshot, settings: DependencyGraphSettings): StepBottleneck | undefined {
  const task = analysedTask(snapshot);
  const terms = { task, behind: blockedDescendants(task), settings };
  const [worst] = ranked(causes(task), terms);
  if (worst === undefined) return undefined;
  const cause = described(worst, terms);
  return cause.currentState === 'cancelled' ? { ...cause, ...NOTHING_FOLLOWS } : cause;
}

/** How many steps stand behind each step, and how many of them wait for their parents. */
export function blockedDescendants({ graph, conditions }: AnalysedTask): DescendantCounts {
  return countDescendants(graph, (position) => conditions[position]!.blocked);
}

/** The steps that hold a task up (specification: engine core §7.2). Nothing holds up a task that is finished. */
export function bottlenecks(task: AnalysedTask, behind: DescendantCounts, settings: DependencyGraphSettings): Bottlenecks {
  const { totals, snapshot } = task;
  const positions = candidates(task);
  const all = ranked(positions, { task, behind, settings });
  const severities = all.map(({ score }) => severityOf(score, settings.severityThresholds));
  const criticalBottlenecks = severities.filter((severity) => severity === 'Critical').length;
  return {
    totalBottlenecks: all.length,
    criticalBottlenecks,
    totalBlockedSteps: positions.reduce((sum, position) => sum + behind.marked[position]!, 0),
    distinctBlockedSteps: blockedBehind(task, positions),
    bottlenecks: all.slice(0, MOST_BOTTLENECKS).map((found) => described(found, { task, behind, settings })),
    taskHealth: snapshot.health,
    taskCompletion: completionPercentage(task),
    failedStepsRatio: totals.steps === 0 ? 0 : totals.failed / totals.steps,
    overallImpact: overallImpact(
      { all: all.length, critical: criticalBottlenecks, high: severities.filter((s) => s === 'High').length },
      task,
    ),
  };
}

/** Failed steps if there are any; else those that wait for a parent, were tried again, or may not be tried. */
function candidates({ snapshot, conditions, totals, finished }: AnalysedTask): number[] {
  if (finished) return [];
  const holdsUp = ({ blocked, attempts, retryEligible }: StepCondition) => blocked || attempts >= UNSTEADY_ATTEMPTS || !retryEligible;
  const isOne = (position: number) => {
    const condition = conditions[position]!;
    return totals.failed > 0 ? condition.failed : !isFinished(snapshot.steps[position]!.state) && holdsUp(condition);
  };
  return conditions.map((_, position) => position).filter(isOne);
}

/** Steps that keep a task from going on: unfinished ones that wait for no other step, and cancelled ones that another waits for. */
function causes(task: AnalysedTask): number[] {
  const { snapshot, graph, conditions, finished } = task;
  if (finished) return [];
  const stands = (position: number) => {
    const { state } = snapshot.steps[position]!;
    if (state === 'cancelled') return neighboursOf(graph.children, position).some((child) => conditions[child]!.blocked);
    return !isFinished(state) && !conditions[position]!.blocked;
  };
  const standing = conditions.map((_, position) => position).filter(stands);
  const inTurn = standing.filter((position) => !waitsForTurn(position, snapshot));
  return (inTurn.length > 0 ? inTurn : standing).filter((position) => !isPutOff(position, snapshot));
}

/** Whether it waits for its turn in a task that runs one step at a time. A step that waits for a limit looks the same. */
function waitsForTurn(position: number, { steps, concurrent }: TaskGraphSnapshot): boolean {
  return !concurrent && steps[position]!.state === 'pending' && steps[position]!.readyAt === null;
}

function isPutOff(position: number, { steps, now }: TaskGraphSnapshot): boolean {
  const { state, readyAt } = steps[position]!;
  return state === 'pending' && readyAt !== null && readyAt > now;
}

/** A step and its points. */
interface Ranked {
  readonly position: number;
  readonly score: number;
}

/** Highest impact first; among equals the step that stands first. */
function ranked(positions: readonly number[], terms: Terms): Ranked[] {
  return positions.map((position) => ({ position, score: impactScore(position, terms) })).sort((a, b) => b.score - a.score);
}

interface Terms {
  readonly task: AnalysedTask;
  readonly behind: DescendantCounts;
  readonly settings: DependencyGraphSettings;
}

function impactScore(position: number, { task, behind, settings }: Terms): number {
  const { impactMultipliers: by, penaltyConstants: penalty } = settings;
  const condition = task.conditions[position]!;
  const penalties =
    condition.attempts * penalty.retryInstability +
    (condition.retryEligible ? 0 : penalty.nonRetryable) +
    (condition.exhausted ? penalty.exhaustedRetry : 0);
  const weight = behind.all[position]! * by.downstreamWeight + behind.marked[position]! * by.blockedWeight;
  return Math.round(weight * multiplier(position, task, settings) + penalties);
}

function multiplier(
  position: number,
  { snapshot, conditions }: AnalysedTask,
  { severityMultipliers: by }: DependencyGraphSettings,
): number {
  const { failed, exhausted, dependenciesSatisfied } = conditions[position]!;
  if (failed) return by.errorState + (exhausted ? by.exhaustedRetryBonus : 0);
  return snapshot.steps[position]!.state === 'pending' && !dependenciesSatisfied ? by.dependencyIssue : 1;
}

function described({ position, score }: Ranked, { task, behind, settings }: Terms): StepBottleneck {
  const step = task.snapshot.steps[position]!;
  const condition = task.conditions[position]!;
  return {
    stepId: step.stepId,
    stepName: step.name,
    currentState: step.state,
    attempts: step.attempts,
    retryLimit: step.retryLimit,
    dependenciesSatisfied: condition.dependenciesSatisfied,
    downstreamStepsCount: behind.all[position]!,
    blockedDownstreamCount: behind.marked[position]!,
    impactScore: score,
    severity: severityOf(score, settings.severityThresholds),
    bottleneckType: bottleneckType(condition),
    resolutionStrategy: resolutionStrategy(condition),
    estimatedResolutionTime: resolutionTime(condition),
  };
}

function overallImpact(
  { all, critical, high }: { all: number; critical: number; high: number },
  { totals }: AnalysedTask,
): Bottlenecks['overallImpact'] {
  if (all === 0) return 'None';
  if (critical >= 3 || totals.failed > totals.steps / 2) return 'Severe';
  if (critical >= 1 || high >= 3) return 'High';
  return high >= 1 || all >= 5 ? 'Medium' : 'Low';
}
