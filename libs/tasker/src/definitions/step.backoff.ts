import type { BackoffProfile } from '../database/outcome.js';
import { parseDuration } from './duration.js';
import { suggestion } from '../model/near-names.js';
import { BACKOFF_OPTIONS, type StepBackoff } from './step.options.js';
import type { DeclarationProblem } from './task-declaration.js';
import { isPlainObject, waitProblem } from './value.rules.js';

const DEFAULT_BASE = '2s';
const DEFAULT_MAX = '30s';
const DEFAULT_JITTER = 0.1;
const NO_LIMIT_SECONDS = 31_536_000;

/** Which options belong to which type, besides `type`, `max` and `jitter`. */
const OF_TYPE: Readonly<Record<StepBackoff['type'], readonly string[]>> = {
  exponential: ['base', 'multiplier'],
  linear: ['base'],
  fixed: ['waits'],
};

/** Everything wrong with a `backoff`, by the path inside it. */
export function backoffProblems(value: unknown): DeclarationProblem[] {
  if (!isPlainObject(value)) return [{ path: [], message: "must be an object such as { type: 'linear', base: '5s' }" }];
  const { type } = value;
  if (type !== 'exponential' && type !== 'linear' && type !== 'fixed') {
    return [{ path: ['type'], message: "must be 'exponential', 'linear' or 'fixed'" }];
  }
  const known = ['type', 'max', 'jitter', ...OF_TYPE[type]];
  return Object.entries(value).flatMap(([key, option]): DeclarationProblem[] => {
    if (!BACKOFF_OPTIONS.includes(key)) return [{ path: [key], message: `is not an option${suggestion(key, BACKOFF_OPTIONS)}` }];
    if (!known.includes(key)) return [{ path: [key], message: `has no meaning for type '${type}'` }];
    const message = option === undefined ? undefined : optionProblem(key as keyof StepBackoff, option);
    return message === undefined ? [] : [{ path: [key], message }];
  }).concat(type === 'fixed' && value['waits'] === undefined ? [{ path: [], message: 'needs \'waits\' for type \'fixed\'' }] : []); // prettier-ignore
}

function optionProblem(key: keyof StepBackoff, value: unknown): string | undefined {
  switch (key) {
    case 'type':
      return undefined;
    case 'base':
    case 'max':
      return waitProblem(value);
    case 'multiplier':
      return isBetween(value, 1, 100) ? undefined : 'must be a number from 1 to 100';
    case 'jitter':
      return isBetween(value, 0, 1) ? undefined : 'must be a number from 0 to 1: a share of the wait';
    case 'waits':
      if (!Array.isArray(value) || value.length === 0) return 'must be a list of at least one duration';
      return value.map(waitProblem).find((problem) => problem !== undefined);
  }
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/** The profile that SQL `retry_wait` reads; the declaration has been checked. */
export function backoffProfile({ type, base = DEFAULT_BASE, multiplier = 2, waits = [], max, jitter }: StepBackoff): BackoffProfile {
  const limit = seconds(max ?? DEFAULT_MAX);
  switch (type) {
    case 'exponential':
      return { seconds: [seconds(base)], max: limit, multiplier, jitter: jitter ?? DEFAULT_JITTER };
    case 'linear':
      return { seconds: [seconds(base)], max: limit, multiplier: 1, increment: seconds(base), jitter: jitter ?? DEFAULT_JITTER };
    case 'fixed':
      return { seconds: waits.map(seconds), max: max === undefined ? NO_LIMIT_SECONDS : limit, multiplier: 1, jitter: jitter ?? 0 };
  }
}

function seconds(duration: unknown): number {
  return parseDuration(duration, 'backoff') / 1000;
}
