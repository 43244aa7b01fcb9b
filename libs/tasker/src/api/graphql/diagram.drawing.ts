import { diagramHtml } from '../../analysis/diagram/diagram.html.js';
import { diagramMermaid } from '../../analysis/diagram/diagram.mermaid.js';
import { diagramSvg } from '../../analysis/diagram/diagram.svg.js';
import type { Diagram } from '../../analysis/diagram/diagram.js';

/** How a picture is drawn. */
export type DiagramFormat = 'mermaid' | 'svg' | 'html';

const DRAW: Readonly<Record<DiagramFormat, (diagram: Diagram) => string>> = { mermaid: diagramMermaid, svg: diagramSvg, html: diagramHtml };

/** A picture as text. */
export function drawn(diagram: Diagram, format: DiagramFormat | null = null): string {
  return DRAW[format ?? 'mermaid'](diagram);
}

/** What a picture shows, as an object of the schema. */
export function diagramNode({ heading, nodes, edges, ...diagram }: Diagram): object {
  return {
    ...diagram,
    heading: heading.map(([word, value]) => ({ word, value })),
    nodes,
    edges: edges.map((edge) => ({ ...edge, label: edge.label ?? null })),
  };
}
