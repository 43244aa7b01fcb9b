import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';

const url = 'postgres://localhost/orders';

function refusal(options: object): string {
  try {
    taskerSettings({ database: { url }, ...options }, { api: false });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the options of events', () => {
  it.each([
    [{ queue: 1 }, 'events.queue: unknown option; known are queueSize, subscriptions, durable'],
    [{ queueSize: 0 }, 'events.queueSize: must be a number from 1 to 1000000'],
    [{ subscriptions: 7 }, 'events.subscriptions: must be a string'],
    [{ durable: true }, 'events.durable: must be an object'],
    [{ durable: { poll: 1 } }, /^events\.durable\.poll: unknown option; known are pollInterval, concurrency/],
    [{ durable: { pollInterval: 9 } }, 'events.durable.pollInterval: must be at least 10 ms'],
    [{ durable: { concurrency: 1.5 } }, 'events.durable.concurrency: must be a whole number'],
    [{ durable: { maxAttempts: 0 } }, 'events.durable.maxAttempts: must be a number from 1 to 1000'],
    [{ durable: { timeout: '0s' } }, 'events.durable.timeout: must be at least 1 ms'],
    [{ durable: { maxAge: '30d' } }, /^events\.durable\.maxAge: must be at most/],
  ])('refuse %j', (events, message) => {
    const found = refusal({ events });
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it('may switch durable delivery off', () => {
    expect(taskerSettings({ database: { url }, events: { durable: false } }, { api: false }).events.delivery).toBeNull();
  });
});

it('the options of events and telemetry may differ by environment', () => {
  const environments = { qa: { telemetry: { tracing: false }, events: { queueSize: 7 } } };
  const definitions = { environment: 'qa', environments: ['qa'] };
  const found = taskerSettings({ database: { url }, definitions, environments }, { api: false });
  expect([found.telemetry.tracing, found.events.queueSize]).toEqual([false, 7]);
});

describe('the options of telemetry', () => {
  it.each([
    [{ enabled: true }, /^telemetry\.enabled: unknown option; known are tracing, metrics, exports/],
    [{ tracing: 'yes' }, 'telemetry.tracing: must be true or false'],
    [{ metrics: true }, 'telemetry.metrics: must be an object'],
    [{ metrics: { prefix: '1st' } }, 'telemetry.metrics.prefix: must be a word of letters, digits and _'],
    [{ metrics: { port: 70_000 } }, 'telemetry.metrics.port: must be a number from 0 to 65535'],
    [{ metrics: { interval: 1 } }, 'telemetry.metrics.interval: must be at least 100 ms'],
    [{ exports: {} }, /^telemetry\.exports: must be a list such as/],
    [{ exports: [{ every: '1m' }] }, "telemetry.exports[0].format: must name an exporter's format"],
    [{ exports: [{ format: 'csv', every: 10 }] }, 'telemetry.exports[0].every: must be at least 1000 ms'],
    [{ exports: [{ format: 'csv', to: 'x' }] }, /^telemetry\.exports\[0\]\.to: unknown option/],
    [{ exports: [{ format: 'csv', options: [] }] }, 'telemetry.exports[0].options: must be an object'],
    [{ filterParameters: 'passw' }, /^telemetry\.filterParameters: must be a list of texts and patterns/],
    [{ filterParameters: [''] }, /^telemetry\.filterParameters: must be a list of texts and patterns/],
    [{ correlationIdHeader: 'x y' }, 'telemetry.correlationIdHeader: must be the name of an HTTP header'],
  ])('refuse %j', (telemetry, message) => {
    const found = refusal({ telemetry });
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it('may switch metrics off', () => {
    expect(taskerSettings({ database: { url }, telemetry: { metrics: false } }, { api: false }).telemetry.metrics).toBeNull();
  });
});
