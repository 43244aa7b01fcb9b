import type { FieldIssue } from '../model/errors.js';
import { isWritten, jsonOf, put } from '../model/json.value.js';
import { pathTo } from './content.issues.js';
import { isPlainObject } from './value.rules.js';

/** Deepest nesting of content that is checked: class-transformer overflows the stack at about 1,500 lists in each other. */
export const DEEPEST_CONTENT = 500;

/** Most keys of an object that a class is made of: class-transformer compares every two; 10,000 take 50 ms, 100,000 seconds. */
export const MOST_CLASS_KEYS = 10_000;
/** class-transformer takes `constructor` of content for its class and calls it; it reads neither key. */
const DANGEROUS_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/** What a copy leaves out, and what it refuses; every bound is off by default but the one of depth. */
export interface CopyRules {
  /** Keys left out of every object. */
  readonly without?: ReadonlySet<string>;
  /** Most keys of one object. */
  readonly mostKeys?: number;
  /** Most values in all. */
  readonly mostValues?: number;
  /** Levels of objects and lists. Default 500. */
  readonly deepest?: number;
  /** Refuse what `JSON.stringify` leaves out or turns into something else, undefined in objects aside. */
  readonly jsonOnly?: boolean;
}

/** A copy, or why there is none. */
export type ContentCopy = { readonly copy: unknown } | { readonly issue: FieldIssue };

/** An object or list whose entries are still to be copied. */
interface Open {
  readonly source: object;
  readonly target: object;
  readonly depth: number;
  readonly key: string;
  readonly parent: Open | undefined;
}

/**
 * A deep copy of JSON content that shares nothing with it. What is not JSON is treated as `JSON.stringify` does. Iterative, and ends at a
 * depth, so that no content overflows the stack and none that contains itself runs for ever.
 */
export function copyContent(content: unknown, rules: CopyRules = {}): ContentCopy {
  return new ContentCopier(rules).run(content);
}

/** A copy that class-transformer may be given: without the keys that it falls over, and its own, since it deletes discriminators. */
export function copyForClass(content: unknown): ContentCopy {
  return copyContent(content, { without: DANGEROUS_KEYS, mostKeys: MOST_CLASS_KEYS });
}

class ContentCopier {
  private readonly open: Open[] = [];
  private values = 0;
  private issue: FieldIssue | undefined;

  constructor(private readonly rules: CopyRules) {}

  run(content: unknown): ContentCopy {
    const copy = this.copied(content, '', undefined);
    for (let next = this.open.pop(); next !== undefined && this.issue === undefined; next = this.open.pop()) this.fill(next);
    return this.issue === undefined ? { copy } : { issue: this.issue };
  }

  private fill(open: Open): void {
    const { source, target, depth } = open;
    const deepest = this.rules.deepest ?? DEEPEST_CONTENT;
    if (depth > deepest) return this.refuse(undefined, `is nested deeper than ${deepest} levels`);
    if (Array.isArray(source)) {
      for (let place = 0; place < source.length; place++)
        (target as unknown[]).push(this.copied(source[place], String(place), open) ?? null);
      return;
    }
    const { without, mostKeys = Infinity } = this.rules;
    const keys = Object.keys(source).filter((key) => without?.has(key) !== true);
    if (keys.length > mostKeys) return this.refuse(open, `has ${keys.length} keys; at most ${mostKeys} can be checked`);
    for (const key of keys) {
      const value = this.copied((source as Record<string, unknown>)[key], key, open);
      if (value !== undefined) put(target, key, value);
    }
  }

  private copied(value: unknown, key: string, parent: Open | undefined): unknown {
    const { mostValues = Infinity, jsonOnly } = this.rules;
    if (++this.values > mostValues) this.refuse(undefined, `holds more than ${mostValues} values`);
    const json = jsonOf(value);
    if (jsonOnly === true && !isJson(json)) this.refuse(parent, `holds a ${nameOf(json)} in '${key}': only plain JSON can be used`);
    if (typeof json !== 'object' || json === null) return isWritten(json) ? json : undefined;
    const target = Array.isArray(json) ? [] : {};
    this.open.push({ source: json, target, depth: (parent?.depth ?? 0) + 1, key, parent });
    return target;
  }

  private refuse(place: Open | undefined, message: string): void {
    this.issue ??= { path: place === undefined ? '' : pathOf(place), message };
  }
}

function pathOf(open: Open): string {
  const keys: string[] = [];
  for (let at = open; at.parent !== undefined; at = at.parent) keys.unshift(at.key);
  return keys.reduce(pathTo, '');
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) || isPlainObject(value);
  return typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
}

function nameOf(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}
