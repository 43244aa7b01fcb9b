import type { MetricsExporter } from './metrics.exporter.js';
import type { RegisterOptions } from './registered.exporter.js';

const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/;
const CALLBACKS = ['checkOptions', 'onExportRequest', 'onExportComplete'] as const;

/** What keeps something from being registered as an exporter (specification: surface §6.5); undefined: nothing does. */
export function exporterProblem(name: unknown, exporter: unknown, { format }: RegisterOptions): string | undefined {
  if (typeof name !== 'string' || !NAME.test(name))
    return 'a name is 1 to 100 letters, digits, _, . and -, beginning with a letter or digit';
  if (typeof exporter !== 'object' || exporter === null) return 'must be an object with export(), supportsFormat() and supportedFormats';
  const given = exporter as Partial<Record<keyof MetricsExporter, unknown>>;
  for (const method of ['export', 'supportsFormat'] as const) {
    if (typeof given[method] !== 'function') return `has no method ${method}()`;
  }
  for (const method of CALLBACKS) {
    if (given[method] !== undefined && typeof given[method] !== 'function') return `${method} must be a method`;
  }
  return formatProblem(exporter as MetricsExporter, format);
}

function formatProblem(exporter: MetricsExporter, format: unknown): string | undefined {
  const formats: unknown = exporter.supportedFormats;
  const usable = Array.isArray(formats) && formats.length > 0 && formats.every((one) => typeof one === 'string' && one !== '');
  if (!usable) return "supportedFormats must be a list of at least one format such as ['json']";
  if (format === undefined) return undefined;
  if (typeof format !== 'string' || format === '') return 'format must be a text';
  return exporter.supportsFormat(format) ? undefined : `does not support the format '${format}'; it supports ${formats.join(', ')}`;
}
