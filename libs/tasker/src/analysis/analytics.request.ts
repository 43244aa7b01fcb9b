import type { AnalyticsScope } from '../database/analytics.figures.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';

const SCOPE_KEYS = ['namespace', 'name', 'version'] as const;
const QUESTION_KEYS = ['period', 'fresh'] as const;
/** Longer than any name that a definition can have. */
const LONGEST_NAME = 255;
const HOUR_MS = 3_600_000;

/** What can be said of a question besides its scope. */
export interface AnalyticsQuestion {
  /** True: counts what was committed until now and answers from that, instead of giving an answer that was kept. Default false. */
  readonly fresh?: boolean;
}

/** What can be said of a question about bottlenecks. */
export interface BottleneckQuestion extends AnalyticsQuestion {
  /** Hours to look back, a whole number from 1 to the hours of `analytics.retention`. Default 24. */
  readonly period?: number;
}

/**
 * The scope without keys that are undefined, in one order.
 *
 * @throws InvalidRequestError naming every key that cannot be used
 */
export function checkedScope(given: unknown): AnalyticsScope {
  const issues = objectIssues(given, { noun: 'the scope', known: SCOPE_KEYS });
  const scope = (issues.length === 0 ? given : {}) as Record<string, unknown>;
  for (const key of SCOPE_KEYS) {
    const value = scope[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value === '' || value.length > LONGEST_NAME || value.includes('\0')) {
      issues.push({ path: key, message: `must be a text of 1 to ${LONGEST_NAME} characters` });
    }
  }
  if (scope['version'] !== undefined && scope['name'] === undefined) {
    issues.push({ path: 'version', message: 'a version is one of a name: give the name as well' });
  }
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return Object.fromEntries(SCOPE_KEYS.flatMap((key) => (scope[key] === undefined ? [] : [[key, scope[key]]])));
}

/** @throws InvalidRequestError */
export function checkedQuestion(given: unknown): { fresh: boolean } {
  return { fresh: checked(given, ['fresh']).fresh === true };
}

/**
 * @param keepMs how long figures are kept
 * @throws InvalidRequestError
 */
export function checkedBottleneckQuestion(given: unknown, keepMs: number): { period: number; fresh: boolean } {
  const { period = 24, fresh } = checked(given, QUESTION_KEYS);
  const most = Math.floor(keepMs / HOUR_MS);
  if (!Number.isInteger(period) || period < 1 || period > most) {
    const message = `must be a whole number of hours from 1 to ${most}, for which figures are kept (analytics.retention)`;
    throw new InvalidRequestError([{ path: 'period', message }]);
  }
  return { period, fresh: fresh === true };
}

function checked(given: unknown, known: readonly string[]): BottleneckQuestion {
  const issues = objectIssues(given, { noun: 'the question', known });
  const fresh = issues.length === 0 ? (given as { fresh?: unknown }).fresh : undefined;
  if (fresh !== undefined && typeof fresh !== 'boolean') issues.push({ path: 'fresh', message: 'must be true or false' });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return given as BottleneckQuestion;
}

function objectIssues(given: unknown, { noun, known }: { noun: string; known: readonly string[] }): FieldIssue[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [{ path: '', message: `${noun} must be an object` }];
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  return unknown.map((key) => ({ path: key, message: `unknown key; known are ${known.join(', ')}${suggestion(key, known)}` }));
}
