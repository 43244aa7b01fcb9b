import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical.json.js';

const ID_BYTES = 16;
const DIGEST_BYTES = 8;
/** 24 bytes in base64url: no padding, one way to write each. */
const FORM = /^[\w-]{32}$/;

/** What a cursor says: the last task of a page, and which list the page was of. */
export interface ListPlace {
  readonly taskId: string;
  readonly list: string;
}

/** Names a list by what it is narrowed to and its order: two lists of one name are the same. */
export function listName(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest().subarray(0, DIGEST_BYTES).toString('hex');
}

/** The cursor of a place: text that only means something to `readCursor`. */
export function cursorOf({ taskId, list }: ListPlace): string {
  return Buffer.from(taskId.replaceAll('-', '') + list, 'hex').toString('base64url');
}

/** What a cursor says; undefined for any other text. */
export function readCursor(cursor: unknown): ListPlace | undefined {
  if (typeof cursor !== 'string' || !FORM.test(cursor)) return undefined;
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const taskId = hex.slice(0, 2 * ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { taskId, list: hex.slice(2 * ID_BYTES) };
}
