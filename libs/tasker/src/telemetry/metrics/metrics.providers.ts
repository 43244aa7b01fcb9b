import type { Provider } from '@nestjs/common';
import { BusMetrics } from './bus.metrics.js';
import { CacheMetrics } from './cache.metrics.js';
import { ClusterFigures } from './cluster.figures.js';
import { ClusterGauges } from './cluster.gauges.js';
import { HostMetrics } from './host.metrics.js';
import { MetricsLibrary } from './metrics.library.js';
import { MetricsPort } from './metrics.port.js';
import { ProcessGauges } from './process.gauges.js';
import { TaskerMetrics } from './tasker.metrics.js';

/** The metrics of an application, their route's source and their port. */
export const METRICS: Provider[] = [
  MetricsLibrary,
  ProcessGauges,
  BusMetrics,
  CacheMetrics,
  ClusterFigures,
  ClusterGauges,
  TaskerMetrics,
  HostMetrics,
  MetricsPort,
];
