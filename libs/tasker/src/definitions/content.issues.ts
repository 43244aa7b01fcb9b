import type { FieldIssue } from '../model/errors.js';

/** Most issues that one check reports. */
export const MOST_ISSUES = 50;
const LONGEST_KEY = 100;

/** The first 50 issues; when there are `count` in all, the last entry says how many are not shown. */
export function boundedIssues(issues: readonly FieldIssue[], count = issues.length): FieldIssue[] {
  const shown = issues.slice(0, MOST_ISSUES);
  return count > shown.length ? [...shown, { path: '', message: `and ${count - shown.length} more` }] : shown;
}

/** A path with one more key; a key that nobody could read is cut. */
export function pathTo(path: string, key: string): string {
  const shown = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY).toWellFormed()}…` : key;
  return path === '' ? shown : `${path}.${shown}`;
}
