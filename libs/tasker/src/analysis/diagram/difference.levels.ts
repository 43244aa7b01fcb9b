import { orderGraph } from '../../definitions/dependency-graph.js';
import type { DeclaredEdge, DefinitionDifference } from './definition.difference.js';

/**
 * Rows of the steps of both versions, by name: below all that they depend on in either. Where that cannot be, since a dependency was turned
 * round, they stand where the later version puts them; what it removed, where the earlier one does. Linear.
 */
export function differenceLevels({ steps, edges }: DefinitionDifference): ReadonlyMap<string, number> {
  const later = [...steps.unchanged, ...steps.changed.map(({ name }) => name), ...steps.added];
  const together = levelsOf([...later, ...steps.removed], [...edges.unchanged, ...edges.added, ...edges.removed]);
  if (together !== undefined) return together;
  const earlier = [...steps.unchanged, ...steps.changed.map(({ name }) => name), ...steps.removed];
  const before = levelsOf(earlier, [...edges.unchanged, ...edges.removed]);
  const after = levelsOf(later, [...edges.unchanged, ...edges.added]);
  return new Map([...(before ?? []), ...(after ?? [])]);
}

function levelsOf(names: readonly string[], edges: readonly DeclaredEdge[]): ReadonlyMap<string, number> | undefined {
  const dependencies = new Map(names.map((name): [string, string[]] => [name, []]));
  for (const { from, to } of edges) dependencies.get(to)?.push(from);
  const outcome = orderGraph(Array.from(dependencies, ([name, dependsOn]) => ({ name, dependsOn })));
  return outcome.kind === 'ordered' ? outcome.levels : undefined;
}
