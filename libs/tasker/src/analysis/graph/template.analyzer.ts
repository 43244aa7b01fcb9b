import { orderGraph, type GraphNode, type GraphOrder } from '../../definitions/dependency-graph.js';
import { circularGroups } from './strong.components.js';
import type { AnalysedStep, TemplateAnalysis, TemplateEdge } from './template.analysis.js';

const NO_ORDER: Pick<GraphOrder, 'order' | 'levels'> = { order: [], levels: new Map() };

/**
 * Analyses the graph that steps declare (specification: engine core §7.1). Linear. Takes also what no registration accepts, so that a
 * definition can be looked at while it is written: cycles and undefined dependencies are told, never thrown.
 *
 * @example analyzeTemplate(handlers.get('process_order', { namespace: 'payments' }).definition.steps).levels
 */
export function analyzeTemplate(steps: readonly AnalysedStep[]): TemplateAnalysis {
  const edges = edgesOf(steps);
  const { graph, undefinedDependencies } = definedGraph(steps);
  const outcome = orderGraph(graph);
  const cycles = outcome.kind === 'ordered' ? [] : cyclesOf(graph);
  const order = outcome.kind === 'ordered' ? outcome : NO_ORDER;
  const sizes: number[] = [];
  for (const level of order.levels.values()) sizes[level] = (sizes[level] ?? 0) + 1;
  const dependedOn = new Set(edges.map(({ from }) => from));
  return {
    nodes: steps.map(({ name, description, handledBy, dependsOn }) => ({
      name,
      description: description ?? null,
      handlerClass: handledBy,
      dependencies: dependsOn,
      dependencyCount: dependsOn.length,
    })),
    edges,
    cycles,
    topology: order.order,
    levels: Object.fromEntries(order.levels),
    roots: steps.filter(({ dependsOn }) => dependsOn.length === 0).map(({ name }) => name),
    leaves: steps.filter(({ name }) => !dependedOn.has(name)).map(({ name }) => name),
    undefinedDependencies,
    summary: {
      totalSteps: steps.length,
      totalDependencies: edges.length,
      hasCycles: cycles.length > 0,
      maxDepth: Math.max(0, sizes.length - 1),
      parallelBranches: sizes.reduce((most, size) => Math.max(most, size), 1),
    },
  };
}

function edgesOf(steps: readonly AnalysedStep[]): TemplateEdge[] {
  return steps.flatMap(({ name, dependsOn }) =>
    dependsOn.map((from): TemplateEdge => ({ from, to: name, type: dependsOn.length === 1 ? 'single' : 'multiple' })),
  );
}

/** The steps as `orderGraph` takes them: each name and dependency once, and none that is not there. A name that stands twice has both's. */
function definedGraph(steps: readonly AnalysedStep[]): Pick<TemplateAnalysis, 'undefinedDependencies'> & { graph: GraphNode[] } {
  const dependencies = new Map(steps.map(({ name }) => [name, new Set<string>()]));
  const undefinedDependencies: { step: string; dependency: string }[] = [];
  for (const { name, dependsOn } of steps) {
    for (const dependency of new Set(dependsOn)) {
      if (dependencies.has(dependency)) dependencies.get(name)!.add(dependency);
      else undefinedDependencies.push({ step: name, dependency });
    }
  }
  const graph = [...dependencies].map(([name, dependsOn]) => ({ name, dependsOn: [...dependsOn] }));
  return { graph, undefinedDependencies };
}

function cyclesOf(graph: readonly GraphNode[]): string[][] {
  const dependencies = new Map(graph.map(({ name, dependsOn }) => [name, dependsOn]));
  return circularGroups(dependencies).map((group) => {
    const [first] = group as [string];
    if (group.length === 1) return [first, first];
    const members = new Set(group);
    const isWithin = (name: string) => (dependency: string) => dependency !== name && members.has(dependency);
    const outcome = orderGraph(group.map((name) => ({ name, dependsOn: dependencies.get(name)!.filter(isWithin(name)) })));
    return outcome.kind === 'refused' ? outcome.problems.flatMap((problem) => (problem.kind === 'cycle' ? problem.path : [])) : [];
  });
}
