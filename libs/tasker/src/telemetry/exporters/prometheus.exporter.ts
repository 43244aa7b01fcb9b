import { checkExporterOptions } from './exporter.options.js';
import type { MetricsExporter } from './metrics.exporter.js';
import type { MetricSample, MetricsSnapshot } from './metrics.snapshot.js';

/** Writes the text format of Prometheus, version 0.0.4. It has no options. */
export class PrometheusExporter implements MetricsExporter {
  readonly supportedFormats = ['prometheus'] as const;
  readonly fileExtension = 'prom';

  supportsFormat(format: string): boolean {
    return format.toLowerCase() === 'prometheus';
  }

  checkOptions(options: Readonly<Record<string, unknown>>): void {
    checkExporterOptions('prometheus', options, {});
  }

  export({ metrics }: MetricsSnapshot): string {
    const blocks = metrics.map(({ name, help, type, samples }) =>
      [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`, ...samples.map(lineOf)].join('\n'),
    );
    return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
  }
}

function lineOf({ name, labels, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([label, word]) => `${label}="${escaped(String(word)).replaceAll('"', '\\"')}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberOf(value)}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** Infinity has another name there. */
function numberOf(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'Nan';
  return value > 0 ? '+Inf' : '-Inf';
}
