import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { MetricsSnapshot } from './metrics.snapshot.js';

/** An export that begins. */
export interface ExportRequest {
  readonly exportId: string;
  readonly format: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** An export that has ended; `error` when it failed. */
export interface ExportEnd extends ExportRequest {
  readonly metricsCount: number;
  readonly durationMs: number;
  readonly error?: string;
}

/**
 * Writes metrics in a format, or sends them somewhere (specification: surface §5.7). A provider whose class has the decorator of the same
 * name is registered when the application starts; `PluginRegistry.register` takes any other object.
 *
 * @example
 * \@MetricsExporter({ name: 'statsd' })
 * class StatsdExporter implements MetricsExporter {
 *   readonly supportedFormats = ['statsd'];
 *   supportsFormat(format: string) { return format === 'statsd'; }
 *   async export({ metrics }: MetricsSnapshot) { await this.socket.send(linesOf(metrics)); }
 * }
 */
export interface MetricsExporter {
  /** The formats that it writes, at least one. */
  readonly supportedFormats: readonly string[];
  /** What the name of a file in its format ends with. Default: the format. */
  readonly fileExtension?: string;
  /** Whether it writes the format, in whatever case. */
  supportsFormat(format: string): boolean;
  /**
   * The metrics in its format; nothing when it has delivered them by itself. `signal` is aborted when the time for the export is over: after
   * 25 s nobody waits for it any more.
   */
  export(
    data: MetricsSnapshot,
    options: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): string | Uint8Array | void | Promise<string | Uint8Array | void>;
  /** Refuses options that it cannot use, when the application starts and before each export. @throws ConfigurationError */
  checkOptions?(options: Readonly<Record<string, unknown>>): void;
  /** Told before an export. What it throws is logged. */
  onExportRequest?(request: ExportRequest): void | Promise<void>;
  /** Told after an export, also one that failed. What it throws is logged. */
  onExportComplete?(end: ExportEnd): void | Promise<void>;
}

/** How an exporter is registered. */
export interface MetricsExporterOptions {
  /** Name in the registry. Default: the class in snake_case, without `_exporter`. */
  readonly name?: string;
  /** The one format that it is registered for. Default: all that it supports. */
  readonly format?: string;
  /** Takes the place of an exporter of that name. Default false. */
  readonly replace?: boolean;
}

const METADATA = Symbol.for('nestjs-tasker:metrics-exporter');

/**
 * Marks a class as an exporter of metrics: put it into the providers of a module.
 *
 * @example \@MetricsExporter({ name: 'json', replace: true }) export class CompanyJson implements MetricsExporter { … }
 */
export function MetricsExporter(options: MetricsExporterOptions = {}): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(METADATA, options));
}

/** What the decorator says of a class; undefined: it has none. */
export function exporterOptionsOf(type: object): MetricsExporterOptions | undefined {
  return Reflect.getMetadata(METADATA, type) as MetricsExporterOptions | undefined;
}
