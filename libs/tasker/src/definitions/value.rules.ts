import { inspect } from 'node:util';
import semver from 'semver';
import { parseDuration } from './duration.js';

/** Longest name of a task, a namespace, a queue and a system, in characters. */
export const LONGEST_NAME = 64;
const LONGEST_STEP_NAME = 128;
const LONGEST_DESCRIPTION = 255;
/** Columns are 32-bit integers, and a longer timer would fire at once. */
const LARGEST_INTEGER = 2 ** 31 - 1;
/** White space, control and invisible characters, lone surrogates, and the two characters that separate names elsewhere. */
const REFUSED_IN_NAMES = /[\s\p{C}@/]/u;
/** A definition with its settings is written as JSON: what cannot be stored must not be declared. */
const UNSTORABLE_TEXT = /\0|\p{Cs}/u;
const DEEPEST_JSON = 100;
const LONGEST_PATH = 256;

/** Says what is wrong with a value, or nothing. The text continues a sentence that starts with the place of the value. */
export type Rule = (value: unknown) => string | undefined;

/** A name of at most 64 characters. */
export function nameProblem(value: unknown, longest = LONGEST_NAME): string | undefined {
  if (typeof value !== 'string' || value === '') return 'must be a string that is not empty';
  if (REFUSED_IN_NAMES.test(value)) return `${inspect(value)} must not contain white space, control characters, '@' or '/'`;
  const length = Array.from(value).length;
  return length <= longest ? undefined : `has ${length} characters; at most ${longest} are allowed`;
}

/** What is wrong with the name of a step. A name of digits only could not be told from a step id. */
export function stepNameProblem(name: unknown): string | undefined {
  if (typeof name === 'string' && /^\d+$/.test(name)) return `'${name}' must not be a number: steps are also looked up by id`;
  return nameProblem(name, LONGEST_STEP_NAME);
}

export function versionProblem(value: unknown): string | undefined {
  if (typeof value === 'string' && semver.valid(value) === value) {
    return value.length <= LONGEST_NAME ? undefined : `has ${value.length} characters; at most ${LONGEST_NAME} are allowed`;
  }
  return `${inspect(value)} is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata`;
}

/** A time limit: 1 ms to 24 days. */
export function limitProblem(value: unknown): string | undefined {
  return durationProblem(value) ?? (isInteger(parseDuration(value, ''), 1) ? undefined : 'must be between 1 ms and 24 days');
}

/** A wait: 0 ms to 24 days. */
export function waitProblem(value: unknown): string | undefined {
  return durationProblem(value) ?? (isInteger(parseDuration(value, ''), 0) ? undefined : 'must be at most 24 days');
}

/** What is wrong with a time span, its length aside. */
export function durationProblem(value: unknown): string | undefined {
  try {
    parseDuration(value, '');
    return undefined;
  } catch {
    return `${inspect(value)} is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'`;
  }
}

export function descriptionProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (UNSTORABLE_TEXT.test(value)) return 'must not contain NUL characters or lone surrogates';
  return Array.from(value).length <= LONGEST_DESCRIPTION ? undefined : `is longer than ${LONGEST_DESCRIPTION} characters`;
}

export function booleanProblem(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

/** Attempts in total. */
export function retryLimitProblem(value: unknown): string | undefined {
  return isInteger(value, 1) ? undefined : 'must be a whole number of 1 or more: the first attempt counts';
}

/** Steps at once. */
export function concurrencyProblem(value: unknown): string | undefined {
  return isInteger(value, 1) ? undefined : 'must be a whole number of 1 or more';
}

/** Names of properties, joined by dots. */
export function keyPathProblem(value: unknown): string | undefined {
  const isPath = typeof value === 'string' && value.length <= LONGEST_PATH && value.split('.').every((name) => name !== '');
  if (!isPath || UNSTORABLE_TEXT.test(value))
    return `must be a path into the context such as 'customer.id', at most ${LONGEST_PATH} characters`;
  return undefined;
}

export function priorityProblem(value: unknown): string | undefined {
  return isInteger(value, -LARGEST_INTEGER - 1) ? undefined : 'must be a whole number of 32 bits';
}

/** Plain JSON: an object whose content can be stored as it stands. */
export function jsonObjectProblem(value: unknown): string | undefined {
  if (!isPlainObject(value)) return 'must be an object';
  return jsonProblem(value, '', 0);
}

/** JSON of any kind whose content can be stored as it stands. */
export function jsonValueProblem(value: unknown): string | undefined {
  return jsonProblem(value, '', 0);
}

function jsonProblem(value: unknown, path: string, depth: number): string | undefined {
  if (!Array.isArray(value) && !isPlainObject(value)) return scalarProblem(value, path);
  if (depth > DEEPEST_JSON) return `is nested deeper than ${DEEPEST_JSON} levels`;
  for (const [key, inner] of Object.entries(value)) {
    if (UNSTORABLE_TEXT.test(key) || key === '__proto__') return `has the key ${inspect(key)}${path}, which cannot be kept`;
    const problem = jsonProblem(inner, path === '' ? ` in '${key}'` : `${path.slice(0, -1)}.${key}'`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function scalarProblem(value: unknown, path: string): string | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `holds ${value}${path}, which is not JSON`;
    case 'string':
      return UNSTORABLE_TEXT.test(value) ? `holds a NUL character or a lone surrogate${path}` : undefined;
    default:
      return value === null ? undefined : `holds a ${typeOf(value)}${path}: only plain JSON can be kept`;
  }
}

/** An object literal, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function typeOf(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}

/** A whole number from `least` to the largest that a column or a timer takes. */
export function isInteger(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= LARGEST_INTEGER;
}
