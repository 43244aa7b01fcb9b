import type { Provider } from '@nestjs/common';
import { ExporterExplorer } from './exporters/exporter.explorer.js';
import { MetricsExports } from './exporters/metrics.exports.js';
import { PluginRegistry } from './exporters/plugin.registry.js';
import { ScheduledExports } from './exporters/scheduled.exports.js';
import { PinoScope } from './logging/pino.scope.js';
import { METRICS } from './metrics/metrics.providers.js';
import { TracerInstaller } from './tracing/tracer.installer.js';

/** What counts, traces, logs and exports. */
export const TELEMETRY: Provider[] = [
  PinoScope,
  TracerInstaller,
  ...METRICS,
  PluginRegistry,
  ExporterExplorer,
  MetricsExports,
  ScheduledExports,
];
