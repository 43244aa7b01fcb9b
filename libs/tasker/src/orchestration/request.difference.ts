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
  /** Both as they may be shown. */
  readonly shown: { readonly existing: unknown; readonly asked: unknown };
}

/** What must not be shown, blacked out. */
export interface DifferenceMask {
  content(value: unknown): unknown;
  text(text: string): string;
  /** What stands where something was blacked out. */
  readonly mask: string;
}

const NOTHING_HIDDEN: DifferenceMask = { content: (value) => value, text: (text) => text, mask: '' };

/**
 * How a request differs from the task that has its identity: at most 20 fields, those inside the context by their paths. The order of
 * keys, of tags and of bypassed steps is no difference. Iterative: contexts may nest as deeply as they like. Values are compared as they
 * are, and told as `mask` leaves them.
 */
export function differences(existing: RequestedTask, asked: RequestedTask, mask = NOTHING_HIDDEN): FieldIssue[] {
  const found: FieldIssue[] = [];
  const open = FIELDS.map((path): Pair => {
    const pair = { existing: comparable(path, existing), asked: comparable(path, asked) };
    return { path, ...pair, shown: { existing: mask.content(pair.existing), asked: mask.content(pair.asked) } };
  }).reverse();
  for (let pair = open.pop(); pair !== undefined && found.length < MOST_DIFFERENCES; pair = open.pop()) {
    if (areAlike(pair)) open.push(...entriesOf(pair, mask).reverse());
    else if (pair.existing !== pair.asked) found.push({ path: mask.text(pair.path), message: sentence(pair) });
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

function entriesOf({ path, existing, asked, shown }: Pair, { mask }: DifferenceMask): Pair[] {
  const left = new Map(Object.entries(existing as object));
  const right = new Map(Object.entries(asked as object));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return Array.from(keys, (key) => ({
    path: pathTo(path, key),
    existing: given(left.get(key)),
    asked: given(right.get(key)),
    shown: { existing: inside(shown.existing, key, mask), asked: inside(shown.asked, key, mask) },
  }));
}

/** What may be shown under a key; the mask where all of it, or the key, was blacked out. */
function inside(shown: unknown, key: string, mask: string): unknown {
  return typeof shown === 'object' && shown !== null && Object.hasOwn(shown, key) ? shown[key as keyof typeof shown] : mask;
}

function given(value: unknown): unknown {
  return isWritten(value) ? value : undefined;
}

function sentence({ existing, asked, shown }: Pair): string {
  const [had, wanted] = [existing === undefined ? 'nothing' : told(shown.existing), asked === undefined ? 'nothing' : told(shown.asked)];
  return `the existing task has ${had}, the request ${wanted}`;
}

function told(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object of ${Object.keys(value).length} keys`;
  const json = JSON.stringify(value);
  return json.length <= LONGEST_SHOWN ? json : `${json.slice(0, LONGEST_SHOWN).toWellFormed()}…`;
}
