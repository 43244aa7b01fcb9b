import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogRecord } from '../events/log.record.js';
import { HandlerRegistryLog } from './handler.registry.log.js';
import type { TaskDefinition } from './task-definition.js';

const definition: TaskDefinition = { namespace: 'shop', name: 'order', version: '1.0.0', concurrent: true, steps: [], declaredBy: 'Order' };
const about = {
  entity_type: 'task_handler',
  entity_id: 'shop/order/1.0.0',
  entity_class: 'Order',
  registry_name: 'handler_factory',
};
const payload = {
  registryName: 'handler_factory',
  entityType: 'task_handler',
  entityId: 'shop/order/1.0.0',
  entityClass: 'Order',
  handlerClass: 'Order',
  namespaceName: 'shop',
  name: 'order',
  version: '1.0.0',
  timestamp: new Date('2026-01-31T12:00:00.000Z'),
};

function scene() {
  vi.useFakeTimers({ now: new Date('2026-01-31T12:00:00Z'), toFake: ['Date'] });
  const lines: unknown[] = [];
  for (const level of ['log', 'error'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation((record: unknown) => {
      expect(record).toBeInstanceOf(LogRecord);
      lines.push([level, { ...(record as LogRecord) }]);
    });
  }
  const publish = vi.fn();
  return { log: new HandlerRegistryLog({ announce: (name, make) => publish(name, make()) }), lines, publish };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('HandlerRegistryLog', () => {
  it('writes one structured line for each change and publishes it', () => {
    const { log, lines, publish } = scene();
    log.registered(definition);
    log.unregistered(definition);
    expect(lines).toEqual([
      ['log', { msg: 'Registry item registered', ...about, event_type: 'registered' }],
      ['log', { msg: 'Registry item unregistered', ...about, event_type: 'unregistered' }],
    ]);
    expect(publish.mock.calls).toEqual([
      ['handler.registered', payload],
      ['handler.unregistered', payload],
    ]);
  });

  it('says why a handler is refused', () => {
    const { log, lines, publish } = scene();
    log.refused(definition, 'it has no steps');
    const reason = { validation_error: 'it has no steps' };
    expect(lines).toEqual([['error', { msg: 'Registry validation failed', ...about, event_type: 'validation_failed', ...reason }]]);
    expect(publish.mock.calls).toEqual([['handler.validation_failed', { ...payload, validationError: 'it has no steps' }]]);
  });
});
