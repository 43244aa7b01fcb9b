import type { Diagram, DiagramEdge, DiagramNode, DiagramTone } from './diagram.js';
import { EDGE_PAINT, PALETTE } from './diagram.palette.js';
import { shortened } from './diagram.text.js';

/** Columns of a line of a label. */
const LINE_COLUMNS = 60;
/** Mermaid reads the rest as quotes, tags, entities, Markdown or the end of a statement. */
const ENCODED = /[^\p{L}\p{N}\p{M}\p{S} ,.:/()_\u2026-]|[<>^`~|$+=]/gu;

/**
 * A diagram as Mermaid text (specification: surface §9.4). Content of users is text there and nothing else: every character that Mermaid gives
 * a meaning is written as its code.
 */
export function diagramMermaid({ title, nodes, edges }: Diagram): string {
  const ids = new Map(nodes.map(({ id }) => [id, mermaidId(id)]));
  const tones = [...new Set(nodes.map(({ tone }) => tone))];
  const critical = nodes.filter((node) => node.critical).map(({ id }) => ids.get(id)!);
  const lines = [
    'graph TD',
    `  subgraph diagram ["${mermaidText(title, 2 * LINE_COLUMNS)}"]`,
    // A subgraph has a direction of its own.
    '    direction TD',
    ...nodes.flatMap((node) => nodeLines(node, ids.get(node.id)!)).map((line) => `    ${line}`),
    ...edges.map((edge) => `    ${edgeLine(edge, ids)}`),
    '  end',
    ...tones.map((tone) => `  ${toneLine(tone)}`),
    ...(critical.length === 0 ? [] : ['  classDef critical stroke-width:4px', `  class ${critical.join(',')} critical`]),
    ...strokes(edges),
  ];
  return `${lines.join('\n')}\n`;
}

/** A line of a label or a title. */
export function mermaidText(text: string, columns = LINE_COLUMNS): string {
  const encoded = shortened(text, columns).replace(ENCODED, code);
  // A label that begins like an item of a list is read as Markdown.
  return encoded.replace(/^(?:\d+(?=[.)])|-)/, (begin) => code(begin[0]!) + begin.slice(1));
}

function code(character: string): string {
  return `#${character.codePointAt(0)};`;
}

function mermaidId(id: string): string {
  return id.replaceAll('-', '_');
}

function nodeLines({ label, tone, url }: DiagramNode, id: string): string[] {
  const text = label.map((line) => mermaidText(line)).join('<br/>');
  const node = `${id}["${text}"]:::${tone}`;
  // An address of the configuration with the parts of the path encoded: what is left of quotes would end the string.
  return url === null ? [node] : [node, `click ${id} href "${url.replaceAll('"', '%22')}"`];
}

function edgeLine({ from, to, label, tone }: DiagramEdge, ids: ReadonlyMap<string, string>): string {
  const arrow = tone === 'removed' ? '-.->' : '-->';
  const words = label === undefined || label === 'provides' ? '' : `|"${mermaidText(label)}"|`;
  return `${ids.get(from)} ${arrow}${words} ${ids.get(to)}`;
}

function toneLine(tone: DiagramTone): string {
  const { fill, stroke, text } = PALETTE[tone];
  return `classDef ${tone} fill:${fill},stroke:${stroke},color:${text}`;
}

/** Arrows are styled by their numbers. */
function strokes(edges: readonly DiagramEdge[]): string[] {
  const numbers = (isMeant: (edge: DiagramEdge) => boolean) => edges.flatMap((edge, number) => (isMeant(edge) ? [number] : []));
  return [
    styleLine(
      numbers(({ critical }) => critical),
      `stroke:${EDGE_PAINT.critical},stroke-width:4px`,
    ),
    styleLine(
      numbers(({ tone }) => tone === 'added'),
      `stroke:${EDGE_PAINT.added},stroke-width:3px`,
    ),
    styleLine(
      numbers(({ tone }) => tone === 'removed'),
      `stroke:${EDGE_PAINT.removed}`,
    ),
  ].flat();
}

function styleLine(numbers: readonly number[], style: string): string[] {
  return numbers.length === 0 ? [] : [`  linkStyle ${numbers.join(',')} ${style}`];
}
