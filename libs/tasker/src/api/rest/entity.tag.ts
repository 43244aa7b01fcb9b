import { createHash } from 'node:crypto';

/** The tag of a JSON body. Weak: the bytes may be compressed on their way, and when it was made (`generated_at`) does not count. */
export function entityTag(body: object): string {
  return `W/"${createHash('sha256')
    .update(JSON.stringify({ ...body, generated_at: undefined }))
    .digest('base64url')
    .slice(0, 27)}"`;
}

/** Whether `If-None-Match` names a tag, or any (`*`); what is no tag in it counts for nothing. */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([given]) => given === tag.slice(2));
}
