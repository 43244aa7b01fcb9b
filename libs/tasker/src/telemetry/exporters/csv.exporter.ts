import { ConfigurationError } from '../../model/errors.js';
import { checkExporterOptions } from './exporter.options.js';
import type { MetricsExporter } from './metrics.exporter.js';
import type { MetricSample, MetricsSnapshot, SnapshotMetric } from './metrics.snapshot.js';

const COLUMNS = ['timestamp', 'name', 'type', 'value', 'labels', 'instance', 'help'] as const;
const DEFAULT_COLUMNS = ['timestamp', 'name', 'type', 'value', 'labels'];

type Column = (typeof COLUMNS)[number];

/** Options of the CSV exporter. */
export interface CsvExportOptions {
  /** Columns in their order, of timestamp, name, type, value, labels, instance and help. Default: the first five. */
  readonly columns?: readonly string[];
  /** Between two fields: one character. Default `,`. */
  readonly separator?: string;
  /** A column `label_<name>` for each label in the place of one column with all of them as JSON. Default false. */
  readonly flattenLabels?: boolean;
  /** A first row with the names of the columns. Default true. */
  readonly includeHeaders?: boolean;
  /** Behind each row. Default `\r\n` (RFC 4180). */
  readonly rowSeparator?: string;
}

/**
 * Writes CSV (RFC 4180; specification: surface §5.7): a row for each figure; a histogram has one for each bucket, its sum and its count. A
 * text that a spreadsheet would run as a formula begins with an apostrophe.
 */
export class CsvExporter implements MetricsExporter {
  readonly supportedFormats = ['csv'] as const;

  supportsFormat(format: string): boolean {
    return format.toLowerCase() === 'csv';
  }

  checkOptions(options: Readonly<Record<string, unknown>>): void {
    const kinds = { columns: 'texts', separator: 'text', flattenLabels: 'flag', includeHeaders: 'flag', rowSeparator: 'text' } as const;
    checkExporterOptions('csv', options, kinds);
    const { columns = [], separator = ',', rowSeparator = '\r\n' } = options as CsvExportOptions;
    const unknown = columns.find((column) => !COLUMNS.includes(column as Column));
    if (unknown !== undefined) {
      throw new ConfigurationError(`option 'columns' of the csv exporter has '${unknown}'; known are ${COLUMNS.join(', ')}`);
    }
    if (separator.length !== 1 || /["\r\n]/.test(separator)) {
      throw new ConfigurationError("option 'separator' of the csv exporter must be one character, no quote and no line end");
    }
    if (!/^(?:\r\n|\n|\r)$/.test(rowSeparator))
      throw new ConfigurationError("option 'rowSeparator' of the csv exporter must be a line end");
  }

  export(snapshot: MetricsSnapshot, options: CsvExportOptions): string {
    const { columns = DEFAULT_COLUMNS, separator = ',', flattenLabels = false, includeHeaders = true, rowSeparator = '\r\n' } = options;
    const names = columns.flatMap((column) => (column === 'labels' && flattenLabels ? labelColumns(snapshot) : [column]));
    const rows = snapshot.metrics.flatMap((metric) =>
      metric.samples.map((sample) => names.map((name) => fieldOf(name, { snapshot, metric, sample }))),
    );
    const written = [...(includeHeaders ? [names] : []), ...rows].map((row) =>
      row.map((field) => quoted(field, separator)).join(separator),
    );
    return written.map((row) => row + rowSeparator).join('');
  }
}

interface Row {
  readonly snapshot: MetricsSnapshot;
  readonly metric: SnapshotMetric;
  readonly sample: MetricSample;
}

function labelColumns({ metrics }: MetricsSnapshot): string[] {
  const labels = metrics.flatMap(({ samples }) => samples.flatMap((sample) => Object.keys(sample.labels)));
  return [...new Set(labels)].sort().map((label) => `label_${label}`);
}

function fieldOf(column: string, { snapshot, metric, sample }: Row): string | number {
  switch (column) {
    case 'timestamp':
      return snapshot.takenAt.toISOString();
    case 'name':
      return sample.name;
    case 'type':
      return metric.type;
    case 'value':
      return sample.value;
    case 'labels':
      return JSON.stringify(sample.labels);
    case 'instance':
      return snapshot.instance;
    case 'help':
      return metric.help;
    default:
      return String(sample.labels[column.slice('label_'.length)] ?? '');
  }
}

/** Numbers stand as they are: a negative one is no formula. */
function quoted(field: string | number, separator: string): string {
  if (typeof field === 'number') return String(field);
  const text = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
