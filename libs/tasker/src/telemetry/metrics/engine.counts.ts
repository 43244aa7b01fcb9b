import type { AttemptEnd, AttemptFacts, DefinitionName, EngineMeter } from '../../events/engine.instruments.js';
import type { TaskState } from '../../model/states.js';
import { DefinitionSeries } from './definition.series.js';
import { Distribution } from './distribution.js';
import { METRIC } from './metric.declarations.js';
import type { Labels, MetricLine } from './metrics.library.js';
import { single, type MetricGroup, type MetricSource } from './shown.metric.js';

interface TaskSeries {
  readonly labels: Labels;
  created: number;
  /** By the state in which tasks rest. */
  readonly rested: Map<TaskState, number>;
  readonly seconds: Distribution;
}

interface StepSeries {
  readonly labels: Labels;
  attempts: number;
  readonly ended: Record<AttemptEnd, number>;
  readonly seconds: Distribution;
  readonly wait: Distribution;
}

/** What this process knows before anything has happened. */
export interface KnownDefinitions {
  readonly definitions: readonly (DefinitionName & { readonly steps: readonly { readonly name: string }[] })[];
  /** Whether a worker runs their steps here. */
  readonly runs: boolean;
}

/** Outcomes that are shown at 0 as well. */
const EXPECTED_ENDS: readonly AttemptEnd[] = ['completed', 'retrying', 'failed'];
const EXPECTED_STATES: readonly TaskState[] = ['complete', 'error'];

/**
 * Counts what the engine of this process does. A step costs a few additions: the counters and histograms of prom-client look the labels of
 * a line up by a text that they put together each time, which costs ten times as much.
 */
export class EngineCounts implements EngineMeter, MetricGroup {
  private readonly tasks = new DefinitionSeries<TaskSeries>((labels) => ({
    labels,
    created: 0,
    rested: new Map(),
    seconds: new Distribution(METRIC.taskDuration.buckets!),
  }));
  private readonly steps = new DefinitionSeries<StepSeries>((labels) => ({
    labels,
    attempts: 0,
    ended: { completed: 0, retrying: 0, failed: 0, returned: 0, lost: 0 },
    seconds: new Distribution(METRIC.stepDuration.buckets!),
    wait: new Distribution(METRIC.stepWait.buckets!),
  }));
  private readonly calls = new Distribution(METRIC.claimDuration.buckets!);
  private readonly outcomes = new Distribution(METRIC.batchOutcomes.buckets!);
  private readonly claims = new Distribution(METRIC.batchClaimed.buckets!);
  private losses = 0;
  private takenBack = 0;

  /**
   * What is known is shown at 0 before it happens: to Prometheus a line that begins with 5 has not grown, and the first failures of a new
   * deployment are those that matter.
   */
  constructor(private readonly known: () => KnownDefinitions = () => ({ definitions: [], runs: false })) {}

  created(task: DefinitionName, count: number): void {
    this.tasks.of(task).created += count;
  }

  claimed(attempt: AttemptFacts): void {
    const series = this.steps.of(attempt, attempt.declaredStep);
    series.attempts += 1;
    const { waitMs } = attempt;
    if (waitMs !== null) series.wait.observe(waitMs / 1_000);
  }

  ended(attempt: AttemptFacts, end: AttemptEnd, seconds: number): void {
    const series = this.steps.of(attempt, attempt.declaredStep);
    series.ended[end] += 1;
    if (end !== 'returned' && end !== 'lost') series.seconds.observe(seconds);
  }

  rested(task: DefinitionName, state: TaskState, seconds: number): void {
    const series = this.tasks.of(task);
    series.rested.set(state, (series.rested.get(state) ?? 0) + 1);
    series.seconds.observe(seconds);
  }

  called({ ms, outcomes, claimed }: { readonly ms: number; readonly outcomes: number; readonly claimed: number }): void {
    this.calls.observe(ms / 1_000);
    this.outcomes.observe(outcomes);
    this.claims.observe(claimed);
  }

  stolen(attempts: number): void {
    this.takenBack += attempts;
  }

  leaseLost(): void {
    this.losses += 1;
  }

  metrics(): readonly MetricSource[] {
    return [
      { declaration: METRIC.tasksCreated, lines: () => this.allTasks().map(({ labels, created }) => ({ labels, value: created })) },
      { declaration: METRIC.taskExecutions, lines: () => this.allTasks().flatMap(restedLines) },
      { declaration: METRIC.taskDuration, lines: (name) => this.tasks.all().flatMap((one) => shown(one.seconds, name, one.labels)) },
      { declaration: METRIC.stepAttempts, lines: () => this.allSteps().map(({ labels, attempts }) => ({ labels, value: attempts })) },
      { declaration: METRIC.stepExecutions, lines: () => this.allSteps().flatMap(endedLines) },
      { declaration: METRIC.stepDuration, lines: (name) => this.steps.all().flatMap((one) => shown(one.seconds, name, one.labels)) },
      { declaration: METRIC.stepWait, lines: (name) => this.steps.all().flatMap((one) => shown(one.wait, name, one.labels)) },
      { declaration: METRIC.claimDuration, lines: (name) => this.calls.lines(name, {}) },
      { declaration: METRIC.batchOutcomes, lines: (name) => this.outcomes.lines(name, {}) },
      { declaration: METRIC.batchClaimed, lines: (name) => this.claims.lines(name, {}) },
      single(METRIC.leaseLosses, () => this.losses),
      single(METRIC.attemptsTakenBack, () => this.takenBack),
    ];
  }

  private allTasks(): readonly TaskSeries[] {
    const { definitions, runs } = this.known();
    for (const definition of definitions) {
      const { rested } = this.tasks.of(definition);
      if (runs) for (const state of EXPECTED_STATES) if (!rested.has(state)) rested.set(state, 0);
    }
    return this.tasks.all();
  }

  private allSteps(): readonly StepSeries[] {
    const { definitions, runs } = this.known();
    if (runs) for (const definition of definitions) for (const { name } of definition.steps) this.steps.of(definition, name);
    return this.steps.all();
  }
}

function restedLines({ labels, rested }: TaskSeries): MetricLine[] {
  return [...rested].map(([outcome, value]) => ({ sharedLabels: labels, labels: { outcome }, value }));
}

function endedLines({ labels, ended }: StepSeries): MetricLine[] {
  return Object.entries(ended)
    .filter(([outcome, value]) => value > 0 || (EXPECTED_ENDS as readonly string[]).includes(outcome))
    .map(([outcome, value]) => ({ sharedLabels: labels, labels: { outcome }, value }));
}

/** A histogram that has seen nothing is not shown: fifteen lines for each step that never ran. */
function shown(seconds: Distribution, name: string, labels: Labels): MetricLine[] {
  return seconds.isEmpty ? [] : seconds.lines(name, labels);
}
