import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { MetricsLibrary, type MetricsRegistry, type RegisteredMetric } from './metrics.library.js';
import { TaskerMetrics } from './tasker.metrics.js';

/**
 * Puts the metrics into the registry of a host that shows its own through PrometheusModule of \@willsoto/nestjs-prometheus, so that its route
 * shows them as well. The other way round nothing is merged: who may see Tasker's metrics need not see the host's.
 */
@Injectable()
export class HostMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('TaskerMetrics');
  private readonly lent: { readonly registry: MetricsRegistry; readonly metric: RegisteredMetric }[] = [];

  constructor(
    private readonly modules: ModulesContainer,
    private readonly library: MetricsLibrary,
    private readonly metrics: TaskerMetrics,
  ) {}

  onModuleInit(): void {
    const host = this.metrics.registry === null ? null : this.library.nestPrometheus();
    if (host === null || ![...this.modules.values()].some(({ metatype }) => metatype === host.module)) return;
    const { registry } = host;
    const taken: string[] = [];
    for (const metric of this.metrics.copies()) {
      if (registry.getSingleMetric(metric.name) !== undefined) {
        taken.push(metric.name);
        continue;
      }
      registry.registerMetric(metric);
      this.lent.push({ registry, metric });
    }
    if (taken.length > 0) {
      this.logger.warn(
        `the registry of PrometheusModule has metrics of these names already, they are shown on Tasker's own route only: ${taken.join(', ')}; ` +
          'choose another telemetry.metrics.prefix',
      );
    }
  }

  /** The registry is one for the whole process: what is left in it would be shown by the next application. */
  onApplicationShutdown(): void {
    for (const { registry, metric } of this.lent.splice(0)) {
      if (registry.getSingleMetric(metric.name) === metric) registry.removeSingleMetric(metric.name);
    }
  }
}
