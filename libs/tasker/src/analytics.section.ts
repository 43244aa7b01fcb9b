import type { AnalyticsTerms } from './analysis/analytics.settings.js';
import { parseDuration } from './definitions/duration.js';
import { LONGEST_SPAN_MS } from './definitions/lifecycle.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';

/** A day: the longest window of `AnalyticsService.performance`. */
const SHORTEST_RETENTION_MS = 86_400_000;

/** The checked `analytics` options. */
export function analyticsTerms(section: Section): AnalyticsTerms {
  return {
    intervalMs: section.duration('interval', '15s', 1_000),
    keepMs: retention(section.has('retention') ? section.get('retention') : '30d'),
    maxAgeMs: section.duration('maxAge', '30s'),
  };
}

function retention(given: unknown): number {
  const milliseconds = parseDuration(given, 'analytics.retention');
  if (milliseconds < SHORTEST_RETENTION_MS || milliseconds > LONGEST_SPAN_MS)
    throw new ConfigurationError('analytics.retention: must be from 1 day to 100 years');
  return milliseconds;
}
