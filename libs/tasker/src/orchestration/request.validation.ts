import { LONGEST_RANGE } from '../definitions/task.versions.js';
import { CORRELATION_ID } from '../model/correlation.id.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import type { EngineLimits } from './engine.settings.js';
import { checkJson, storableText } from './stored.json.js';
import { idempotencyKeyProblem } from './task.identity.js';
import type { NamedTaskRequest } from './task-request.js';

const KEYS = new Set([
  'name', 'namespace', 'version', 'context', 'initiator', 'sourceSystem', 'reason', 'tags', 'priority', 'correlationId', 'taskId',
  'bypassSteps', 'idempotencyKey', 'traceparent',
]); // prettier-ignore
/** A version may be a range. */
const LONGEST = { name: 64, namespace: 64, version: LONGEST_RANGE };
const WORD_CHARACTERS = 128;
const LARGEST_INTEGER = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether a text is a UUID in its usual form. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/**
 * Everything that is wrong with the shape of a request, by the path of the field; the definition is looked up elsewhere.
 *
 * @throws InvalidRequestError with every issue found
 */
export function validateRequest(request: NamedTaskRequest, limits: EngineLimits, path = ''): { context: string } {
  if (!isPlainObject(request)) throw new InvalidRequestError([{ path, message: 'a task request is an object' }]);
  const issues: FieldIssue[] = [];
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const refuse = (field: string, message: string) => issues.push({ path: at(field), message });
  for (const key of Object.keys(request)) if (!KEYS.has(key)) refuse(key, 'unknown key');
  checkNames(request, refuse);
  checkWords(request, refuse);
  checkTexts('tags', request.tags, refuse);
  checkTexts('bypassSteps', request.bypassSteps, refuse);
  checkIds(request, refuse);
  const context = contextJson(request.context, limits.contextBytes, refuse);
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return { context };
}

type Refuse = (field: string, message: string) => void;

function checkNames(request: NamedTaskRequest, refuse: Refuse): void {
  if (request.name === undefined || request.name === '') refuse('name', 'is required');
  for (const field of ['name', 'namespace', 'version'] as const) {
    const value: unknown = request[field];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string') refuse(field, 'must be a string');
    else if (isLonger(value, LONGEST[field])) refuse(field, `must have at most ${LONGEST[field]} characters`);
  }
}

type IdField = 'priority' | 'taskId' | 'correlationId' | 'idempotencyKey' | 'traceparent';

/** What is wrong with a field that is given. */
const ID_RULES: Readonly<Record<IdField, (value: unknown) => string | undefined>> = {
  priority: (value) => (Number.isInteger(value) && Math.abs(value as number) <= LARGEST_INTEGER ? undefined : 'must be an integer'),
  taskId: (value) => (isUuid(value) ? undefined : 'must be a UUID'),
  correlationId: (value) => matches(value, CORRELATION_ID, 'must be 1 to 100 letters, digits, - or _, beginning with a letter or digit'),
  idempotencyKey: idempotencyKeyProblem,
  traceparent: (value) =>
    matches(value, TRACE_PARENT, 'must be a W3C trace context such as 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
};

function matches(value: unknown, pattern: RegExp, message: string): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? undefined : message;
}

const ID_FIELDS = Object.keys(ID_RULES) as IdField[];

function checkIds(request: NamedTaskRequest, refuse: Refuse): void {
  for (const field of ID_FIELDS) {
    const problem = request[field] === undefined ? undefined : ID_RULES[field](request[field]);
    if (problem !== undefined) refuse(field, problem);
  }
}

function checkWords(request: NamedTaskRequest, refuse: Refuse): void {
  for (const field of ['initiator', 'sourceSystem', 'reason'] as const) {
    const issue = wordIssue(request[field]);
    if (issue !== undefined) refuse(field, issue);
  }
}

/** What is wrong with an optional word of a request; undefined when it can be stored. */
export function wordIssue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return 'must be a string';
  if (isLonger(value, WORD_CHARACTERS)) return `must have at most ${WORD_CHARACTERS} characters`;
  return storableText(value) === value ? undefined : 'contains a NUL character or half of a surrogate pair';
}

function checkTexts(field: 'tags' | 'bypassSteps', texts: unknown, refuse: Refuse): void {
  if (texts === undefined) return;
  if (!Array.isArray(texts)) return refuse(field, 'must be an array of strings');
  texts.forEach((text: unknown, place) => {
    if (typeof text !== 'string') refuse(`${field}.${place}`, 'must be a string');
    else if (storableText(text) !== text) refuse(`${field}.${place}`, 'contains a NUL character or half of a surrogate pair');
  });
}

function contextJson(context: unknown, limitBytes: number, refuse: Refuse): string {
  if (context === undefined) refuse('context', 'is required');
  else if (typeof context !== 'object' || context === null || Array.isArray(context)) refuse('context', 'must be an object');
  else return storedContext(context, limitBytes, refuse);
  return '{}';
}

function storedContext(context: object, limitBytes: number, refuse: Refuse): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(context);
  } catch (error) {
    refuse('context', `is not JSON: ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
    return '{}';
  }
  // A Map or a Set is '{}' as JSON: what it holds would be lost without a word.
  if (json?.[0] !== '{' || context instanceof Map || context instanceof Set) {
    refuse('context', 'must be an object as JSON too');
    return '{}';
  }
  const stored = checkJson(json, limitBytes);
  if ('json' in stored) return stored.json;
  const { code, message } = stored.problem;
  refuse((code === 'RESULT_NOT_STORABLE' ? unstorablePath(JSON.parse(json)) : undefined) ?? 'context', message);
  return '{}';
}

/**
 * Where the first text stands that cannot be stored, in the context as its JSON gives it back: the object itself may be a circle.
 * Iterative: hostile nesting must not end the process.
 */
function unstorablePath(context: unknown): string | undefined {
  const open: [string, unknown][] = [['context', context]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'string' && storableText(value) !== value) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (storableText(key) !== key) return `${path}.${storableText(key)}`;
      open.push([`${path}.${key}`, inner]);
    }
  }
  return undefined;
}

/** Whether a text has more characters than that, counted as PostgreSQL does; a short one need not be counted. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
