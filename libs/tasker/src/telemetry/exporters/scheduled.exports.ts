import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigurationError } from '../../model/errors.js';
import { TelemetrySettings, type ExportSettings } from '../telemetry.settings.js';
import { TaskerMetrics } from '../metrics/tasker.metrics.js';
import { writeExportFile } from './export.file.js';
import { MetricsExports, type MetricsExport } from './metrics.exports.js';
import { PluginRegistry } from './plugin.registry.js';
import type { RegisteredExporter } from './registered.exporter.js';

/** An export as work of the cluster that one process does at an interval. */
export interface ScheduledExport {
  readonly name: string;
  readonly intervalMs: number;
  run(): Promise<void>;
}

/** The exports of `telemetry.exports`. What runs them at their intervals asks for the right to do so first: one process at a time exports. */
@Injectable()
export class ScheduledExports implements OnApplicationBootstrap {
  readonly jobs: readonly ScheduledExport[];

  constructor(
    private readonly settings: TelemetrySettings,
    private readonly registry: PluginRegistry,
    private readonly exports: MetricsExports,
    private readonly metrics: TaskerMetrics,
  ) {
    this.jobs = settings.exports.map((one, place) => ({
      name: `tasker.metrics_export.${place}.${one.format}`,
      intervalMs: one.everyMs,
      run: () => this.run(one),
    }));
  }

  /** @throws ConfigurationError for a format that nobody writes, options that its exporter refuses, and exports without metrics */
  onApplicationBootstrap(): void {
    for (const [place, { format, options, directory }] of this.settings.exports.entries()) {
      const path = `telemetry.exports[${place}]`;
      if (this.metrics.unavailable !== null)
        throw new ConfigurationError(`${path}: there is nothing to export. ${this.metrics.unavailable}`);
      const { name, exporter } = checked(`${path}.format`, () => this.registry.findByFormat(format));
      checked(`${path}.options`, () => exporter.checkOptions?.(options));
      if (directory === null && ['prometheus', 'json', 'csv'].includes(name)) {
        throw new ConfigurationError(`${path}.directory: is required: the ${name} exporter sends nothing anywhere`);
      }
    }
  }

  /** Failures are counted, logged and told where they happen: the next turn tries again. */
  private async run({ format, options, directory }: ExportSettings): Promise<void> {
    const deliver = (exported: MetricsExport, to: RegisteredExporter) => write(directory, exported, to);
    await this.exports.export(format, { options, deliver }).catch(() => undefined);
  }
}

async function write(directory: string | null, { data, format, instance, takenAt }: MetricsExport, to: RegisteredExporter): Promise<void> {
  if (data === undefined) return;
  if (directory === null) throw new Error(`exporter '${to.name}' gives data, but telemetry.exports names no directory for it`);
  await writeExportFile(directory, { instance, takenAt, extension: to.exporter.fileExtension ?? format }, data);
}

function checked<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw new ConfigurationError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
