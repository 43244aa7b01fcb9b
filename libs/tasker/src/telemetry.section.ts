import type { FilterSettings } from './events/event.settings.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';
import type { ExportSettings, MetricsSettings, TelemetrySettings } from './telemetry/telemetry.settings.js';

/** What the specification filters where nothing else is said (surface §4.15). */
const SENSITIVE = ['passw', 'email', 'secret', 'token', '_key', 'crypt', 'salt', 'certificate', 'otp', 'ssn'];
const METRICS = ['prefix', 'port', 'host', 'interval'];
const EXPORT = ['format', 'every', 'directory', 'options'];
const METRIC_WORD = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;
const HEADER_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

/** The checked `telemetry` options. */
export function telemetrySettings(section: Section): TelemetrySettings {
  const header = section.text('correlationIdHeader') ?? 'X-Correlation-ID';
  if (!HEADER_NAME.test(header)) throw new ConfigurationError('telemetry.correlationIdHeader: must be the name of an HTTP header');
  return {
    tracing: section.flag('tracing', true),
    metrics: section.get('metrics') === false ? null : metrics(section.get('metrics')),
    exports: exportsOf(section.get('exports')),
    correlationIdHeader: header,
  };
}

/** The checked `telemetry.filterParameters` and `telemetry.filterMask`. */
export function filterSettings(section: Section): FilterSettings {
  const parameters = section.get('filterParameters') ?? SENSITIVE;
  const usable = (one: unknown): boolean => (typeof one === 'string' && one !== '') || one instanceof RegExp;
  if (!Array.isArray(parameters) || !parameters.every(usable)) {
    throw new ConfigurationError("telemetry.filterParameters: must be a list of texts and patterns such as ['passw', /^card\\.number$/]");
  }
  return { parameters: parameters as FilterSettings['parameters'], mask: section.text('filterMask') ?? '[FILTERED]' };
}

function metrics(given: unknown): MetricsSettings {
  const section = new Section('telemetry.metrics', given);
  section.knows(METRICS);
  const prefix = section.text('prefix') ?? 'tasker';
  if (!METRIC_WORD.test(prefix)) throw new ConfigurationError('telemetry.metrics.prefix: must be a word of letters, digits and _');
  return {
    prefix,
    port: section.has('port') ? section.integer('port', { default: 0, min: 0, max: 65_535 }) : null,
    host: section.text('host') ?? '127.0.0.1',
    intervalMs: section.duration('interval', '5s', 100),
  };
}

function exportsOf(given: unknown): ExportSettings[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw new ConfigurationError("telemetry.exports: must be a list such as [{ format: 'json', every: '1m' }]");
  return given.map((one: unknown, place) => {
    const path = `telemetry.exports[${place}]`;
    const section = new Section(path, one ?? null);
    section.knows(EXPORT);
    const format = section.text('format');
    if (format === undefined || format === '') throw new ConfigurationError(`${path}.format: must name an exporter's format`);
    const options = section.get('options') ?? {};
    if (typeof options !== 'object' || Array.isArray(options)) throw new ConfigurationError(`${path}.options: must be an object`);
    return {
      format,
      everyMs: section.duration('every', '1m', 1_000),
      directory: section.text('directory') ?? null,
      options: options as Record<string, unknown>,
    };
  });
}
