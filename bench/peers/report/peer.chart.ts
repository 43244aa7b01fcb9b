import { importPeer } from '../peer.packages.js';
import type { PeersResult } from '../peer.result.js';

/** What the chart is drawn with. */
interface Vega {
  View: new (dataflow: unknown, options: { readonly renderer: 'none' }) => { toSVG(): Promise<string> };
  parse(spec: unknown): unknown;
  resetSVGDefIds(): void;
}

interface VegaLite {
  compile(spec: object): { readonly spec: unknown };
}

/** A bar. */
interface Bar {
  readonly engine: string;
  readonly ours: boolean;
  readonly figure: number;
  readonly label: string;
}

/** Grey for the others: it stands on light and on dark. */
const COLORS = { ours: '#e0234e', others: '#8b949e' };
const TEXT = { light: '#24292f', dark: '#e6edf3', lines: '#8b949e' };
const WIDTH = 250;
const BAR_HEIGHT = 19;
const COLUMNS = 2;
const FONT = 'system-ui, -apple-system, "Segoe UI", sans-serif';

/** The medians as SVG: text stays text, and follows the reader's choice of light or dark. */
export async function chartOf(result: PeersResult): Promise<string> {
  const [vega, lite] = await Promise.all([importPeer<Vega>('vega'), importPeer<VegaLite>('vega-lite')]);
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(lite.compile(chartSpec(result)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  return `${svg.replace(/^<svg([^>]*)>/, `<svg$1>${STYLE}`)}\n`;
}

const STYLE = `<style>text{fill:${TEXT.light};font-family:${FONT}}` + `@media (prefers-color-scheme:dark){text{fill:${TEXT.dark}}}</style>`;

/** The chart in the words of Vega-Lite: a panel for each workload, a bar for each engine that ran it. */
export function chartSpec(result: PeersResult): object {
  const { machine, workloads } = result;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: null,
    title: {
      text: 'Durable workflows, side by side',
      subtitle: `${machine.cores} cores, PostgreSQL ${machine.server_version}, Node ${machine.node}; medians of ${machine.rounds} interleaved rounds`,
      anchor: 'start',
      offset: 12,
      fontSize: 15,
      subtitleColor: TEXT.light,
    },
    columns: COLUMNS,
    spacing: 24,
    concat: workloads.map((workload) => panelOf(result, workload)),
    config: { view: { stroke: null }, axis: { labelFontSize: 11, labelLimit: 220 }, title: { fontSize: 13 } },
  };
}

function panelOf(result: PeersResult, { name, title, mode }: PeersResult['workloads'][number]): object {
  const figure = mode === 'latency' ? 'p50Ms' : 'stepsPerSecond';
  const values = barsOf(result, { name, figure });
  const domain = domainOf(mode, values);
  const x = { field: 'figure', type: 'quantitative', axis: null, scale: { domain, ...(mode === 'latency' ? { type: 'log' } : {}) } };
  const better = mode === 'latency' ? 'p50 ms, shorter is better, logarithmic' : 'steps/s, longer is better';
  return {
    title: { text: `${name}: ${title}`, subtitle: better, anchor: 'start', subtitleColor: TEXT.light },
    width: WIDTH,
    height: { step: BAR_HEIGHT },
    data: { values },
    encoding: { y: { field: 'engine', type: 'nominal', sort: null, axis: { title: null, ticks: false, domain: false } } },
    layer: [
      { mark: { type: 'bar', height: { band: 0.75 } }, encoding: { x, x2: { datum: domain[0] }, color: COLOR } },
      { mark: { type: 'text', align: 'left', dx: 4, fontSize: 11 }, encoding: { x, text: { field: 'label' } } },
    ],
  };
}

const COLOR = { condition: { test: 'datum.ours', value: COLORS.ours }, value: COLORS.others };

/** Waits differ by thousands of times: equal steps of length are equal ratios there. Room for the label is left at the end. */
function domainOf(mode: 'throughput' | 'latency', values: readonly Bar[]): [number, number] {
  const figures = values.map(({ figure }) => figure);
  const longest = Math.max(1, ...figures);
  if (mode === 'throughput') return [0, longest * 1.2];
  const begin = Math.min(1, ...figures) / 2;
  return [begin, (longest / begin) ** 1.2 * begin];
}

/** The engines that ran a workload, in the order of the tables. */
export function barsOf(
  { engines }: PeersResult,
  { name, figure }: { name: PeersResult['workloads'][number]['name']; figure: string },
): Bar[] {
  return engines.flatMap((engine) => {
    const value = engine.results[name]?.medians[figure];
    if (value == null) return [];
    const digits = value < 100 ? 1 : 0;
    const label = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return [{ engine: engine.name, ours: engine.version === null, figure: value, label }];
  });
}
