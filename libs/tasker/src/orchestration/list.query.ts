import { suggestion } from '../model/near-names.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';

/** What each key of a query may be; undefined is always allowed. */
export type ListRules = Readonly<Record<string, readonly [ok: (value: unknown) => boolean, message: string]>>;

const MOST = 100;

/** Namespaces that a list keeps to. */
export const NAMESPACES: ListRules[string] = [
  (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && !name.includes('\0')),
  'must be an array of namespaces',
];

const COMMON: ListRules = {
  limit: [(value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST, `must be an integer from 1 to ${MOST}`],
};

/** Everything wrong with the query of a list: its `limit`, and what `rules` say about the other keys. */
export function listIssues(query: unknown, rules: ListRules): FieldIssue[] {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return [{ path: '', message: 'the query must be an object' }];
  const all: ListRules = { ...COMMON, ...rules };
  return Object.entries(query).flatMap(([key, value]): FieldIssue[] => {
    const rule = Object.hasOwn(all, key) ? all[key] : undefined;
    if (rule === undefined) {
      const known = Object.keys(all);
      return [{ path: key, message: `unknown key; known are ${known.join(', ')}${suggestion(key, known)}` }];
    }
    return value === undefined || rule[0](value) ? [] : [{ path: key, message: rule[1] }];
  });
}

/** Namespaces that are all that a call reads; null for none given. @throws InvalidRequestError */
export function checkedNamespaces(within: readonly string[] | undefined): readonly string[] | null {
  const issues = listIssues({ within }, { within: NAMESPACES });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return within ?? null;
}
