import { Logger } from '@nestjs/common';
import type { EventBus } from '../../events/event.bus.js';
import { LogRecord } from '../../events/log.record.js';
import type { RegisteredExporter } from './registered.exporter.js';

/** Name of this registry in logs, events and statistics. */
export const PLUGIN_REGISTRY = 'plugin_registry';

/** Says what changes in the registry of exporters: one structured line and its events for each change (specification: surface §6.7). */
export class PluginRegistryLog {
  private readonly logger = new Logger('PluginRegistry');

  constructor(private readonly bus: Pick<EventBus, 'announce'>) {}

  registered(entry: RegisteredExporter): void {
    this.logger.log(new LogRecord('Registry item registered', { ...lineOf(entry), event_type: 'registered' }));
    this.announce('registered', entry);
  }

  unregistered(entry: RegisteredExporter): void {
    this.logger.log(new LogRecord('Registry item unregistered', { ...lineOf(entry), event_type: 'unregistered' }));
    this.announce('unregistered', entry);
  }

  refused(name: string, exporter: unknown, validationError: string): void {
    const entity = { registry_name: PLUGIN_REGISTRY, entity_type: 'export_plugin', entity_id: name, entity_class: classOf(exporter) };
    this.logger.error(
      new LogRecord('Registry validation failed', { ...entity, event_type: 'validation_failed', validation_error: validationError }),
    );
    const about = { name, pluginClass: classOf(exporter), pluginFormat: '' };
    this.bus.announce('plugin.validation_failed', () => ({ ...entityOf(about), validationError }));
  }

  private announce(change: 'registered' | 'unregistered', { name, exporter, options, supportedFormats }: RegisteredExporter): void {
    const pluginClass = classOf(exporter);
    this.bus.announce(`plugin.${change}`, () => entityOf({ name, pluginClass, pluginFormat: supportedFormats.join(', ') }));
    this.bus.announce(`tasker.telemetry.plugin_${change}`, () => ({ pluginName: name, pluginClass, options, timestamp: new Date() }));
  }
}

function lineOf({ name, exporter, options }: RegisteredExporter): Readonly<Record<string, unknown>> {
  return { registry_name: PLUGIN_REGISTRY, entity_type: 'export_plugin', entity_id: name, entity_class: classOf(exporter), options };
}

function entityOf({ name, pluginClass, pluginFormat }: Readonly<Record<'name' | 'pluginClass' | 'pluginFormat', string>>) {
  const entity = { registryName: PLUGIN_REGISTRY, entityType: 'export_plugin', entityId: name, entityClass: pluginClass };
  return { ...entity, pluginClass, pluginFormat, timestamp: new Date() };
}

/** Through the prototype: an object may have a property of that name. */
function classOf(exporter: unknown): string {
  if (typeof exporter !== 'object' || exporter === null) return typeof exporter;
  const prototype = Object.getPrototypeOf(exporter) as { constructor?: { name?: string } } | null;
  return prototype?.constructor?.name ?? 'Object';
}
