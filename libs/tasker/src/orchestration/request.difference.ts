import type { FieldIssue } from '../model/errors.js';
import { pathTo } from '../definitions/content.issues.js';
import { isWritten } from '../model/json.value.js';

const MOST_DIFFERENCES = 20;
const LONGEST_SHOWN = 40;

/** What a request asks for, or what was stored of it, with every default applied. */
export interface RequestedTask {
  readonly version: string;
  readonly context: unknown;
  readonly tags: readonly string[];
  readonly bypassSteps: readonly string[];
  readonly priority: number;
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
}

const FIELDS = ['version', 'context', 'tags', 'bypassSteps', 'priority', 'initiator', 'sourceSystem', 'reason'] as const;

interface Pair {
  readonly path: string;
  readonly existing: unknown;
  readonly asked: unknown;
}

/**
 * How a request differs from the task that has its identity: at most 20 fields, those inside the context by their paths. The order of
 * keys, of tags and of bypassed steps is no difference. Iterative: contexts may nest as deeply as they like.
 */
export function differences(existing: RequestedTask, asked: RequestedTask): FieldIssue[] {
  const found: FieldIssue[] = [];
  const open = FIELDS.map((path): Pair => ({ path, existing: comparable(path, existing), asked: comparable(path, asked) })).reverse();
  for (let pair = open.pop(); pair !== undefined && found.length < MOST_DIFFERENCES; pair = open.pop()) {
    if (areAlike(pair)) open.push(...entriesOf(pair).reverse());
    else if (pair.existing !== pair.asked) found.push({ path: pair.path, message: sentence(pair) });
  }
  return found;
}

function comparable(field: (typeof FIELDS)[number], task: RequestedTask): unknown {
  return field === 'tags' || field === 'bypassSteps' ? [...new Set(task[field])].sort() : task[field];
}

/** Both lists or both objects: what differs is inside. */
function areAlike({ existing, asked }: Pair): boolean {
  const objects = typeof existing === 'object' && existing !== null && typeof asked === 'object' && asked !== null;
  return objects && Array.isArray(existing) === Array.isArray(asked);
}

function entriesOf({ path, existing, asked }: Pair): Pair[] {
  const left = new Map(Object.entries(existing as object));
  const right = new Map(Object.entries(asked as object));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return Array.from(keys, (key) => ({ path: pathTo(path, key), existing: given(left.get(key)), asked: given(right.get(key)) }));
}

function given(value: unknown): unknown {
  return isWritten(value) ? value : undefined;
}

function sentence({ existing, asked }: Pair): string {
  return `the existing task has ${shown(existing)}, the request ${shown(asked)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object of ${Object.keys(value).length} keys`;
  const json = JSON.stringify(value);
  return json.length <= LONGEST_SHOWN ? json : `${json.slice(0, LONGEST_SHOWN).toWellFormed()}…`;
}
