import type { BottleneckWatchTerms } from './analysis/bottleneck.settings.js';
import type { Severity } from './analysis/graph/task-graph.analysis.js';
import { parseDuration } from './definitions/duration.js';
import { LONGEST_SPAN_MS } from './definitions/lifecycle.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';

const SEVERITIES: readonly Severity[] = ['Low', 'Medium', 'High', 'Critical'];

/** The checked `bottlenecks` options. */
export function bottleneckTerms(section: Section): BottleneckWatchTerms {
  const afterMs = parseDuration(section.has('after') ? section.get('after') : '10m', 'bottlenecks.after');
  if (afterMs < 1_000 || afterMs > LONGEST_SPAN_MS) throw new ConfigurationError('bottlenecks.after: must be from 1 s to 100 years');
  return { afterMs, severity: severityOf(section.get('severity')), intervalMs: section.duration('interval', '1m', 1_000) };
}

function severityOf(given: unknown = 'High'): Severity {
  const found = SEVERITIES.find((severity) => severity === given);
  if (found === undefined) throw new ConfigurationError(`bottlenecks.severity: must be one of ${SEVERITIES.join(', ')}`);
  return found;
}
