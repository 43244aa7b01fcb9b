import { createHash } from 'node:crypto';
import { TONE_WORDS, type Diagram, type DiagramNode } from './diagram.js';
import { SVG_STYLE, diagramSvg } from './diagram.svg.js';
import { markupText, momentWords, spanWords } from './diagram.text.js';

const PAGE_STYLE = [
  'body{font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:14px;color:#1a202c;background:#fff;margin:24px}',
  'h1{font-size:20px;overflow-wrap:anywhere}',
  'dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}',
  'dt{font-weight:600}',
  'dd{margin:0;overflow-wrap:anywhere}',
  'figure{margin:24px 0;overflow:auto;max-height:90vh;border:1px solid #cbd2db;border-radius:6px}',
  'table{border-collapse:collapse;width:100%}',
  'caption{text-align:left;font-weight:600;padding:8px 0}',
  'th{white-space:nowrap}',
  'th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid #cbd2db;overflow-wrap:anywhere}',
  'footer{margin-top:16px;color:#4a5563}',
].join('\n');

/**
 * What a browser may do with such a page or picture: show it with its own styles, and nothing else. Sent as `Content-Security-Policy`; a page
 * also says it itself, for when it was saved to a file.
 */
export const DIAGRAM_POLICY = policy("; frame-ancestors 'self'");

function policy(more: string): string {
  const styles = [PAGE_STYLE, SVG_STYLE].map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  return `default-src 'none'; style-src ${styles.join(' ')}; base-uri 'none'; form-action 'none'${more}`;
}

/**
 * A diagram as a page that needs nothing else: the picture, and what is in it as a table. No script; content of users is text in it and
 * nothing else.
 *
 * @example await writeFile('task.html', diagramHtml(await diagrams.ofTask(taskId)));
 */
export function diagramHtml(diagram: Diagram): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Browsers refuse frame-ancestors here.
    `<meta http-equiv="Content-Security-Policy" content="${policy('').replaceAll('"', '&quot;')}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${markupText(diagram.title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${markupText(diagram.title)}</h1>`,
    `<dl>${diagram.heading.map(([word, value]) => `<dt>${markupText(word)}</dt><dd>${markupText(value)}</dd>`).join('')}</dl>`,
    ...noteOf(diagram),
    `<figure>${diagramSvg(diagram)}</figure>`,
    ...tableOf(diagram),
    `<footer>As of ${momentWords(diagram.generatedAt)}</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function noteOf({ condensed, totalSteps, totalDependencies }: Diagram): string[] {
  if (!condensed) return [];
  return [`<p>${totalSteps} steps and ${totalDependencies} dependencies are more than can be drawn: the boxes are groups of levels.</p>`];
}

interface Column {
  readonly word: string;
  readonly value: (node: DiagramNode) => string | undefined;
}

const COLUMNS: readonly Column[] = [
  { word: 'Name', value: ({ facts }) => facts.name },
  { word: 'Status', value: ({ tone }) => (tone === 'declared' || tone === 'group' ? undefined : TONE_WORDS[tone]) },
  {
    word: 'Attempts',
    value: ({ facts: { attempts, retryLimit } }) =>
      attempts === undefined || retryLimit === undefined ? undefined : `${attempts} of ${Math.max(attempts, retryLimit)}`,
  },
  {
    word: 'Duration',
    value: ({ facts: { durationSeconds } }) => (durationSeconds === undefined ? undefined : spanWords(durationSeconds)),
  },
  { word: 'Next attempt', value: ({ facts: { nextRetryAt } }) => (nextRetryAt === undefined ? undefined : momentWords(nextRetryAt)) },
  { word: 'Declared', value: ({ kind, tone, label }) => (kind === 'step' && tone === 'declared' ? label.slice(1).join(', ') : undefined) },
  { word: 'About', value: ({ facts }) => facts.because },
  { word: 'Error', value: ({ facts }) => facts.error },
  { word: 'Steps', value: ({ kind, label }) => (kind === 'group' ? label.slice(1).join(', ') : undefined) },
  { word: 'Changes', value: ({ facts }) => facts.changes?.join('; ') },
  { word: 'Critical path', value: ({ critical }) => (critical ? 'yes' : undefined) },
];

/** Only columns that say something. */
function tableOf({ nodes }: Diagram): string[] {
  const rows = nodes.filter(({ kind, facts }) => kind === 'step' || kind === 'group' || facts.changes !== undefined);
  if (rows.length === 0) return ['<p>It has no steps.</p>'];
  const columns = COLUMNS.filter(({ value }) => rows.some((node) => value(node) !== undefined));
  const cells = (node: DiagramNode) => columns.map(({ value }) => `<td>${markupText(value(node) ?? '')}</td>`).join('');
  return [
    '<table><caption>Steps</caption>',
    `<thead><tr>${columns.map(({ word }) => `<th scope="col">${word}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((node) => `<tr>${cells(node)}</tr>`).join('\n')}</tbody>`,
    '</table>',
  ];
}
