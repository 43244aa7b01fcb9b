import type { DiagramEdge, DiagramNode } from './diagram.js';

/** Boxes side by side; a level with more goes on in the next row. */
const WIDEST_ROW = 8;

/** Boxes that stand side by side, from left to right. */
export interface LayoutRow {
  readonly members: readonly DiagramNode[];
}

/** The rows of a picture from top to bottom: one for each level or more, each in the order of where its boxes are pointed at from. */
export function rowsOf(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]): LayoutRow[] {
  const levels = new Map<number, DiagramNode[]>();
  for (const node of nodes) {
    const level = levels.get(node.level);
    if (level === undefined) levels.set(node.level, [node]);
    else level.push(node);
  }
  const sources = sourcesOf(edges);
  /** From 0 at the left to 1 at the right, of what stands in a row already. */
  const places = new Map<string, number>();
  const rows: LayoutRow[] = [];
  for (const [, members] of [...levels].sort(([one], [other]) => one - other)) {
    for (const row of cut(inOrder(members, sources, places))) {
      rows.push({ members: row });
      for (const [index, { id }] of row.entries()) places.set(id, (index + 0.5) / row.length);
    }
  }
  return rows;
}

function sourcesOf(edges: readonly DiagramEdge[]): Map<string, string[]> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = sources.get(to);
    if (known === undefined) sources.set(to, [from]);
    else known.push(from);
  }
  return sources;
}

/** Among equals in the order given. */
function inOrder(
  members: readonly DiagramNode[],
  sources: ReadonlyMap<string, readonly string[]>,
  places: ReadonlyMap<string, number>,
): DiagramNode[] {
  const weights = new Map(members.map(({ id }) => [id, middleOf(sources.get(id) ?? [], places)]));
  return members.toSorted((one, other) => weights.get(one.id)! - weights.get(other.id)!);
}

function middleOf(ids: readonly string[], places: ReadonlyMap<string, number>): number {
  const known = ids.flatMap((id) => places.get(id) ?? []);
  return known.length === 0 ? 0.5 : known.reduce((sum, place) => sum + place, 0) / known.length;
}

/** Rows of nearly the same length. */
function cut(members: readonly DiagramNode[]): DiagramNode[][] {
  const count = Math.ceil(members.length / WIDEST_ROW);
  const length = Math.ceil(members.length / count);
  return Array.from({ length: count }, (_, index) => members.slice(index * length, (index + 1) * length));
}
