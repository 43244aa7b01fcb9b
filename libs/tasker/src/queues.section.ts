import type { SharedLimit } from './database/limit.functions.js';
import { nameProblem } from './definitions/value.rules.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';
import type { TaskerOptions } from './tasker.options.js';

const MOST_RUNNING = 100_000;
const MOST_STARTS = 1_000_000;

/** The checked `queues` and `dependentSystems`, in the order of their names. */
export function sharedLimits({ queues, dependentSystems }: TaskerOptions): SharedLimit[] {
  return [...limitsOf('queue', 'queues', queues), ...limitsOf('system', 'dependentSystems', dependentSystems)];
}

function limitsOf(kind: SharedLimit['kind'], group: string, declared: unknown): SharedLimit[] {
  if (declared === undefined) return [];
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    throw new ConfigurationError(`${group}: must be an object of limits by name, such as { payments: { concurrency: 10 } }`);
  }
  return Object.entries(declared)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, limit]) => {
      const problem = nameProblem(name);
      if (problem !== undefined) throw new ConfigurationError(`${group}: the name ${problem}`);
      return limit === false ? { kind, name, removed: true } : { kind, name, ...limitOf(`${group}.${name}`, limit) };
    });
}

function limitOf(path: string, declared: unknown): Omit<SharedLimit, 'kind' | 'name'> {
  if (declared === undefined) throw new ConfigurationError(`${path}: must be an object such as { concurrency: 10 }, or false`);
  const limit = new Section(path, declared);
  limit.knows(['concurrency', 'rate']);
  if (!limit.has('concurrency') && !limit.has('rate')) {
    throw new ConfigurationError(`${path}: must have concurrency, rate or both; false removes a limit`);
  }
  return {
    ...(limit.has('concurrency') ? { max_running: limit.integer('concurrency', { default: 1, min: 1, max: MOST_RUNNING }) } : {}),
    ...(limit.has('rate') ? rateOf(`${path}.rate`, limit.get('rate')) : {}),
  };
}

function rateOf(path: string, declared: unknown): Pick<SharedLimit, 'rate' | 'per_seconds' | 'burst'> {
  const section = new Section(path, declared);
  section.knows(['limit', 'per', 'burst']);
  for (const key of ['limit', 'per']) if (!section.has(key)) throw new ConfigurationError(`${path}.${key}: must be given`);
  const rate = section.integer('limit', { default: 1, min: 1, max: MOST_STARTS });
  return {
    rate,
    per_seconds: section.duration('per', '1s', 1) / 1000,
    burst: section.integer('burst', { default: rate, min: 1, max: MOST_STARTS }),
  };
}
