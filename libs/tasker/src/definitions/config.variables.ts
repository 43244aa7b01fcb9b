import { ConfigurationError } from '../model/errors.js';
import type { JsonObject } from '../model/json.js';
import type { DeclarationPath, DeclarationProblem } from './task-declaration.js';

/** Environment variables by name; an empty text counts as set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A variable that some text needs and that is not set. */
export interface MissingVariable {
  readonly name: string;
  /** Way to the text inside the settings. */
  readonly path: DeclarationPath;
}

/** `$${` is a literal `${`; `${NAME}` stands for a variable; every other `${` is malformed. */
const PLACEHOLDER = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

/** Names of the variables that the texts of some settings stand for, each once. Keys are not texts. */
export function placeholdersIn(config: JsonObject): string[] {
  return [...new Set(textsIn(config).flatMap(({ text }) => namesIn(text)))];
}

/** Every place where a variable is needed that is not set. */
export function missingVariables(config: JsonObject, variables: Variables): MissingVariable[] {
  return textsIn(config).flatMap(({ text, path }) => {
    const missing = new Set(namesIn(text).filter((name) => valueOf(name, variables) === undefined));
    return Array.from(missing, (name) => ({ name, path }));
  });
}

/** Every text with a `${` that is neither a placeholder nor the literal `$${`. */
export function malformedPlaceholders(config: JsonObject): DeclarationProblem[] {
  return textsIn(config)
    .filter(({ text }) => Array.from(text.matchAll(PLACEHOLDER)).some(([match, name]) => match === '${' && name === undefined))
    .map(({ path }) => ({
      path,
      message: "holds a '${' that is no placeholder; write ${NAME} with letters, digits and underscores, or $${ for the two characters",
    }));
}

/**
 * The settings with every placeholder filled in, as a new object. What a variable holds is not searched for placeholders again.
 * The result holds secrets: it is for the handler, never for the database or a log.
 *
 * @throws ConfigurationError naming a variable that is not set
 * @example fillVariables({ url: '${PAYMENTS_URL}/charges' }, process.env)
 */
export function fillVariables(config: JsonObject, variables: Variables): JsonObject {
  return filled(config, variables) as JsonObject;
}

/** What the variables of some settings hold, for blacking out: each value once, the longest first, no empty ones. */
export function secretValues(config: JsonObject, variables: Variables): string[] {
  const values = placeholdersIn(config).flatMap((name) => valueOf(name, variables) ?? []);
  return [...new Set(values)].filter((value) => value !== '').sort((left, right) => right.length - left.length);
}

function filled(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return filledText(value, variables);
  if (Array.isArray(value)) return value.map((item) => filled(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, variables)]));
}

function filledText(text: string, variables: Variables): string {
  return text.replaceAll(PLACEHOLDER, (match: string, name: string | undefined) => {
    if (name === undefined) return '${';
    const value = valueOf(name, variables);
    if (value === undefined) throw new ConfigurationError(`${match} in a handlerConfig: the environment variable ${name} is not set`);
    return value;
  });
}

function namesIn(text: string): string[] {
  return Array.from(text.matchAll(PLACEHOLDER)).flatMap(([, name]) => name ?? []);
}

/** Own properties only: `${constructor}` names no variable. */
function valueOf(name: string, variables: Variables): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function textsIn(value: unknown, path: DeclarationPath = []): { text: string; path: DeclarationPath }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
