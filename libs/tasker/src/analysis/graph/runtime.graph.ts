import type { AnalysedTask } from './analysed.task.js';
import { neighboursOf, type Neighbours } from './indexed.graph.js';
import type { GraphStepEdge, RuntimeGraph } from './task-graph.analysis.js';
import type { SnapshotStep } from './task-graph.snapshot.js';

/** Nodes, edges and levels of a task, by step ids (specification: engine core §7.2). */
export function runtimeGraph({ snapshot: { steps }, graph }: AnalysedTask): RuntimeGraph {
  return {
    nodes: steps.map(({ stepId, name }, position) => ({ id: stepId, name, level: graph.levels[position]! })),
    edges: edgesOf(steps, graph.children),
    adjacencyList: idsOf(steps, graph.children),
    reverseAdjacencyList: idsOf(steps, graph.parents),
    dependencyLevels: Object.fromEntries(steps.map(({ stepId }, position) => [stepId, graph.levels[position]!])),
  };
}

// Plain loops: Array.from and flatMap take several times as long for half a million edges.

function edgesOf(steps: readonly SnapshotStep[], children: Neighbours): GraphStepEdge[] {
  const edges: GraphStepEdge[] = [];
  steps.forEach(({ stepId, name }, position) => {
    for (const child of neighboursOf(children, position)) {
      const to = steps[child]!;
      edges.push({ from: stepId, to: to.stepId, fromName: name, toName: to.name });
    }
  });
  return edges;
}

function idsOf(steps: readonly SnapshotStep[], neighbours: Neighbours): Record<number, number[]> {
  const byStep: Record<number, number[]> = {};
  steps.forEach(({ stepId }, position) => {
    const ids: number[] = [];
    for (const neighbour of neighboursOf(neighbours, position)) ids.push(steps[neighbour]!.stepId);
    byStep[stepId] = ids;
  });
  return byStep;
}
