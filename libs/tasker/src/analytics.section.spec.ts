import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';

const database = { url: 'postgres://host/database' };
const terms = (options: object) => taskerSettings({ database, ...options }, { api: false }).analytics;

describe('the options of analytics', () => {
  it('false takes the process out', () => {
    expect(terms({ analytics: false })).toBeNull();
  });

  it('may differ by environment, key by key', () => {
    const definitions = { environment: 'qa', environments: ['qa'] };
    const found = terms({ definitions, analytics: { retention: '90d' }, environments: { qa: { analytics: { interval: '5s' } } } });
    expect(found).toEqual({ intervalMs: 5_000, keepMs: 90 * 86_400_000, maxAgeMs: 30_000 });
  });

  it.each([
    [true, 'analytics: must be an object'],
    [null, 'analytics: must be an object'],
    [{ intervall: '1s' }, 'analytics.intervall: unknown option; known are interval, retention, maxAge'],
    [{ interval: '999ms' }, 'analytics.interval: must be at least 1000 ms'],
    [{ interval: '21d' }, 'analytics.interval: must be at most 1728000000 ms'],
    [{ interval: false }, /^analytics\.interval: false is not a duration/],
    [{ retention: '23h' }, 'analytics.retention: must be from 1 day to 100 years'],
    [{ retention: '36501d' }, 'analytics.retention: must be from 1 day to 100 years'],
    [{ retention: null }, /^analytics\.retention: null is not a duration/],
    [{ maxAge: -1 }, /^analytics\.maxAge: -1 is not a duration/],
    [{ maxAge: 'never' }, /^analytics\.maxAge: 'never' is not a duration/],
  ])('%o is refused', (analytics, message) => {
    const refusal = () => terms({ analytics });
    expect(refusal).toThrow(ConfigurationError);
    expect(refusal).toThrow(message);
  });
});
