import type { BulkFilter } from '../database/bulk.store.js';
import { momentOf } from '../model/moment.js';
import { suggestion } from '../model/near-names.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { TASK_STATES } from '../model/states.js';
import type { TaskSelection } from './bulk.contract.js';

const NO_MOMENT = "must be a Date, or ISO 8601 text with its zone, '2026-03-01T10:00:00Z'";

/** What is wrong with a value that is given; undefined when nothing is. */
const RULES: Readonly<Record<keyof TaskSelection, (value: unknown) => string | undefined>> = {
  namespace: wordProblem,
  name: wordProblem,
  version: wordProblem,
  state: (value) => listProblem(value, (state) => (TASK_STATES as readonly unknown[]).includes(state), TASK_STATES.join(', ')),
  tags: (value) => listProblem(value, (tag) => wordProblem(tag) === undefined, 'texts'),
  createdAfter: (value) => (moment(value) === undefined ? NO_MOMENT : undefined),
  createdBefore: (value) => (moment(value) === undefined ? NO_MOMENT : undefined),
  paused: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  within: (value) =>
    Array.isArray(value) && value.every((name) => wordProblem(name) === undefined) ? undefined : 'must be an array of namespaces',
};

/** Everything that is wrong with a selection. */
export function selectionIssues(selection: unknown): FieldIssue[] {
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection)) {
    return [{ path: 'selection', message: `must be an object; its keys are ${Object.keys(RULES).join(', ')}` }];
  }
  return Object.entries(selection).flatMap(([path, value]) => {
    const rule = Object.hasOwn(RULES, path) ? RULES[path as keyof TaskSelection] : undefined;
    const known = Object.keys(RULES);
    const message =
      rule === undefined
        ? `unknown key; known are ${known.join(', ')}${suggestion(path, known)}`
        : value === undefined
          ? undefined
          : rule(value);
    return message === undefined ? [] : [{ path, message }];
  });
}

/**
 * The filter that a selection means.
 *
 * @throws InvalidRequestError naming each key or value that cannot be used
 */
export function filterOf(selection: TaskSelection): BulkFilter {
  const issues = selectionIssues(selection);
  if (issues.length > 0) throw new InvalidRequestError(issues);
  const { state, tags, createdAfter, createdBefore, ...same } = selection;
  return {
    ...same,
    states: state === undefined ? undefined : [...new Set([state].flat())],
    tags: tags === undefined ? undefined : [tags].flat(),
    createdAfter: moment(createdAfter),
    createdBefore: moment(createdBefore),
  };
}

/** Whether a filter leaves nothing out, of what it may reach at all. */
export function isEmpty({ within: _, ...filter }: BulkFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

function wordProblem(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !value.includes('\0') ? undefined : 'must be a text that is not empty';
}

function listProblem(value: unknown, usable: (item: unknown) => boolean, what: string): string | undefined {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.length > 0 && items.every(usable) ? undefined : `must be one or several of: ${what}`;
}

/** Undefined for what is no moment of the years 1 to 9999, which PostgreSQL can hold. */
function moment(value: unknown): Date | undefined {
  if (typeof value === 'string') return momentOf(value);
  return value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999 ? value : undefined;
}
