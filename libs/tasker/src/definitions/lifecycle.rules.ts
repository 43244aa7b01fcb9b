import { inspect } from 'node:util';
import { parseDuration } from './duration.js';
import {
  LONGEST_SPAN_MS,
  RETENTION_KEYS,
  STALENESS_KEYS,
  type StoredRetention,
  type StoredStaleness,
  type TaskRetention,
  type TaskStaleness,
} from './lifecycle.settings.js';
import { suggestion } from '../model/near-names.js';
import type { DeclarationProblem } from './task-declaration.js';
import { durationProblem, isInteger, isPlainObject } from './value.rules.js';

type KeyRules = Readonly<Record<string, (value: unknown) => string | undefined>>;

const STALENESS_RULES: KeyRules = {
  waiting: spanOrNever,
  lifetime: spanOrNever,
  lostAttempts: (value) => (value === false || isInteger(value, 1) ? undefined : 'must be a whole number of 1 or more, or false'),
  action: (value) => wordProblem(value, ['warn', 'fail']),
};
const RETENTION_RULES: KeyRules = { after: spanProblem, action: (value) => wordProblem(value, ['delete', 'archive']) };

/** Everything wrong with `staleness` of a definition. */
export function stalenessProblems(value: unknown): string | undefined | readonly DeclarationProblem[] {
  if (value === false) return undefined;
  if (!isPlainObject(value)) return "must be false, or an object such as { lifetime: '2h' }";
  return problemsOf(value, STALENESS_KEYS, STALENESS_RULES);
}

/** Everything wrong with `retention` of a definition. */
export function retentionProblems(value: unknown): string | undefined | readonly DeclarationProblem[] {
  if (value === false) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return spanProblem(value);
  if (!isPlainObject(value)) return "must be false, a duration such as '30d', or an object such as { after: '30d', action: 'archive' }";
  const missing = value['after'] === undefined ? [{ path: ['after'], message: 'must be given' }] : [];
  return [...missing, ...problemsOf(value, RETENTION_KEYS, RETENTION_RULES)];
}

/** The settings with durations in milliseconds. */
export function storedStaleness(declared: TaskStaleness | false): StoredStaleness {
  if (declared === false) return false;
  const { waiting, lifetime, lostAttempts, action } = declared;
  return { waiting: milliseconds(waiting), lifetime: milliseconds(lifetime), lostAttempts, action };
}

/** The settings with their duration in milliseconds. */
export function storedRetention(declared: TaskRetention | TaskRetention['after'] | false): StoredRetention {
  if (declared === false) return false;
  const { after, action } = typeof declared === 'object' ? declared : { after: declared, action: undefined };
  return { after: parseDuration(after, 'retention'), action };
}

function milliseconds(span: TaskStaleness['waiting']): number | false | undefined {
  return span === undefined || span === false ? span : parseDuration(span, 'staleness');
}

function problemsOf(value: Record<string, unknown>, known: readonly string[], rules: KeyRules): DeclarationProblem[] {
  return Object.entries(value).flatMap(([key, given]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) return [{ path: [key], message: `is not an option${suggestion(key, known)}` }];
    const message = given === undefined ? undefined : rule(given);
    return message === undefined ? [] : [{ path: [key], message }];
  });
}

function spanOrNever(value: unknown): string | undefined {
  return value === false ? undefined : spanProblem(value);
}

function spanProblem(value: unknown): string | undefined {
  const problem = durationProblem(value);
  if (problem !== undefined) return problem;
  const span = parseDuration(value, '');
  return span >= 1_000 && span <= LONGEST_SPAN_MS ? undefined : 'must be from 1 s to 100 years';
}

function wordProblem(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value === 'string' && words.includes(value)) return undefined;
  return `${inspect(value)} must be ${words.map((word) => `'${word}'`).join(' or ')}`;
}
