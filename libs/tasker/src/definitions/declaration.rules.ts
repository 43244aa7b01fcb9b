import { inspect } from 'node:util';
import semver from 'semver';
import { parseDuration } from './duration.js';
import { suggestion } from './near-names.js';
import { STEP_OPTIONS, TASK_OPTIONS, type StepOptions, type TaskHandlerOptions } from './step.options.js';

const LONGEST_NAME = 64;
const LONGEST_STEP_NAME = 128;
const LONGEST_DESCRIPTION = 255;
/** Columns are 32-bit integers, and a longer timer would fire at once. */
const LARGEST_INTEGER = 2 ** 31 - 1;
/** White space, control and invisible characters, lone surrogates, and the two characters that separate names elsewhere. */
const REFUSED_IN_NAMES = /[\s\p{C}@/]/u;

/** Says what is wrong with a value, or nothing. The text continues a sentence that starts with the place of the value. */
type Rule = (value: unknown) => string | undefined;

const STEP_RULES: Readonly<Record<keyof StepOptions, Rule>> = {
  dependsOn: (value) => ([value].flat().every((name) => typeof name === 'string') ? undefined : 'must be a step name or a list of them'),
  retryLimit: (value) => (isInteger(value, 1) ? undefined : `must be a whole number of 1 or more: the first attempt counts`),
  retryable: isBoolean,
  skippable: isBoolean,
  queue: (value) => nameProblem(value, LONGEST_NAME),
  priority: (value) => (isInteger(value, -LARGEST_INTEGER - 1) ? undefined : `must be a whole number of 32 bits`),
  timeout: timeoutProblem,
  dependentSystem: (value) => nameProblem(value, LONGEST_NAME),
  description: descriptionProblem,
};

const TASK_RULES: Readonly<Record<Exclude<keyof TaskHandlerOptions, 'name' | 'steps'>, Rule>> = {
  namespace: (value) => nameProblem(value, LONGEST_NAME),
  version: versionProblem,
  description: descriptionProblem,
  context: (value) => (typeof value === 'function' ? undefined : `must be a class`),
};

/** Everything wrong with the values given to `@TaskHandler`, its steps aside; `place` names the class. */
export function taskProblems(place: string, options: TaskHandlerOptions): string[] {
  const name = nameProblem(options.name, LONGEST_NAME);
  const steps = options.steps === undefined || Array.isArray(options.steps) ? [] : [`${place}: 'steps' must be a list`];
  return [
    ...unknownOptions(place, options, TASK_OPTIONS),
    ...(name === undefined ? [] : [`${place}: 'name' ${name}`]),
    ...broken(place, options, TASK_RULES),
    ...steps,
  ];
}

/** Everything wrong with the options of one step, its place in the graph aside; `place` names the step and the class. */
export function stepProblems(place: string, options: StepOptions, known: readonly string[] = STEP_OPTIONS): string[] {
  return [...unknownOptions(place, options, known), ...broken(place, options, STEP_RULES)];
}

/** What is wrong with the name of a step. A name of digits only could not be told from a step id. */
export function stepNameProblem(name: unknown): string | undefined {
  if (typeof name === 'string' && /^\d+$/.test(name)) return `'${name}' must not be a number: steps are also looked up by id`;
  return nameProblem(name, LONGEST_STEP_NAME);
}

function unknownOptions(place: string, options: object, known: readonly string[]): string[] {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  return unknown.map((key) => `${place}: '${key}' is not an option${suggestion(key, known)}`);
}

function broken(place: string, options: object, rules: Readonly<Record<string, Rule>>): string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const problem = value === undefined ? undefined : rules[key]?.(value);
    return problem === undefined ? [] : [`${place}: '${key}' ${problem}`];
  });
}

function nameProblem(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' || value === '') return 'must be a string that is not empty';
  if (REFUSED_IN_NAMES.test(value)) return `${inspect(value)} must not contain white space, control characters, '@' or '/'`;
  const length = Array.from(value).length;
  return length <= longest ? undefined : `has ${length} characters; at most ${longest} are allowed`;
}

function versionProblem(value: unknown): string | undefined {
  if (typeof value === 'string' && semver.valid(value) === value) {
    return value.length <= LONGEST_NAME ? undefined : `has ${value.length} characters; at most ${LONGEST_NAME} are allowed`;
  }
  return `${inspect(value)} is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata`;
}

function timeoutProblem(value: unknown): string | undefined {
  try {
    const milliseconds = parseDuration(value, 'timeout');
    return isInteger(milliseconds, 1) ? undefined : 'must be between 1 ms and 24 days';
  } catch {
    return `${inspect(value)} is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'`;
  }
}

function descriptionProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (/\0|\p{Cs}/u.test(value)) return 'must not contain NUL characters or lone surrogates';
  return Array.from(value).length <= LONGEST_DESCRIPTION ? undefined : `is longer than ${LONGEST_DESCRIPTION} characters`;
}

function isBoolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function isInteger(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= LARGEST_INTEGER;
}
