/** One node of a workflow graph: its name and the names it depends on. */
export interface GraphNode {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** Why some nodes do not form a workflow graph. */
export type GraphProblem =
  | { readonly kind: 'duplicate-name'; readonly name: string }
  | { readonly kind: 'unknown-dependency'; readonly name: string; readonly dependency: string }
  | { readonly kind: 'self-dependency'; readonly name: string }
  | { readonly kind: 'repeated-dependency'; readonly name: string; readonly dependency: string }
  /** Each name depends on the next one; the last name is the first one again. */
  | { readonly kind: 'cycle'; readonly path: readonly string[] };

/** A directed acyclic graph. */
export interface GraphOrder {
  readonly kind: 'ordered';
  /** Every name after all it depends on; among equals in the order given. */
  readonly order: readonly string[];
  /** Longest way from a root, by name: 0 for a node without dependencies. */
  readonly levels: ReadonlyMap<string, number>;
}

/** What `orderGraph` found. A cycle is only looked for among nodes whose names are in order. */
export type GraphOutcome = GraphOrder | { readonly kind: 'refused'; readonly problems: readonly GraphProblem[] };

/** Orders a workflow graph, or says everything that is wrong with it. Linear in nodes and edges. */
export function orderGraph(nodes: readonly GraphNode[]): GraphOutcome {
  const problems = nameProblems(nodes);
  if (problems.length > 0) return { kind: 'refused', problems };
  const sorted = sort(nodes);
  if (sorted.order.length === nodes.length) return sorted;
  const placed = new Set(sorted.order);
  return { kind: 'refused', problems: [{ kind: 'cycle', path: findCycle(nodes.filter(({ name }) => !placed.has(name))) }] };
}

function nameProblems(nodes: readonly GraphNode[]): GraphProblem[] {
  const names = new Set(nodes.map(({ name }) => name));
  const problems: GraphProblem[] = [];
  const seen = new Set<string>();
  for (const node of nodes) {
    if (seen.has(node.name)) problems.push({ kind: 'duplicate-name', name: node.name });
    seen.add(node.name);
    problems.push(...dependencyProblems(node, names));
  }
  return problems;
}

function dependencyProblems({ name, dependsOn }: GraphNode, names: ReadonlySet<string>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const seen = new Set<string>();
  for (const dependency of dependsOn) {
    if (seen.has(dependency)) problems.push({ kind: 'repeated-dependency', name, dependency });
    else if (dependency === name) problems.push({ kind: 'self-dependency', name });
    else if (!names.has(dependency)) problems.push({ kind: 'unknown-dependency', name, dependency });
    seen.add(dependency);
  }
  return problems;
}

function sort(nodes: readonly GraphNode[]): GraphOrder {
  const children = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  const waitingFor = new Map(nodes.map(({ name, dependsOn }) => [name, dependsOn.length]));
  for (const { name, dependsOn } of nodes) for (const dependency of dependsOn) children.get(dependency)?.push(name);

  const order = nodes.filter(({ dependsOn }) => dependsOn.length === 0).map(({ name }) => name);
  const levels = new Map(order.map((name) => [name, 0]));
  // The loop reads what it appends: the array is also the queue. Names come out level by level.
  for (const name of order) {
    for (const child of children.get(name) ?? []) {
      const left = (waitingFor.get(child) ?? 0) - 1;
      waitingFor.set(child, left);
      if (left > 0) continue;
      levels.set(child, (levels.get(name) ?? 0) + 1);
      order.push(child);
    }
  }
  return { kind: 'ordered', order, levels };
}

/** Every node left over by the sort waits for another one left over, so following those must come back to a name seen before. */
function findCycle(left: readonly GraphNode[]): string[] {
  const names = new Set(left.map(({ name }) => name));
  const next = new Map(left.map(({ name, dependsOn }) => [name, dependsOn.find((dependency) => names.has(dependency))]));
  const places = new Map<string, number>();
  const path: string[] = [];
  let name = left[0]?.name;
  while (name !== undefined && !places.has(name)) {
    places.set(name, path.length);
    path.push(name);
    name = next.get(name);
  }
  return name === undefined ? path : [...path.slice(places.get(name)), name];
}
