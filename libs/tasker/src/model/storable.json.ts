/** An escape that jsonb refuses: NUL or half of a surrogate pair, not preceded by an escaped backslash. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Whether PostgreSQL can hold a JSON text, as `JSON.stringify` writes it, as jsonb. */
export function isStorableJson(json: string): boolean {
  return !json.includes('\\u') || !UNSTORABLE.test(json);
}
