import { TONE_WORDS, type Diagram, type DiagramTone } from './diagram.js';
import { BOX, layoutOf, type PlacedNode, type RoutedEdge } from './diagram.layout.js';
import { EDGE_PAINT, PALETTE } from './diagram.palette.js';
import { factWords } from './fact.words.js';
import { markupText, shortened } from './diagram.text.js';

/** Around the picture, and above it for the title and the legend. */
const MARGIN = { side: 24, top: 76 } as const;
const TITLE_COLUMNS = 110;
const LEGEND_PITCH = 165;

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

/** The style sheet of every picture: it is the same for all, so that a page can allow this one and no other. */
export const SVG_STYLE = [
  `.tasker-diagram{${FONT};font-size:11px;background:#fff}`,
  '.tasker-diagram text{fill:#1a202c}',
  '.tasker-diagram .title{font-size:16px;font-weight:600}',
  '.tasker-diagram .name{font-size:13px;font-weight:600}',
  '.tasker-diagram .label{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px}',
  '.tasker-diagram rect{stroke-width:1.5px}',
  '.tasker-diagram .critical rect{stroke-width:4px}',
  '.tasker-diagram a:hover rect{stroke-width:5px}',
  '.tasker-diagram path.edge{fill:none;stroke-width:1.5px}',
  '.tasker-diagram path.critical{stroke-width:4px}',
  '.tasker-diagram path.removed{stroke-dasharray:6 5}',
  ...Object.entries(PALETTE).flatMap(([tone, { fill, stroke, text }]) => [
    `.tasker-diagram .${tone} rect{fill:${fill};stroke:${stroke}}`,
    `.tasker-diagram .${tone} text{fill:${text}}`,
  ]),
  ...Object.entries(EDGE_PAINT).map(([word, colour]) => `.tasker-diagram path.${word}{stroke:${colour}}`),
].join('\n');

/**
 * A diagram as SVG that needs nothing else: no script, no font, no other file. Content of users is text in it and nothing else.
 *
 * @example await writeFile('task.svg', diagramSvg(await diagrams.ofTask(taskId)));
 */
export function diagramSvg(diagram: Diagram): string {
  const { width, height, nodes, edges } = layoutOf(diagram);
  const tones = [...new Set(diagram.nodes.filter(({ kind }) => kind !== 'definition').map(({ tone }) => tone))];
  const hasCritical = diagram.nodes.some(({ critical }) => critical);
  const legendWidth = (tones.length + (hasCritical ? 1 : 0)) * LEGEND_PITCH;
  const outer = Math.max(width, legendWidth) + 2 * MARGIN.side;
  const [whole, tall] = [Math.ceil(outer), Math.ceil(height + MARGIN.top + MARGIN.side)];
  const shift = (outer - width) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="tasker-diagram" role="img" width="${whole}" height="${tall}" viewBox="0 0 ${whole} ${tall}">`,
    `<title>${markupText(diagram.title)}</title>`,
    `<style>${SVG_STYLE}</style>`,
    `<defs>${Object.entries(EDGE_PAINT).map(arrowHead).join('')}</defs>`,
    `<text class="title" x="${MARGIN.side}" y="30">${markupText(shortened(diagram.title, TITLE_COLUMNS))}</text>`,
    ...legendOf(tones, hasCritical),
    `<g transform="translate(${shift} ${MARGIN.top})">`,
    // What is drawn last lies on top.
    ...edges.toSorted((one, other) => Number(one.edge.critical) - Number(other.edge.critical)).map(drawnEdge),
    ...nodes.map(drawnNode),
    ...edges.flatMap(edgeLabel),
    '</g>',
    '</svg>',
  ].join('\n');
}

function arrowHead([word, colour]: [string, string]): string {
  const place = 'viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto"';
  return `<marker id="tasker-arrow-${word}" ${place}><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`;
}

function legendOf(tones: readonly DiagramTone[], hasCritical: boolean): string[] {
  const entries: [kind: string, words: string][] = tones.map((tone) => [tone, TONE_WORDS[tone]]);
  if (hasCritical) entries.push(['critical unchanged', '◆ critical path']);
  return entries.map(
    ([kind, words], index) =>
      `<g class="${kind}" transform="translate(${MARGIN.side + index * LEGEND_PITCH} 44)"><rect width="18" height="14" rx="3"/>` +
      `<text x="25" y="12">${markupText(words)}</text></g>`,
  );
}

function drawnNode({ node, lines, x, y, height }: PlacedNode): string {
  const [left, middle] = [Math.round((x - BOX.width / 2) * 10) / 10, BOX.width / 2];
  const [name = '', ...rest] = lines;
  const text = [
    `<text class="name" x="${middle}" y="${BOX.padding + 13}" text-anchor="middle">${markupText(name)}</text>`,
    ...rest.map(
      (line, index) =>
        `<text x="${middle}" y="${BOX.padding + 13 + (index + 1) * BOX.line}" text-anchor="middle">${markupText(line)}</text>`,
    ),
  ].join('');
  const box = `<rect width="${BOX.width}" height="${height}" rx="6"/>${text}`;
  const more = `<title>${factWords(node).map(markupText).join('\n')}</title>`;
  const drawn = `<g class="${node.tone}${node.critical ? ' critical' : ''}" transform="translate(${left} ${y})">${more}${box}</g>`;
  return node.url === null ? drawn : `<a href="${markupText(node.url)}">${drawn}</a>`;
}

function paintOf({ edge }: RoutedEdge): keyof typeof EDGE_PAINT {
  return edge.critical ? 'critical' : edge.tone;
}

function drawnEdge(routed: RoutedEdge): string {
  const paint = paintOf(routed);
  return `<path class="edge ${paint}" d="${routed.path}" marker-end="url(#tasker-arrow-${paint})"/>`;
}

function edgeLabel({ edge: { label }, labelAt: [x, y] }: RoutedEdge): string[] {
  if (label === undefined || label === 'provides') return [];
  return [`<text class="label" x="${Math.round(x)}" y="${Math.round(y)}" text-anchor="middle">${markupText(label)}</text>`];
}
