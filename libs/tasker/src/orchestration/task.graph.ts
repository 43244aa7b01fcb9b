import type { StepTemplate } from '../definitions/task-definition.js';

type Written = 'name' | 'dependsOn' | 'retryLimit' | 'retryable' | 'skippable' | 'queue' | 'priority' | 'timeout';

/** A step on its way into a graph. */
export interface GraphInput extends Pick<StepTemplate, Written> {
  /** The declared step whose handler runs it. Default: itself. */
  readonly like?: string;
  /** Undefined: the task's context. */
  readonly inputs?: unknown;
}

/** A step of a graph; its place, counted from 1, is its step id in the task. */
export interface GraphStep extends GraphInput {
  readonly namedStepId: number;
  /** Places of its neighbours, counted from 1. */
  readonly parents: readonly number[];
  readonly children: readonly number[];
}

/** The steps of a task as `create_tasks` writes them. */
export interface TaskGraph {
  readonly steps: readonly GraphStep[];
  /** JSON of the steps as SQL `create_tasks` reads it. */
  readonly json: string;
}

/** Finds the ids that rows refer to. */
interface StepIds {
  readonly stepIds: ReadonlyMap<string, number>;
  laneOf(like: string, queue: string): number | undefined;
}

/** The graph of steps that are registered and in topological order. */
export function taskGraph(inputs: readonly GraphInput[], ids: StepIds): TaskGraph {
  const edges = edgesOf(inputs);
  const steps = inputs.map((step, position): GraphStep => ({ ...step, namedStepId: ids.stepIds.get(step.name)!, ...edges[position]! }));
  const json = JSON.stringify(
    steps.map((step) => ({
      named_step_id: step.namedStepId,
      lane: ids.laneOf(step.like ?? step.name, step.queue),
      priority: step.priority,
      retry_limit: step.retryLimit,
      timeout_ms: step.timeout,
      retryable: step.retryable,
      skippable: step.skippable,
      parents: step.parents,
      children: step.children,
      inputs: step.inputs,
    })),
  );
  return { steps, json };
}

function edgesOf(steps: readonly GraphInput[]): { parents: number[]; children: number[] }[] {
  const places = new Map(steps.map((step, position) => [step.name, position + 1]));
  const edges = steps.map((step) => ({
    parents: step.dependsOn.map((parent) => places.get(parent)!).sort((a, b) => a - b),
    children: [] as number[],
  }));
  edges.forEach(({ parents }, position) => parents.forEach((parent) => edges[parent - 1]!.children.push(position + 1)));
  return edges;
}
