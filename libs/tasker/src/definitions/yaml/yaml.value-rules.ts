import { shortText } from './yaml.place.js';

const CORE_TAGS: readonly string[] = [
  '!',
  ...['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
];
const RESERVED_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];
const WHOLE_NUMBER = /^[-+]?\d+$|^0[xo]/;

/** Keys that reach the prototype of an object in careless code. */
export function isReservedKey(key: string): boolean {
  return RESERVED_KEYS.includes(key);
}

/** What is wrong with an explicit tag. */
export function tagProblem(tag: string | undefined): string | undefined {
  if (tag === undefined || CORE_TAGS.includes(tag)) return undefined;
  return `has the tag ${shortText(tag.replace('tag:yaml.org,2002:', '!!'))}; only plain values are read`;
}

/** What keeps a single value from being stored as JSON. */
export function scalarProblem(value: unknown, source: string | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return /\0|\p{Cs}/u.test(value) ? 'holds a NUL character or a lone surrogate, which cannot be stored' : undefined;
    case 'number':
      return numberProblem(value, source ?? String(value));
    case 'boolean':
      return undefined;
    default:
      return value === null ? undefined : 'is not a plain value';
  }
}

function numberProblem(value: number, source: string): string | undefined {
  if (!Number.isFinite(value)) return `is ${shortText(source)}, which is not a number in JSON`;
  const rounded = WHOLE_NUMBER.test(source) && !Number.isSafeInteger(value);
  return rounded ? `is ${shortText(source)}, which would lose digits; write it in quotes` : undefined;
}
