import { suggestion } from '../model/near-names.js';
import type { FieldIssue } from '../model/errors.js';
import { wordIssue } from './request.validation.js';
import { storableText } from './stored.json.js';

/** What of a task may be changed at any time: what is left out stays, at least one is needed. */
export interface TaskChange {
  /** Why the task was requested; at most 128 characters. */
  readonly reason?: string;
  /** In place of all that it has. */
  readonly tags?: readonly string[];
}

const KEYS = ['reason', 'tags'];

/** Everything that is wrong with a change of a task. */
export function taskChangeIssues(change: unknown): FieldIssue[] {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) {
    return [{ path: '', message: 'what is to be changed is an object { reason, tags }' }];
  }
  const { reason, tags } = change as Record<string, unknown>;
  const unknown = Object.keys(change)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: key, message: `unknown key; known are ${KEYS.join(', ')}${suggestion(key, KEYS)}` }));
  if (unknown.length === 0 && reason === undefined && tags === undefined) {
    return [{ path: '', message: 'nothing is to be changed: give reason or tags' }];
  }
  const word = wordIssue(reason);
  return [...unknown, ...(word === undefined ? [] : [{ path: 'reason', message: word }]), ...tagIssues(tags)];
}

function tagIssues(tags: unknown): FieldIssue[] {
  if (tags === undefined) return [];
  if (!Array.isArray(tags)) return [{ path: 'tags', message: 'must be an array of strings' }];
  return tags.flatMap((tag: unknown, place) => {
    if (typeof tag !== 'string') return [{ path: `tags.${place}`, message: 'must be a string' }];
    return storableText(tag) === tag ? [] : [{ path: `tags.${place}`, message: 'contains a NUL character or half of a surrogate pair' }];
  });
}
