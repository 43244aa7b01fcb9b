/** How metrics are kept and shown. */
export interface MetricsSettings {
  /** First word of every name. */
  readonly prefix: string;
  /** Where a process without an API shows its metrics; null: nowhere. */
  readonly port: number | null;
  readonly host: string;
  /** Least time between two looks at the rows for gauges. */
  readonly intervalMs: number;
}

/** Something that writes the metrics down at an interval. */
export interface ExportSettings {
  readonly format: string;
  readonly everyMs: number;
  /** Where files go; null for exporters that write none. */
  readonly directory: string | null;
  /** What the exporter is given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The checked `telemetry` options. */
export abstract class TelemetrySettings {
  abstract readonly tracing: boolean;
  /** Null: off. */
  abstract readonly metrics: MetricsSettings | null;
  abstract readonly exports: readonly ExportSettings[];
  /** Name of the HTTP header that carries correlation ids. */
  abstract readonly correlationIdHeader: string;
}
