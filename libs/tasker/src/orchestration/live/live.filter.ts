import type { ChangeDocument } from '../../database/history.reader.js';
import { InvalidRequestError, type FieldIssue } from '../../model/errors.js';
import { TASK_STATES, type TaskState } from '../../model/states.js';

/** Which tasks a stream tells of; what is left out narrows nothing. */
export interface LiveFilter {
  /** Changes of tasks that lead into this state or out of it, and of the steps of tasks that are in it. */
  readonly state?: TaskState;
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
  /** Tags all of which the task has. */
  readonly tags?: readonly string[];
  readonly initiator?: string;
  readonly sourceSystem?: string;
  /** Requested at this moment or later. */
  readonly requestedAfter?: Date;
  /** Requested before this moment. */
  readonly requestedBefore?: Date;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.includes('\0');
const isMoment = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());

const RULES: { readonly [K in keyof Required<LiveFilter>]: readonly [ok: (value: unknown) => boolean, message: string] } = {
  state: [(value) => (TASK_STATES as readonly unknown[]).includes(value), `must be one of ${TASK_STATES.join(', ')}`],
  namespace: [isText, 'must be text'],
  name: [isText, 'must be text'],
  version: [isText, 'must be text'],
  tags: [(value) => Array.isArray(value) && value.every(isText), 'must be a list of texts'],
  initiator: [isText, 'must be text'],
  sourceSystem: [isText, 'must be text'],
  requestedAfter: [isMoment, 'must be a moment'],
  requestedBefore: [isMoment, 'must be a moment'],
};

/** @throws InvalidRequestError naming each key or value that cannot be used */
export function checkedFilter(given: LiveFilter): LiveFilter {
  const issues = Object.entries(given).flatMap(([key, value]): FieldIssue[] => {
    const rule = Object.hasOwn(RULES, key) ? RULES[key as keyof LiveFilter] : undefined;
    if (rule === undefined) return [{ path: key, message: `unknown key; known are ${Object.keys(RULES).join(', ')}` }];
    return value === undefined || rule[0](value) ? [] : [{ path: key, message: rule[1] }];
  });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return given;
}

/** What a filter says of a row of the history, one function for each of its keys. */
const TESTS: { readonly [K in keyof Required<LiveFilter>]: (document: ChangeDocument, asked: Required<LiveFilter>[K]) => boolean } = {
  state: ({ kind, from, to, taskState }, asked) => (kind === 2 ? taskState === asked : from === asked || to === asked),
  namespace: ({ namespace }, asked) => namespace === asked,
  name: ({ name }, asked) => name === asked,
  version: ({ version }, asked) => version === asked,
  tags: ({ tags }, asked) => asked.every((tag) => tags.includes(tag)),
  initiator: ({ initiator }, asked) => initiator === asked,
  sourceSystem: ({ sourceSystem }, asked) => sourceSystem === asked,
  requestedAfter: ({ requestedAt }, asked) => Date.parse(requestedAt) >= asked.getTime(),
  requestedBefore: ({ requestedAt }, asked) => Date.parse(requestedAt) < asked.getTime(),
};

/** Whether a stream tells of a row. `within`: the namespaces that its listener reaches, null where that is all. */
export function isWanted(document: ChangeDocument, filter: LiveFilter, within: readonly string[] | null): boolean {
  if (within !== null && !within.includes(document.namespace)) return false;
  return (Object.keys(filter) as (keyof LiveFilter)[]).every((key) => {
    const asked = filter[key];
    return asked === undefined || (TESTS[key] as (row: ChangeDocument, asked: unknown) => boolean)(document, asked);
  });
}

/** The namespaces that have to be read for a listener; null: all. */
export function namespacesOf({ namespace }: LiveFilter, within: readonly string[] | null): readonly string[] | null {
  if (namespace === undefined) return within;
  return within === null || within.includes(namespace) ? [namespace] : [];
}
