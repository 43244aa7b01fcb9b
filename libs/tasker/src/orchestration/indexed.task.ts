import type { BackoffProfile } from '../database/outcome.js';
import { namedStepIdOf, type ClaimedStep } from '../database/claimed.step.js';
import type { ChosenStep, RegisteredDefinition, TaskStep } from '../database/worker.functions.js';
import type { RegisteredTask, StepTemplate, TaskDefinition } from '../definitions/task-definition.js';
import { taskGraph, type TaskGraph } from './task.graph.js';

/** `namespace.name@version`. */
export function fullNameOf({ namespace, name, version }: Pick<TaskDefinition, 'namespace' | 'name' | 'version'>): string {
  return `${namespace}.${name}@${version}`;
}

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
  /** Declared step by the lane that belongs to it. The lane of a row decides whose handler runs it, whatever its name. */
  private readonly byLane = new Map<number, StepTemplate>();
  /** Lane by the name of a declared step and a queue. */
  private readonly lanes = new Map<string, number>();

  constructor(
    readonly task: RegisteredTask,
    { namedTaskId, steps }: RegisteredDefinition,
  ) {
    const { definition } = task;
    this.namedTaskId = namedTaskId;
    this.fullName = fullNameOf(definition);
    this.templates = new Map(definition.steps.map((step) => [step.name, step]));
    for (const { name, queue } of definition.steps) this.remember({ name, like: name, queue }, steps[name]!);
    this.graph = taskGraph(definition.steps, this);
  }

  /** Declared steps, by named step id. */
  declaredIds(): number[] {
    return this.task.definition.steps.map(({ name }) => this.stepIds.get(name)!);
  }

  /** The declared step whose handler runs what is claimed from a lane; undefined for a lane that is not met. */
  templateOf(lane: number): StepTemplate | undefined {
    return this.byLane.get(lane);
  }

  /** Lane of a declared step in a queue; undefined when it is not registered. */
  laneOf(like: string, queue: string): number | undefined {
    return this.lanes.get(`${like} ${queue}`);
  }

  /** Whether a claim names steps, or a lane, that are not known here. */
  isUnmet(claimed: ClaimedStep): boolean {
    if (!this.stepNames.has(claimed.namedStepId) || !this.byLane.has(claimed.lane)) return true;
    for (const key in claimed.parents) if (!this.stepNames.has(namedStepIdOf(key))) return true;
    return false;
  }

  /** Ids of a claim that have no name here: its own, and those of its parents. */
  unknownIds({ namedStepId, parents }: ClaimedStep): number[] {
    const ids = [namedStepId, ...(parents === null ? [] : Object.keys(parents).map(namedStepIdOf))];
    return ids.filter((id) => !this.stepNames.has(id));
  }

  /** Takes over names that were read. */
  learn(steps: readonly TaskStep[]): void {
    for (const { namedStepId, name } of steps) {
      this.stepNames.set(namedStepId, name);
      // A name that is declared, or was chosen here, is written under its own id.
      if (!this.stepIds.has(name)) this.stepIds.set(name, namedStepId);
    }
  }

  /** Takes over lanes that were read, each with its named step. */
  learnLanes(lanes: ReadonlyMap<number, number>): void {
    for (const [lane, namedStepId] of lanes) {
      const template = this.templates.get(this.stepNames.get(namedStepId) ?? '');
      if (template !== undefined) this.byLane.set(lane, template);
    }
  }

  /** Takes over steps that were registered. */
  chosen(steps: readonly ChosenStep[], registered: RegisteredDefinition['steps']): void {
    for (const step of steps) this.remember(step, registered[step.name]!);
  }

  /** Back-off of steps that have a profile of their own, by lane. */
  laneBackoff(): [lane: number, profile: BackoffProfile][] {
    return [...this.byLane].flatMap(([lane, { backoff }]): [number, BackoffProfile][] => (backoff === undefined ? [] : [[lane, backoff]]));
  }

  private remember(
    { name, like, queue }: Pick<ChosenStep, 'name' | 'like' | 'queue'>,
    [id, lane]: readonly [id: number, lane: number],
  ): void {
    this.stepNames.set(id, name);
    this.stepIds.set(name, id);
    this.lanes.set(`${like} ${queue}`, lane);
    this.byLane.set(lane, this.templates.get(like)!);
  }
}
