import { suggestion } from '../model/near-names.js';
import type { FieldIssue } from '../model/errors.js';

/** What each key of a query may be; undefined is always allowed. */
export type ListRules = Readonly<Record<string, readonly [ok: (value: unknown) => boolean, message: string]>>;

const MOST = 100;
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
