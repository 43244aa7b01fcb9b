import { Logger } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../../../test/support/eventually.js';
import { Gates } from '../../../../../test/support/gates.js';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import type { EventBus } from '../../events/event.bus.js';
import type { TaskerMetrics } from '../metrics/tasker.metrics.js';
import type { ExportEnd, MetricsExporter } from './metrics.exporter.js';
import { MetricsExports } from './metrics.exports.js';
import { ExportFailedError, UnknownFormatError } from './plugin.errors.js';
import { PluginRegistry } from './plugin.registry.js';

/** An exporter whose calls do what the test says. */
function exporterOf(format: string, call: MetricsExporter['export'], more: Partial<MetricsExporter> = {}): MetricsExporter {
  return { supportedFormats: [format], supportsFormat: (asked) => asked === format, export: call, ...more };
}

describe('MetricsExports', () => {
  let events: [string, any][];
  let lines: any[];
  let plugins: PluginRegistry;
  let exports: MetricsExports;
  beforeEach(() => {
    events = [];
    lines = [];
    for (const level of ['log', 'debug', 'warn', 'error'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((line: object) => void lines.push({ level, ...line }));
    }
    const bus = { announce: (name: string, make: () => unknown) => events.push([name, make()]) } as unknown as EventBus;
    const registry = new Registry();
    new Counter({ name: 'steps_total', help: 'Steps', registers: [registry] }).inc(3);
    plugins = new PluginRegistry(bus);
    const contents = () => registry.getMetricsAsJSON();
    exports = new MetricsExports(plugins, { contents, unavailable: null } as unknown as TaskerMetrics, bus, parameterFilter());
  });
  afterEach(() => void vi.restoreAllMocks());

  const add = (exporter: MetricsExporter) => {
    plugins.register(exporter.supportedFormats[0]!, exporter);
    lines = [];
    events = [];
  };

  it('exports in a format with the options of the call', async () => {
    const exported = await exports.exportNow('JSON', { additionalFields: { site: 'north' } });
    expect(exported).toMatchObject({ format: 'JSON', exporter: 'json', metricsCount: 1, instance: expect.stringMatching(/-\d+$/) });
    expect(JSON.parse(String(exported.data))).toMatchObject({ site: 'north', metrics: { steps_total: { values: [{ value: 3 }] } } });
  });

  it('refuses a format that nobody writes, with the known ones', async () => {
    await expect(exports.exportNow('xml')).rejects.toThrow(UnknownFormatError);
    await expect(exports.exportNow('xml')).rejects.toThrow('known are csv, json, prometheus');
  });

  it('tells and counts each export', async () => {
    const told: unknown[] = [];
    add(
      exporterOf('own', () => 'x', {
        onExportRequest: (request) => void told.push(request),
        onExportComplete: (end) => void told.push(end),
      }),
    );
    const { exportId, durationMs } = await exports.exportNow('own', { token: 'hush-0815', colour: 'red' });
    const about = { exportId, format: 'own', timestamp: expect.any(Date) };
    expect(events).toEqual([
      ['tasker.telemetry.export_requested', { ...about, options: { token: '[FILTERED]', colour: 'red' } }],
      ['tasker.telemetry.export_completed', { ...about, metricsCount: 1, durationMs }],
    ]);
    const request = { exportId, format: 'own', options: { token: 'hush-0815', colour: 'red' } };
    expect(told).toEqual([request, { ...request, metricsCount: 1, durationMs }]);
    expect(exports.statistics()).toMatchObject([{ format: 'own', completed: 1, failed: 0, lastError: null, lastDurationMs: durationMs }]);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([['debug', 'Metrics exported']]);
  });

  it('tells, counts and logs a failure, without what the options hold in confidence', async () => {
    const ends: ExportEnd[] = [];
    const call = (_: unknown, { token }: Readonly<Record<string, unknown>>) => Promise.reject(new Error(`no entry with ${String(token)}`));
    add(exporterOf('broken', call, { onExportComplete: (end) => void ends.push(end) }));
    const failure = exports.exportNow('broken', { token: 'hush-0815' });
    await expect(failure).rejects.toThrow(ExportFailedError);
    const error = 'no entry with [FILTERED]';
    expect(events.at(-1)).toEqual(['tasker.telemetry.export_failed', expect.objectContaining({ format: 'broken', error })]);
    expect(ends).toMatchObject([{ format: 'broken', error }]);
    expect(exports.statistics()).toMatchObject([{ format: 'broken', completed: 0, failed: 1, lastError: error }]);
    const line = {
      level: 'error',
      msg: 'Export of metrics failed',
      component: 'metrics_export',
      format: 'broken',
      exporter: 'broken',
      error,
    };
    expect(lines).toMatchObject([line]);
  });

  it('gives up an exporter that hangs, does not begin it again before it ends, and goes on with others', async () => {
    const gates = new Gates();
    const signals: AbortSignal[] = [];
    add(
      exporterOf('hanging', (_, __, signal) => {
        signals.push(signal);
        return gates.pass('answer');
      }),
    );
    exports.limitMs = 20;
    await expect(exports.exportNow('hanging')).rejects.toThrow('no answer within 20 ms');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await expect(exports.exportNow('hanging')).rejects.toThrow('its last export was given up and has not ended yet');
    expect(signals).toHaveLength(1);
    expect((await exports.exportNow('json')).metricsCount).toBe(1);
    gates.open('answer');
    const again = () => exports.exportNow('hanging').then(() => true, () => false); // prettier-ignore
    await eventually(again, { what: 'the exporter is called again' });
  });

  it('goes on when callbacks throw or never answer', async () => {
    const onExportRequest = () => Promise.reject(new Error('not with token=hush-0815'));
    add(exporterOf('told', () => 'x', { onExportRequest, onExportComplete: () => new Promise(() => undefined) }));
    exports.limitMs = 20;
    expect((await exports.exportNow('told')).data).toBe('x');
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([{ msg: 'Callback of an exporter failed', exporter: 'told', error: 'not with token=[FILTERED]' }]);
  });

  it.each([[7], [{}], [null]])('fails an exporter that gives %j', async (given) => {
    add(exporterOf('odd', () => given as never));
    await expect(exports.exportNow('odd')).rejects.toThrow('export() must give a text, bytes, or nothing');
  });

  it('fails where there are no metrics, and says why', async () => {
    const none = { contents: () => Promise.resolve(null), unavailable: 'Metrics are off.' } as unknown as TaskerMetrics;
    const without = new MetricsExports(plugins, none, { announce: () => undefined } as unknown as EventBus, parameterFilter());
    await expect(without.exportNow('json')).rejects.toThrow("export of metrics as 'json' failed: Metrics are off.");
  });
});
