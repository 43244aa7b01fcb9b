import type { EngineEventTable } from './engine.event.js';
import { content, count, flag, list, moment, orNull, record, seconds, text, uuid, word } from './event.fields.js';

const timestamp = moment('When it happened, by the clock of this process');

const ENTITY = {
  entityId: text('What it is registered as', 'shop/process_order/1.0.0'),
  entityClass: text('Class or file that declares it', 'ProcessOrder'),
} as const;

const HANDLER = {
  registryName: word('The registry', ['handler_factory']),
  entityType: word('What was registered', ['task_handler']),
  ...ENTITY,
  handlerClass: text('The same class, under the name of the specification', 'ProcessOrder'),
  namespaceName: text('Namespace of the definition', 'shop'),
  name: text('Name of the definition', 'process_order'),
  version: text('Version of the definition', '1.0.0'),
  timestamp,
} as const;

const PLUGIN = {
  registryName: word('The registry', ['plugin_registry']),
  entityType: word('What was registered', ['export_plugin']),
  ...ENTITY,
  pluginClass: text('The same class, under the name of the specification', 'CsvExporter'),
  pluginFormat: text('The format that it writes', 'csv'),
  timestamp,
} as const;

const SUBSCRIBER = {
  registryName: word('The registry', ['subscriber_registry']),
  entityType: word('What was registered', ['event_subscriber']),
  ...ENTITY,
  subscriberClass: text('The same class, under the name of the specification', 'OrderMailer'),
  events: list('Names and patterns that it listens to', text('', 'task.completed')),
  timestamp,
} as const;

const validationError = text('Why it was refused', 'the name is taken');

/** What registries say (specification: surface §4.5). */
export const REGISTRY_EVENTS = {
  'handler.registered': {
    category: 'handler',
    description: 'A task handler was registered.',
    fields: HANDLER,
    firedBy: ['handler registry'],
  },
  'handler.unregistered': {
    category: 'handler',
    description: 'A task handler was taken away.',
    fields: HANDLER,
    firedBy: ['handler registry'],
  },
  'handler.validation_failed': {
    category: 'handler',
    description: 'A task handler was refused.',
    fields: { ...HANDLER, validationError },
    firedBy: ['handler registry'],
  },
  'plugin.registered': {
    category: 'plugin',
    description: 'An exporter was registered.',
    fields: PLUGIN,
    firedBy: ['plugin registry'],
  },
  'plugin.unregistered': {
    category: 'plugin',
    description: 'An exporter was taken away.',
    fields: PLUGIN,
    firedBy: ['plugin registry'],
  },
  'plugin.validation_failed': {
    category: 'plugin',
    description: 'An exporter was refused.',
    fields: { ...PLUGIN, validationError },
    firedBy: ['plugin registry'],
  },
  'subscriber.registered': {
    category: 'subscriber',
    description: 'A subscriber listens.',
    fields: SUBSCRIBER,
    firedBy: ['subscriber registry'],
  },
  'subscriber.unregistered': {
    category: 'subscriber',
    description: 'A subscriber listens no longer.',
    fields: SUBSCRIBER,
    firedBy: ['subscriber registry'],
  },
  'subscriber.validation_failed': {
    category: 'subscriber',
    description: 'A subscriber was refused.',
    fields: { ...SUBSCRIBER, validationError },
    firedBy: ['subscriber registry'],
  },
  'subscriber.events_lost': {
    category: 'subscriber',
    description: 'Events did not reach a subscriber and never will.',
    fields: {
      subscriber: text('The listener, or the group of a durable one', 'OrderMailer.onCompleted'),
      lost: count('Events since the last report', 12),
      durable: flag('Whether it is a durable subscriber', false),
      oldestAt: orNull(moment('When the oldest of them happened; null where nobody knows'), null),
      reason: word('`too_slow`: its queue was full; `expired`: older than events.durable.maxAge; `history_gone`: deleted', [
        'too_slow',
        'expired',
        'history_gone',
      ]),
      timestamp,
    },
    firedBy: ['event bus', 'durable delivery'],
  },
  'subscriber.event_given_up': {
    category: 'subscriber',
    description: 'A durable event has failed too often; it is kept for a person.',
    fields: {
      subscriber: text('Group of the subscriber', 'billing'),
      id: text('Of the event', '4711.0'),
      name: text('Of the event', 'task.completed'),
      taskId: uuid('Its task'),
      attempts: count('How often it was tried', 10),
      errorClass: text('Of the last failure', 'Error'),
      error: text('Message of the last failure', 'mail server gone'),
      timestamp,
    },
    firedBy: ['durable delivery'],
  },
  'registry.coordination_complete': {
    category: 'registry',
    description: 'The application has started: every registry is filled. Told once.',
    fields: {
      registries: list(
        'The registries',
        record('A registry', { registryName: text('Its name', 'handler_factory'), entries: count('What it holds', 3) }),
      ),
      timestamp,
    },
    firedBy: ['application start'],
  },
} as const satisfies EngineEventTable;

const EXPORT = {
  exportId: text('Of this export', '0199a3f2-5b1c-7d42-9c1e-8f4b2a6d7e10'),
  format: text('The format', 'json'),
  timestamp,
} as const;

const EXPORTER = {
  pluginName: text('Name that it is registered under', 'csv'),
  pluginClass: text('Its class', 'CsvExporter'),
  options: content('As it was registered with', { format: 'csv' }),
  timestamp,
} as const;

const durationMs = { ...seconds('How long it took', 12), description: 'How long it took, in milliseconds' };

/** What exports of metrics say (specification: surface §4.5). */
export const EXPORT_EVENTS = {
  'tasker.telemetry.export_requested': {
    category: 'telemetry',
    description: 'An export of metrics begins.',
    fields: { ...EXPORT, options: content('Of the export', {}) },
    firedBy: ['exporter'],
  },
  'tasker.telemetry.export_completed': {
    category: 'telemetry',
    description: 'Metrics were exported.',
    fields: { ...EXPORT, metricsCount: count('How many', 24), durationMs },
    firedBy: ['exporter'],
  },
  'tasker.telemetry.export_failed': {
    category: 'telemetry',
    description: 'An export of metrics has failed.',
    fields: { ...EXPORT, error: text('Why', 'disk full'), durationMs },
    firedBy: ['exporter'],
  },
  'tasker.telemetry.plugin_registered': {
    category: 'telemetry',
    description: 'As plugin.registered, with the options.',
    fields: EXPORTER,
    firedBy: ['plugin registry'],
  },
  'tasker.telemetry.plugin_unregistered': {
    category: 'telemetry',
    description: 'As plugin.unregistered, with the options.',
    fields: EXPORTER,
    firedBy: ['plugin registry'],
  },
} as const satisfies EngineEventTable;
