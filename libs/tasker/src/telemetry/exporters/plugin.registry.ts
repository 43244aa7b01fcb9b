import { Injectable } from '@nestjs/common';
import { EventBus } from '../../events/event.bus.js';
import { CsvExporter } from './csv.exporter.js';
import { exporterProblem } from './exporter.interface.js';
import { JsonExporter } from './json.exporter.js';
import type { MetricsExporter } from './metrics.exporter.js';
import { PluginRefusedError, UnknownFormatError } from './plugin.errors.js';
import { PluginRegistryLog } from './plugin.registry.log.js';
import { pluginStatistics, type PluginStatistics } from './plugin.statistics.js';
import { PrometheusExporter } from './prometheus.exporter.js';
import type { RegisteredExporter, RegisterOptions } from './registered.exporter.js';

/**
 * The exporters of metrics (specification: surface §6.3): `prometheus`, `json` and `csv` are there from the beginning, classes with
 * `@MetricsExporter()` come when the application starts, others when they are registered.
 *
 * @example registry.register('company', new CompanyExporter(), { format: 'json' }); await exports.exportNow('json');
 */
@Injectable()
export class PluginRegistry {
  private readonly plugins = new Map<string, RegisteredExporter>();
  private readonly log: PluginRegistryLog;

  constructor(bus: EventBus) {
    this.log = new PluginRegistryLog(bus);
    for (const exporter of [new PrometheusExporter(), new JsonExporter(), new CsvExporter()]) {
      this.plugins.set(exporter.supportedFormats[0], entryOf(exporter.supportedFormats[0], exporter, {}));
    }
  }

  /** Adds an exporter. @throws PluginRefusedError when it is none, does not write the format, or the name is taken */
  register(name: string, exporter: MetricsExporter, options: RegisterOptions = {}): void {
    const problem = exporterProblem(name, exporter, options) ?? this.conflict(name, options);
    if (problem !== undefined) {
      this.log.refused(String(name), exporter, problem);
      throw new PluginRefusedError(String(name), problem);
    }
    const former = this.plugins.get(name);
    if (former !== undefined) this.unregister(name);
    const entry = entryOf(name, exporter, options);
    this.plugins.set(name, entry);
    this.log.registered(entry);
  }

  /** Takes an exporter out; false: there is none of that name. */
  unregister(name: string): boolean {
    const entry = this.plugins.get(name);
    if (entry === undefined) return false;
    this.plugins.delete(name);
    this.log.unregistered(entry);
    return true;
  }

  /** The exporter of that name. */
  get(name: string): RegisteredExporter | undefined {
    return this.plugins.get(name);
  }

  /** Every exporter, in order of registration. */
  all(): RegisteredExporter[] {
    return [...this.plugins.values()];
  }

  /** Who writes a format, in whatever case; of several the one that was registered last. @throws UnknownFormatError that lists the known ones */
  findByFormat(format: string): RegisteredExporter {
    const wanted = String(format).toLowerCase();
    const found = this.all().findLast(({ supportedFormats }) => supportedFormats.includes(wanted));
    if (found === undefined) throw new UnknownFormatError(String(format), this.supportedFormats());
    return found;
  }

  /** Every format that somebody writes, sorted. */
  supportedFormats(): string[] {
    return [...new Set(this.all().flatMap(({ supportedFormats }) => supportedFormats))].sort();
  }

  /** Whether somebody writes a format. */
  supportsFormat(format: string): boolean {
    return this.supportedFormats().includes(String(format).toLowerCase());
  }

  /** What is registered, in figures. */
  statistics(): PluginStatistics {
    return pluginStatistics(this.all());
  }

  private conflict(name: string, { replace = false }: RegisterOptions): string | undefined {
    if (replace || !this.plugins.has(name)) return undefined;
    return 'the name is taken: choose another one, or register with { replace: true }';
  }
}

function entryOf(name: string, exporter: MetricsExporter, options: RegisterOptions): RegisteredExporter {
  const formats = options.format === undefined ? exporter.supportedFormats : [options.format];
  return { name, exporter, options, registeredAt: new Date(), supportedFormats: formats.map((format) => format.toLowerCase()) };
}
