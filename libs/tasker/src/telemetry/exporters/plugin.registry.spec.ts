import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventBus } from '../../events/event.bus.js';
import type { MetricsExporter } from './metrics.exporter.js';
import { PluginRefusedError, UnknownFormatError } from './plugin.errors.js';
import { PluginRegistry } from './plugin.registry.js';

class StatsdExporter implements MetricsExporter {
  readonly supportedFormats = ['statsd', 'Graphite'];
  supportsFormat(format: string) {
    return this.supportedFormats.includes(format);
  }
  export() {
    return '';
  }
}

describe('PluginRegistry', () => {
  let events: [string, any][];
  let lines: any[];
  let registry: PluginRegistry;
  beforeEach(() => {
    events = [];
    lines = [];
    for (const level of ['log', 'error'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((line: object) => void lines.push({ level, ...line }));
    }
    registry = new PluginRegistry({ announce: (name: string, make: () => unknown) => events.push([name, make()]) } as unknown as EventBus);
  });
  afterEach(() => void vi.restoreAllMocks());

  it('has exporters of its own, of which nobody need be told', () => {
    expect(registry.all().map(({ name }) => name)).toEqual(['prometheus', 'json', 'csv']);
    expect([events, lines]).toEqual([[], []]);
  });

  it('finds an exporter by its name and by each of its formats, in whatever case', () => {
    const exporter = new StatsdExporter();
    registry.register('statsd', exporter);
    expect(registry.get('statsd')).toMatchObject({ name: 'statsd', exporter, options: {}, supportedFormats: ['statsd', 'graphite'] });
    expect(registry.findByFormat('GRAPHITE').exporter).toBe(exporter);
    expect(registry.supportedFormats()).toEqual(['csv', 'graphite', 'json', 'prometheus', 'statsd']);
    expect([registry.supportsFormat('Statsd'), registry.supportsFormat('xml'), registry.get('xml')]).toEqual([true, false, undefined]);
  });

  it('asks the exporter that was registered last, and only for the format it was registered for', () => {
    registry.register('first', new StatsdExporter());
    registry.register('second', new StatsdExporter(), { format: 'statsd' });
    expect([registry.findByFormat('statsd').name, registry.findByFormat('graphite').name]).toEqual(['second', 'first']);
    registry.unregister('second');
    expect(registry.findByFormat('statsd').name).toBe('first');
  });

  it('lists the known formats to whoever asks for another one', () => {
    const ask = () => registry.findByFormat('jsn');
    expect(ask).toThrow(UnknownFormatError);
    expect(ask).toThrow("no exporter writes the format 'jsn'; did you mean 'json'?; known are csv, json, prometheus");
  });

  it('says what changes, in one line and its events for each change', () => {
    registry.register('statsd', new StatsdExporter(), { format: 'statsd' });
    expect(registry.unregister('statsd')).toBe(true);
    expect(registry.unregister('statsd')).toBe(false);
    const entity = { registry_name: 'plugin_registry', entity_type: 'export_plugin', entity_id: 'statsd', entity_class: 'StatsdExporter' };
    expect(lines).toMatchObject([
      { level: 'log', msg: 'Registry item registered', ...entity, options: { format: 'statsd' }, event_type: 'registered' },
      { level: 'log', msg: 'Registry item unregistered', ...entity, event_type: 'unregistered' },
    ]);
    const told = { registryName: 'plugin_registry', entityType: 'export_plugin', entityId: 'statsd', entityClass: 'StatsdExporter' };
    const plugin = { ...told, pluginClass: 'StatsdExporter', pluginFormat: 'statsd', timestamp: expect.any(Date) };
    const telemetry = { pluginName: 'statsd', pluginClass: 'StatsdExporter', options: { format: 'statsd' }, timestamp: expect.any(Date) };
    expect(events).toEqual([
      ['plugin.registered', plugin],
      ['tasker.telemetry.plugin_registered', telemetry],
      ['plugin.unregistered', plugin],
      ['tasker.telemetry.plugin_unregistered', telemetry],
    ]);
  });

  it.each<[string, unknown, object, string]>([
    ['', new StatsdExporter(), {}, 'a name is 1 to 100 letters'],
    ['x', null, {}, 'must be an object with export()'],
    ['x', {}, {}, 'has no method export()'],
    ['x', { export: () => '' }, {}, 'has no method supportsFormat()'],
    ['x', { export: () => '', supportsFormat: () => true }, {}, 'supportedFormats must be a list'],
    ['x', { export: () => '', supportsFormat: () => true, supportedFormats: [] }, {}, 'supportedFormats must be a list'],
    ['x', Object.assign(new StatsdExporter(), { onExportRequest: 7 }), {}, 'onExportRequest must be a method'],
    ['x', new StatsdExporter(), { format: 'xml' }, "does not support the format 'xml'; it supports statsd, Graphite"],
    ['json', new StatsdExporter(), {}, 'the name is taken: choose another one, or register with { replace: true }'],
  ])('refuses %j, %# , with what is wrong, and says so', (name, exporter, options, problem) => {
    const register = () => registry.register(name, exporter as MetricsExporter, options);
    expect(register).toThrow(PluginRefusedError);
    expect(register).toThrow(problem);
    expect(lines[0]).toMatchObject({ level: 'error', msg: 'Registry validation failed', entity_id: name, event_type: 'validation_failed' });
    expect(events[0]).toEqual([
      'plugin.validation_failed',
      expect.objectContaining({ entityId: name, validationError: lines[0].validation_error }),
    ]);
    expect(registry.all()).toHaveLength(3);
  });

  it('replaces an exporter where it is told to', () => {
    registry.register('json', new StatsdExporter(), { replace: true });
    expect(registry.get('json')!.exporter).toBeInstanceOf(StatsdExporter);
    expect(registry.supportsFormat('json')).toBe(false);
    expect(events.map(([name]) => name)).toEqual([
      ...['plugin.unregistered', 'tasker.telemetry.plugin_unregistered'],
      ...['plugin.registered', 'tasker.telemetry.plugin_registered'],
    ]);
  });

  it('counts what it has', () => {
    registry.register('statsd', new StatsdExporter());
    registry.register('own', new StatsdExporter(), { format: 'statsd' });
    expect(registry.statistics()).toEqual({
      totalPlugins: 5,
      totalFormats: 5,
      supportedFormats: ['csv', 'graphite', 'json', 'prometheus', 'statsd'],
      pluginsByFormat: { csv: ['csv'], graphite: ['statsd'], json: ['json'], prometheus: ['prometheus'], statsd: ['statsd', 'own'] },
      averageFormatsPerPlugin: 6 / 5,
      mostPopularFormats: ['statsd', 'csv', 'graphite', 'json', 'prometheus'],
      pluginDistribution: { prometheus: 1, json: 1, csv: 1, statsd: 2, own: 1 },
    });
  });
});
