import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';

const settings = (options: object) => taskerSettings({ database: { url: 'postgres://host/database' }, ...options }, { api: false });

describe('the options of live changes and of health', () => {
  it('have defaults', () => {
    const { live, health } = settings({});
    expect(live).toEqual({ pollMs: 200, heartbeatMs: 15_000, maxDurationMs: 3_600_000, maxStreams: 1_000, maxStreamsPerCaller: 100 });
    expect(health).toEqual({
      readinessTimeoutMs: 5_000,
      cacheMs: 5_000,
      thresholds: { eventLoopDelayMs: 1_000, connectionUtilization: 0.9, errorRate: 0.5, queueAgeMs: 900_000 },
      failWhenUnhealthy: false,
    });
  });

  it('are what they are set to', () => {
    const thresholds = { eventLoopDelay: 50, connectionUtilization: 0, errorRate: 1, queueAge: '1h' };
    const { live, health } = settings({
      live: { pollInterval: '1s', heartbeat: '5s', maxDuration: '10m', maxStreams: 5, maxStreamsPerCaller: 3 },
      health: { readinessTimeout: '1s', cacheDuration: 0, thresholds, failWhenUnhealthy: true },
    });
    expect(live).toEqual({ pollMs: 1_000, heartbeatMs: 5_000, maxDurationMs: 600_000, maxStreams: 5, maxStreamsPerCaller: 3 });
    expect(health).toEqual({
      readinessTimeoutMs: 1_000,
      cacheMs: 0,
      thresholds: { eventLoopDelayMs: 50, connectionUtilization: 0, errorRate: 1, queueAgeMs: 3_600_000 },
      failWhenUnhealthy: true,
    });
  });

  it.each([
    [{ live: false }, 'live: must be an object'],
    [
      { live: { interval: 1 } },
      'live.interval: unknown option; known are pollInterval, heartbeat, maxDuration, maxStreams, maxStreamsPerCaller',
    ],
    [{ live: { pollInterval: 9 } }, 'live.pollInterval: must be at least 10 ms'],
    [{ live: { heartbeat: 99 } }, 'live.heartbeat: must be at least 100 ms'],
    [{ live: { maxDuration: 0 } }, 'live.maxDuration: must be at least 100 ms'],
    [{ live: { maxStreams: 0 } }, 'live.maxStreams: must be a number from 1 to 100000'],
    [{ live: { maxStreamsPerCaller: 0 } }, 'live.maxStreamsPerCaller: must be a number from 1 to 100000'],
    [{ health: { timeout: 1 } }, 'health.timeout: unknown option'],
    [{ health: { readinessTimeout: 0 } }, 'health.readinessTimeout: must be at least 10 ms'],
    [{ health: { cacheDuration: null } }, 'health.cacheDuration: null is not a duration'],
    [{ health: { thresholds: { errors: 1 } } }, 'health.thresholds.errors: unknown option'],
    [{ health: { thresholds: { errorRate: 1.5 } } }, 'health.thresholds.errorRate: must be a number from 0 to 1'],
    [{ health: { failWhenUnhealthy: 'yes' } }, 'health.failWhenUnhealthy: must be true or false'],
  ])('%j are refused', (options, message) => {
    expect(() => settings(options)).toThrow(ConfigurationError);
    expect(() => settings(options)).toThrow(message);
  });
});
