import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainFetcher } from '../../../../test/support/cache.js';
import { eventually } from '../../../../test/support/eventually.js';
import { CustomEventCatalog } from '../events/custom-event.catalog.js';
import { EventBus } from '../events/event.bus.js';
import { withMoments } from './analytics.cache.js';
import { ProcessInsights, type TelemetryCounters } from './telemetry.insights.js';

const traces = { active: true, activeSpans: 2, startedSpans: 7, failures: 1 };
const exports = [{ format: 'csv', completed: 3, failed: 1, lastError: 'disk full', lastEndedAt: new Date() }];
const counters: TelemetryCounters = { traces: () => traces, exports: () => exports };

describe('the telemetry of a process', () => {
  beforeEach(() => {
    for (const level of ['log', 'error'] as const) vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  });
  afterEach(() => void vi.restoreAllMocks());
  it('is what bus, spans, exports and cache have counted; listeners that have ended still count', async () => {
    const catalog = new CustomEventCatalog();
    catalog.declare({ name: 'order.shipped', firedBy: 'Shop' });
    const bus = new EventBus(catalog);
    const insights = new ProcessInsights(bus, counters, plainFetcher());
    const end = bus.subscribe('order.*', () => undefined);
    bus.subscribe('order.shipped', () => {
      throw new Error('broken');
    });
    bus.publish('order.shipped');
    await eventually(async () => (await insights.read()).eventStats.failed === 1, { what: 'both have heard it' });
    end();
    const { eventStats, traceStats, exportStats, cacheStats, instance, uptimeSeconds } = await insights.read();
    expect(eventStats).toEqual({ listeners: 1, delivered: 1, failed: 1, dropped: 0, waiting: 0, refused: 0 });
    expect([traceStats, exportStats]).toEqual([traces, exports]);
    expect(cacheStats.strategy).toBe('local_only');
    expect(instance).toMatch(new RegExp(`-${process.pid}$`));
    expect(uptimeSeconds).toBeGreaterThan(0);
    bus.onApplicationShutdown();
  });
});

describe('moments in an answer that was kept', () => {
  const at = '2026-01-02T03:04:05.678Z';

  it('are those of keys that say so, wherever they are nested', () => {
    const kept = { since: at, asOf: null, list: [{ createdAt: at }], name: at, taskName: at, stepName: 'since' };
    expect(withMoments(kept)).toEqual({ ...kept, since: new Date(at), list: [{ createdAt: new Date(at) }] });
  });

  it('are left as they are when they are none', () => {
    const kept = { createdAt: 'soon', since: 7, lastAt: new Date(at) };
    expect(withMoments(kept)).toEqual(kept);
  });
});
