import type { InjectionToken } from '@nestjs/common';
import type { CacheSettings, StoreTerms, TtlTerms } from './cache/cache.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';
import type { CacheDetector } from './tasker.options.js';

/** A store may hold keys of 250 bytes at most: this leaves room for what follows. */
const PREFIX = /^[\w.-]{1,32}$/;

/** The checked `cache` options. */
export function cacheSettings(section: Section, kept: boolean): CacheSettings {
  return {
    kept,
    ttl: ttlTerms(section),
    tracking: {
      tracked: section.flag('performanceTrackingEnabled', true),
      smoothing: section.number('hitRateSmoothingFactor', { default: 0.9, min: 0, max: 1 }),
      decay: section.number('accessFrequencyDecayRate', { default: 0.95, min: 0, max: 1 }),
      intervalMs: section.duration('adaptiveCalculationInterval', '30s', 1),
    },
    store: storeTerms(section),
  };
}

function ttlTerms(section: Section): TtlTerms {
  const minSeconds = seconds(section, 'minAdaptiveTtl', '30s');
  const maxSeconds = seconds(section, 'maxAdaptiveTtl', '1h');
  if (minSeconds >= maxSeconds) {
    throw new ConfigurationError(`cache.minAdaptiveTtl: ${minSeconds} s is not less than cache.maxAdaptiveTtl, ${maxSeconds} s`);
  }
  return {
    defaultSeconds: seconds(section, 'defaultTtl', '5m'),
    dashboardSeconds: seconds(section, 'dashboardCacheTtl', '2m'),
    adaptive: section.flag('adaptiveTtlEnabled', true),
    minSeconds,
    maxSeconds,
    pressureThreshold: section.number('cachePressureThreshold', { default: 0.8, min: 0, max: 1 }),
  };
}

function storeTerms(section: Section): StoreTerms {
  const prefix = section.text('prefix') ?? 'tasker';
  if (!PREFIX.test(prefix)) throw new ConfigurationError("cache.prefix: must be 1 to 32 letters, digits, '.', '_' and '-'");
  return {
    provider: provider(section.get('store')),
    detectors: detectors(section.get('detectors')),
    prefix,
    timeoutMs: section.duration('timeout', '500ms', 1),
    leaseMs: section.duration('lease', '10s', 30),
    maxWaitMs: section.duration('maxWait', '10s'),
    maxEntries: section.integer('maxEntries', { default: 1_000, min: 1, max: 1_000_000 }),
    maxBytes: section.integer('maxBytes', { default: 67_108_864, min: 1_024, max: 2 ** 40 }),
  };
}

function seconds(section: Section, key: string, byDefault: string): number {
  return section.duration(key, byDefault, 1) / 1_000;
}

function provider(token: unknown): InjectionToken | false | null {
  if (token === undefined) return null;
  if (token === false || ['function', 'string', 'symbol'].includes(typeof token)) return token as InjectionToken | false;
  throw new ConfigurationError('cache.store: must be a provider, by its class or its token, or false');
}

function detectors(given: unknown): readonly CacheDetector[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.every(isDetector)) return given;
  throw new ConfigurationError(
    'cache.detectors: must be a list such as [{ matches: /GridStore/, capabilities: { distributed: true } }]; matches is a pattern for the ' +
      'name of the class or a function of the store, capabilities an object or a function of the store',
  );
}

function isDetector(one: unknown): one is CacheDetector {
  const { matches, capabilities } = (one ?? {}) as Partial<Record<keyof CacheDetector, unknown>>;
  const says = typeof capabilities === 'function' || (typeof capabilities === 'object' && capabilities !== null);
  return says && (matches instanceof RegExp || typeof matches === 'function');
}
