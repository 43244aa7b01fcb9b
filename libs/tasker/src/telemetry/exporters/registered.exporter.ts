import type { MetricsExporter } from './metrics.exporter.js';

/** How an exporter is registered. */
export interface RegisterOptions {
  /** The one format that it is registered for. Default: all that it supports. */
  readonly format?: string;
  /** Takes the place of an exporter of that name. Default false: a taken name is refused. */
  readonly replace?: boolean;
}

/** An exporter with its place in the registry. */
export interface RegisteredExporter {
  readonly name: string;
  readonly exporter: MetricsExporter;
  readonly options: RegisterOptions;
  readonly registeredAt: Date;
  /** The formats that it is asked for, in lower case. */
  readonly supportedFormats: readonly string[];
}
