import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigurationError } from '../../model/errors.js';
import { exporterOptionsOf, type MetricsExporter, type MetricsExporterOptions } from './metrics.exporter.js';
import { PluginRegistry } from './plugin.registry.js';

/** Registers every provider whose class has `@MetricsExporter()`. */
@Injectable()
export class ExporterExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: PluginRegistry,
  ) {}

  /** @throws ConfigurationError for a class that is no exporter, a name that is taken, and a provider that is made for each request */
  onModuleInit(): void {
    const seen = new Set<unknown>();
    for (const { metatype, instance, isDependencyTreeStatic } of this.discovery.getProviders().map(standing)) {
      const options = typeof metatype === 'function' ? exporterOptionsOf(metatype) : undefined;
      if (options === undefined || seen.has(instance)) continue;
      seen.add(instance);
      const type = (metatype as { name: string }).name;
      if (!isDependencyTreeStatic) throw new ConfigurationError(`@MetricsExporter ${type}: must not depend on a request`);
      this.register(type, instance as MetricsExporter, options);
    }
  }

  private register(type: string, exporter: MetricsExporter, { name = nameOf(type), ...options }: MetricsExporterOptions): void {
    try {
      this.registry.register(name, exporter, options);
    } catch (cause) {
      throw new ConfigurationError(`@MetricsExporter ${type}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}

function standing(wrapper: ReturnType<DiscoveryService['getProviders']>[number]) {
  return { metatype: wrapper.metatype, instance: wrapper.instance as unknown, isDependencyTreeStatic: wrapper.isDependencyTreeStatic() };
}

/** `CompanyCsvExporter` is `company_csv`. */
function nameOf(type: string): string {
  const words = type.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return words.replace(/_?exporter$/, '') || words;
}
