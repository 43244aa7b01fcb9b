import { Injectable } from '@nestjs/common';
import { HandlerFactory, MetricsExports, OnTaskerEvent, PluginRegistry, SubscriberRegistry, type TaskerEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { expectCatalogued, hear, namesOf, only, type HeardEvent } from '../../support/heard.events.js';
import { single } from '../../support/workflows.js';

describe('what registries tell', () => {
  const engine = useEngine();
  const Handler = single(() => ({}));

  it('says once, at start, that every one of them is filled', async () => {
    const heard: HeardEvent[] = [];
    @Injectable()
    class Listener {
      @OnTaskerEvent('registry.*')
      listen(event: TaskerEvent<any>) {
        heard.push(event);
      }
    }
    const app = await engine.app([Handler, Listener], { worker: false });
    await eventually(() => heard.length > 0);
    expectCatalogued(app, heard);
    const plugins = app.module.get(PluginRegistry).all().length;
    expect(only(heard, 'registry.coordination_complete').registries).toEqual([
      { registryName: 'handler_factory', entries: 1 },
      { registryName: 'subscriber_registry', entries: 0 },
      { registryName: 'plugin_registry', entries: plugins },
    ]);
  });

  it('is what the catalogue says, for handlers, subscribers, exporters and exports', async () => {
    const app = await engine.app([Handler], { worker: false });
    const heard = hear(app);
    const handlers = app.module.get(HandlerFactory);
    await handlers.register('other', Handler, { namespace: 'shop', version: '1.0.0' });
    await handlers.unregister('other', { namespace: 'shop', version: '1.0.0' });
    await handlers.register('order', class Stepless {}).catch(() => undefined);
    const subscribers = app.module.get(SubscriberRegistry);
    class Audit {
      handleTaskCompleted() {
        return undefined;
      }
    }
    const audit = new Audit();
    subscribers.register(audit, { events: ['task.completed'] });
    expect(() => subscribers.register(new Audit(), { events: ['task.nothing'] })).toThrow();
    subscribers.unregister(subscribers.all()[0]!.name);
    const plugins = app.module.get(PluginRegistry);
    const broken = {
      supportedFormats: ['broken'],
      supportsFormat: (format: string) => format === 'broken',
      export: () => Promise.reject(new Error('disk full')),
    };
    plugins.register('broken', broken);
    expect(() => plugins.register('broken', broken)).toThrow();
    const exports = app.module.get(MetricsExports);
    await exports.exportNow('json');
    await exports.exportNow('broken').catch(() => undefined);
    plugins.unregister('broken');
    const kinds = ['registered', 'unregistered', 'validation_failed'];
    const expected = [
      ...['handler', 'subscriber', 'plugin'].flatMap((kind) => kinds.map((end) => `${kind}.${end}`)),
      ...['plugin_registered', 'plugin_unregistered', 'export_requested', 'export_completed', 'export_failed'].map(
        (end) => `tasker.telemetry.${end}`,
      ),
    ];
    await eventually(() => namesOf(heard).at(-1) === 'tasker.telemetry.plugin_unregistered', { what: 'the last event' });
    expect([...new Set(namesOf(heard))].sort()).toEqual(expected.sort());
    expectCatalogued(app, heard);
    expect(only(heard, 'handler.validation_failed').validationError).toEqual(expect.any(String));
  });
});
