import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../model/errors.js';
import { Section } from '../../options.section.js';
import type { MetricsExportOptions } from '../../tasker.options.js';
import { telemetrySettings } from '../../telemetry.section.js';
import type { EventBus } from '../../events/event.bus.js';
import type { TaskerMetrics } from '../metrics/tasker.metrics.js';
import type { MetricsExports } from './metrics.exports.js';
import { PluginRegistry } from './plugin.registry.js';
import { ScheduledExports } from './scheduled.exports.js';

function scheduled(exports: MetricsExportOptions[], unavailable: string | null = null): ScheduledExports {
  const registry = new PluginRegistry({ announce: () => undefined } as unknown as EventBus);
  const metrics = { unavailable } as unknown as TaskerMetrics;
  return new ScheduledExports(telemetrySettings(new Section('telemetry', { exports })), registry, {} as MetricsExports, metrics);
}

describe('scheduled exports', () => {
  it('are jobs with names and intervals of their own', () => {
    const { jobs } = scheduled([
      { format: 'csv', directory: 'x' },
      { format: 'csv', directory: 'y', every: '5s' },
    ]);
    expect(jobs.map(({ name, intervalMs }) => [name, intervalMs])).toEqual([
      ['tasker.metrics_export.0.csv', 60_000],
      ['tasker.metrics_export.1.csv', 5_000],
    ]);
  });

  it('may have every format that is registered, with the options of its exporter', () => {
    const options = { separator: ';' };
    expect(() => scheduled([{ format: 'csv', directory: 'x', options }, { format: 'JSON', directory: 'x' }]).onApplicationBootstrap()).not.toThrow(); // prettier-ignore
  });

  it.each<[string, MetricsExportOptions, string]>([
    ['in a format that nobody writes', { format: 'xml' }, "telemetry.exports[0].format: no exporter writes the format 'xml'"],
    ['to no directory', { format: 'csv' }, 'telemetry.exports[0].directory: is required: the csv exporter sends nothing anywhere'],
    ['with options of another one', { format: 'csv', directory: 'x', options: { pretty: true } }, "telemetry.exports[0].options: option 'pretty' of the csv exporter is unknown"], // prettier-ignore
  ])('%s are refused when the application starts', (_, given, message) => {
    const start = () => scheduled([given]).onApplicationBootstrap();
    expect(start).toThrow(ConfigurationError);
    expect(start).toThrow(message);
  });

  it('of no metrics are refused when the application starts', () => {
    const start = () => scheduled([{ format: 'csv', directory: 'x' }], 'Metrics are off.').onApplicationBootstrap();
    expect(start).toThrow('telemetry.exports[0]: there is nothing to export. Metrics are off.');
  });
});
