import { describe, expect, it } from 'vitest';
import { taskerSettings } from './tasker.settings.js';

const database = { url: 'postgres://host/database' };
const settings = (options: object) => taskerSettings({ database, ...options }, { api: false }).bottlenecks;

describe('the options bottlenecks', () => {
  it('are every minute, after ten minutes, from High on', () => {
    expect(settings({})).toEqual({ afterMs: 600_000, severity: 'High', intervalMs: 60_000 });
  });

  it('may all be said, and false takes the process out', () => {
    const given = { after: '1h', severity: 'Low', interval: '5s' };
    expect(settings({ bottlenecks: given })).toEqual({ afterMs: 3_600_000, severity: 'Low', intervalMs: 5_000 });
    expect(settings({ bottlenecks: false })).toBeNull();
  });

  it('may differ by environment, key by key', () => {
    const environments = { qa: { bottlenecks: { severity: 'Critical' } } };
    const definitions = { environment: 'qa', environments: ['qa'] };
    expect(settings({ bottlenecks: { after: '1h' }, definitions, environments })).toMatchObject({
      afterMs: 3_600_000,
      severity: 'Critical',
    });
  });

  it.each([
    [{ after: '999ms' }, 'bottlenecks.after: must be from 1 s to 100 years'],
    [{ after: '36501d' }, 'bottlenecks.after: must be from 1 s to 100 years'],
    [{ after: null }, /^bottlenecks\.after: null is not a duration/],
    [{ after: 'soon' }, /^bottlenecks\.after: 'soon' is not a duration/],
    [{ severity: 'high' }, 'bottlenecks.severity: must be one of Low, Medium, High, Critical'],
    [{ severity: null }, 'bottlenecks.severity: must be one of Low, Medium, High, Critical'],
    [{ interval: '10ms' }, 'bottlenecks.interval: must be at least 1000 ms'],
    [{ minutes: 5 }, /^bottlenecks\.minutes: unknown option/],
    [true, 'bottlenecks: must be an object'],
    [null, 'bottlenecks: must be an object'],
  ])('refuses %j', (bottlenecks, message) => {
    expect(() => settings({ bottlenecks })).toThrow(message);
  });
});
