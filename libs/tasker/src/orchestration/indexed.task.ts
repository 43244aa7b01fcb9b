import type { BackoffProfile } from '../database/outcome.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { ChosenStep, RegisteredDefinition, TaskStep } from '../database/worker.functions.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';
import { taskGraph, type TaskGraph } from './task.graph.js';

/** A definition that this process knows, with the ids that its rows refer to. Steps that hooks choose are added as they are met. */
export class IndexedTask {
  readonly namedTaskId: number;
  /** Full name: `namespace.name@version`. */
  readonly fullName: string;
  /** The declared steps. */
  readonly graph: TaskGraph;
  readonly stepNames = new Map<number, string>();
  readonly stepIds = new Map<string, number>();
  private readonly templates: ReadonlyMap<string, StepTemplate>;
  /** Declared step by the name of one that a hook chose. */
  private readonly handledAs = new Map<string, StepTemplate>();
  private readonly lanes = new Map<string, number>();

  constructor(
    readonly task: RegisteredTask,
    { namedTaskId, steps }: RegisteredDefinition,
  ) {
    const { definition } = task;
    this.namedTaskId = namedTaskId;
    this.fullName = `${definition.namespace}.${definition.name}@${definition.version}`;
    this.templates = new Map(definition.steps.map((step) => [step.name, step]));
    for (const step of definition.steps) this.remember(step.name, step.queue, steps[step.name]!);
    this.graph = taskGraph(definition.steps, this);
  }

  /** Declared steps, by named step id. */
  declaredIds(): number[] {
    return this.task.definition.steps.map(({ name }) => this.stepIds.get(name)!);
  }

  /** The declared step whose handler runs the step of that name. */
  templateOf(name: string): StepTemplate | undefined {
    return this.templates.get(name) ?? this.handledAs.get(name);
  }

  /** Lane of a step in a queue; undefined when it is not registered. */
  laneOf(name: string, queue: string): number | undefined {
    return this.lanes.get(`${name} ${queue}`);
  }

  /** Whether a claim names steps that have no name here. */
  isUnmet(claimed: ClaimedStep): boolean {
    if (!this.stepNames.has(claimed.namedStepId)) return true;
    // Without a hook nobody adds steps: the parents of each claim need not be looked through.
    return this.task.hooks.establishSteps !== undefined && this.unknownIds(claimed).length > 0;
  }

  /** Ids of a claim that have no name here: its own, and those of its parents. */
  unknownIds({ namedStepId, parents }: ClaimedStep): number[] {
    const own = this.stepNames.has(namedStepId) ? [] : [namedStepId];
    if (parents === null) return own;
    return [...own, ...Object.keys(parents).map(Number)].filter((id) => !this.stepNames.has(id));
  }

  /** Takes over names that were read. */
  learn(steps: readonly TaskStep[]): void {
    for (const { namedStepId, name, handledAs } of steps) {
      const like = handledAs === null ? undefined : this.templates.get(this.stepNames.get(handledAs) ?? '');
      this.stepNames.set(namedStepId, name);
      this.stepIds.set(name, namedStepId);
      if (like !== undefined) this.handledAs.set(name, like);
    }
  }

  /** Takes over steps that were registered. */
  chosen(steps: readonly ChosenStep[], registered: RegisteredDefinition['steps']): void {
    for (const { name, like, queue } of steps) {
      this.remember(name, queue, registered[name]!);
      if (!this.templates.has(name)) this.handledAs.set(name, this.templates.get(like)!);
    }
  }

  /** Back-off of steps that have a profile of their own, by lane. */
  laneBackoff(): [lane: number, profile: BackoffProfile][] {
    return this.task.definition.steps.flatMap(({ name, queue, backoff }): [number, BackoffProfile][] => {
      const lane = backoff === undefined ? undefined : this.laneOf(name, queue);
      return lane === undefined ? [] : [[lane, backoff!]];
    });
  }

  private remember(name: string, queue: string, [id, lane]: readonly [id: number, lane: number]): void {
    this.stepNames.set(id, name);
    this.stepIds.set(name, id);
    this.lanes.set(`${name} ${queue}`, lane);
  }
}
