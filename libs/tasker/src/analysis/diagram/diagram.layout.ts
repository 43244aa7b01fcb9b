import type { DiagramEdge, DiagramNode } from './diagram.js';
import { shortened } from './diagram.text.js';
import { rowsOf, type LayoutRow } from './layout.rows.js';

/** Sizes in pixels. */
export const BOX = { width: 264, padding: 10, line: 16, columns: { name: 27, line: 36 }, gap: 28, rowGap: 64 } as const;
/** Lines of a box; the rest is told elsewhere. */
const MOST_LINES = 7;
/** How close to a row an arrow that passes it becomes straight. */
const CLEARANCE = 12;

/** A box with its place: the middle of its upper edge. */
export interface PlacedNode {
  readonly node: DiagramNode;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** An arrow as an SVG path. */
export interface RoutedEdge {
  readonly edge: DiagramEdge;
  readonly path: string;
  /** Where its label stands. */
  readonly labelAt: readonly [x: number, y: number];
}

/** Boxes and arrows with their places. */
export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly RoutedEdge[];
}

/** A row of boxes: where it is, and how far it reaches. */
interface PlacedRow extends LayoutRow {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
}

/** A place in a picture. */
type Point = readonly [x: number, y: number];

/**
 * Places boxes in rows by their levels, each near the middle of those that point at it, and leads arrows between them: what passes a row goes
 * through a gap between two of its boxes. The same diagram has the same picture. Linear in boxes, arrows and the rows that arrows pass, but
 * for the order within rows.
 */
export function layoutOf({
  nodes,
  edges,
}: {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}): DiagramLayout {
  const rows = rowsOf(nodes, edges);
  const width = rows.reduce<number>((widest, { members }) => Math.max(widest, widthOf(members.length)), BOX.width);
  const placedRows: PlacedRow[] = [];
  const places = new Map<string, PlacedNode & { readonly row: number }>();
  let top = 0;
  for (const [index, row] of rows.entries()) {
    const left = (width - widthOf(row.members.length)) / 2;
    const boxes = row.members.map((node) => ({ node, lines: linesOf(node) }));
    const height = boxes.reduce((most, { lines }) => Math.max(most, heightOf(lines)), 0);
    for (const [column, box] of boxes.entries()) {
      const x = left + column * (BOX.width + BOX.gap) + BOX.width / 2;
      places.set(box.node.id, { ...box, x, y: top, height: heightOf(box.lines), row: index });
    }
    placedRows.push({ ...row, top, bottom: top + height, left });
    top += height + BOX.rowGap;
  }
  const routed = edges.flatMap((edge) => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    return from === undefined || to === undefined ? [] : [routeOf(edge, { from, to, rows: placedRows, lane: width + BOX.gap })];
  });
  const hasLane = routed.some(({ edge }) => places.get(edge.to)!.row <= places.get(edge.from)!.row);
  const height = Math.max(0, top - BOX.rowGap);
  return {
    width: hasLane ? width + 2 * BOX.gap : width,
    height: hasLane ? height + BOX.rowGap : height,
    nodes: [...places.values()],
    edges: routed,
  };
}

function widthOf(boxes: number): number {
  return boxes * BOX.width + (boxes - 1) * BOX.gap;
}

/** The first line is the name, in larger letters; one on the critical path has a mark that needs no colour. */
function linesOf({ label: [name = '', ...lines], critical }: DiagramNode): string[] {
  const rest = lines.slice(0, MOST_LINES - 1).map((line) => shortened(line, BOX.columns.line));
  return [shortened(critical ? `◆ ${name}` : name, BOX.columns.name), ...rest];
}

function heightOf(lines: readonly string[]): number {
  return 2 * BOX.padding + lines.length * BOX.line;
}

interface Route {
  /** Right of all boxes. */
  readonly lane: number;
  readonly from: PlacedNode & { readonly row: number };
  readonly to: PlacedNode & { readonly row: number };
  readonly rows: readonly PlacedRow[];
}

function routeOf(edge: DiagramEdge, route: Route): RoutedEdge {
  const { from, to, rows } = route;
  if (to.row <= from.row) return backwards(edge, route);
  const end: Point = [to.x, to.y - 2];
  let at: Point = [from.x, from.y + from.height];
  let path = `M${point(at)}`;
  let labelAt: Point = [(at[0] + end[0]) / 2, (at[1] + end[1]) / 2];
  const go = (next: Point) => {
    const middle = (at[1] + next[1]) / 2;
    path += `C${point([at[0], middle])} ${point([next[0], middle])} ${point(next)}`;
    at = next;
  };
  for (let row = from.row + 1; row < to.row; row += 1) {
    const passed = rows[row]!;
    const share = (passed.top - at[1]) / (end[1] - at[1]);
    const x = gapAt(passed, at[0] + (end[0] - at[0]) * share);
    go([x, passed.top - CLEARANCE]);
    if (row === from.row + 1) labelAt = [x, (passed.top + passed.bottom) / 2];
    at = [x, passed.bottom + CLEARANCE];
    path += `L${point(at)}`;
  }
  go(end);
  return { edge, path, labelAt };
}

/** The nearest place in a row where no box stands. */
function gapAt({ left, members }: PlacedRow, x: number): number {
  const pitch = BOX.width + BOX.gap;
  const first = left - BOX.gap / 2;
  const last = first + members.length * pitch;
  if (x <= first || x >= last) return x;
  return first + Math.round((x - first) / pitch) * pitch;
}

/** Only a difference has such arrows, where a dependency was turned round: it goes below its row, up beside all boxes, and down from above. */
function backwards(edge: DiagramEdge, { from, to, rows, lane }: Route): RoutedEdge {
  const below = rows[from.row]!.bottom + BOX.rowGap / 2;
  const above = rows[to.row]!.top - BOX.rowGap / 2;
  const out = `M${point([from.x, from.y + from.height])}C${point([from.x, below])} ${point([lane, below + CLEARANCE])} ${point([lane, below - CLEARANCE])}`;
  const back = `L${point([lane, above + CLEARANCE])}C${point([lane, above - CLEARANCE])} ${point([to.x, above])} ${point([to.x, to.y - 2])}`;
  return { edge, path: out + back, labelAt: [lane, (below + above) / 2] };
}

function point([x, y]: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
