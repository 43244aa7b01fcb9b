import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';

const database = { url: 'postgres://localhost/orders' };

function settings(cache: unknown) {
  return taskerSettings({ database, cache: cache as never }, { api: false }).cache;
}

function refusal(cache: unknown): string {
  try {
    settings(cache);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the options of the cache', () => {
  it('have these defaults', () => {
    expect(settings(undefined)).toEqual({
      kept: true,
      ttl: { defaultSeconds: 300, dashboardSeconds: 120, adaptive: true, minSeconds: 30, maxSeconds: 3_600, pressureThreshold: 0.8 },
      tracking: { tracked: true, smoothing: 0.9, decay: 0.95, intervalMs: 30_000 },
      store: {
        provider: null,
        detectors: [],
        prefix: 'tasker',
        timeoutMs: 500,
        leaseMs: 10_000,
        maxWaitMs: 10_000,
        maxEntries: 1_000,
        maxBytes: 67_108_864,
      },
    });
  });

  it('are all taken over', () => {
    const detectors = [{ matches: /Grid/, capabilities: {} }];
    const store = { store: 'GRID', detectors, prefix: 'shop', timeout: 20, lease: '1s', maxWait: 0, maxEntries: 7, maxBytes: 2_048 };
    const ttl = { defaultTtl: '1m', dashboardCacheTtl: 500, minAdaptiveTtl: '2s', maxAdaptiveTtl: '3s', cachePressureThreshold: 1 };
    const tracking = { adaptiveCalculationInterval: 9, hitRateSmoothingFactor: 0, accessFrequencyDecayRate: 1 };
    expect(settings({ ...store, ...ttl, ...tracking, adaptiveTtlEnabled: false, performanceTrackingEnabled: false })).toEqual({
      kept: true,
      ttl: { defaultSeconds: 60, dashboardSeconds: 0.5, adaptive: false, minSeconds: 2, maxSeconds: 3, pressureThreshold: 1 },
      tracking: { tracked: false, smoothing: 0, decay: 1, intervalMs: 9 },
      store: { provider: 'GRID', detectors, prefix: 'shop', timeoutMs: 20, leaseMs: 1_000, maxWaitMs: 0, maxEntries: 7, maxBytes: 2_048 },
    });
  });

  it('may be false, and differ by environment', () => {
    expect(settings(false)).toMatchObject({ kept: false });
    const options = {
      database,
      definitions: { environment: 'test' },
      cache: { prefix: 'a' },
      environments: { test: { cache: { defaultTtl: '9s' } } },
    };
    expect(taskerSettings(options as never, { api: false }).cache).toMatchObject({ store: { prefix: 'a' }, ttl: { defaultSeconds: 9 } });
  });

  it.each([
    [{ ttl: 1 }, /^cache\.ttl: unknown option; known are store, detectors, prefix, defaultTtl/],
    [{ defaultTtl: 0 }, 'cache.defaultTtl: must be at least 1 ms'],
    [{ dashboardCacheTtl: 0 }, 'cache.dashboardCacheTtl: must be at least 1 ms'],
    [{ adaptiveTtlEnabled: 1 }, 'cache.adaptiveTtlEnabled: must be true or false'],
    [{ performanceTrackingEnabled: 'no' }, 'cache.performanceTrackingEnabled: must be true or false'],
    [{ minAdaptiveTtl: '1m', maxAdaptiveTtl: '1m' }, 'cache.minAdaptiveTtl: 60 s is not less than cache.maxAdaptiveTtl, 60 s'],
    [{ minAdaptiveTtl: 0 }, 'cache.minAdaptiveTtl: must be at least 1 ms'],
    [{ hitRateSmoothingFactor: 1.1 }, 'cache.hitRateSmoothingFactor: must be a number from 0 to 1'],
    [{ accessFrequencyDecayRate: -0.1 }, 'cache.accessFrequencyDecayRate: must be a number from 0 to 1'],
    [{ cachePressureThreshold: 2 }, 'cache.cachePressureThreshold: must be a number from 0 to 1'],
    [{ adaptiveCalculationInterval: 0 }, 'cache.adaptiveCalculationInterval: must be at least 1 ms'],
    [{ timeout: 0 }, 'cache.timeout: must be at least 1 ms'],
    [{ lease: '29ms' }, 'cache.lease: must be at least 30 ms'],
    [{ maxWait: '30d' }, 'cache.maxWait: must be at most 1728000000 ms'],
    [{ maxEntries: 0 }, 'cache.maxEntries: must be a number from 1 to 1000000'],
    [{ maxBytes: 1 }, 'cache.maxBytes: must be a number from 1024 to 1099511627776'],
    [{ prefix: 'a:b' }, "cache.prefix: must be 1 to 32 letters, digits, '.', '_' and '-'"],
    [{ store: true }, 'cache.store: must be a provider, by its class or its token, or false'],
    [{ detectors: { matches: /a/ } }, /^cache\.detectors: must be a list such as/],
    [{ detectors: [{ matches: 'Grid', capabilities: {} }] }, /^cache\.detectors: must be a list such as/],
    [{ detectors: [{ matches: /Grid/ }] }, /^cache\.detectors: must be a list such as/],
    [true, 'cache: must be an object'],
    [null, 'cache: must be an object'],
  ])('refuse %j', (cache, message) => {
    expect(refusal(cache)).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
  });
});
