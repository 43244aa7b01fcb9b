/** Characters looked at in front of a sign for the name that it belongs to. */
const LONGEST_NAME = 100;
const LONGEST_LIST = 300;
const MOST_BLANKS = 10;
const MOST_CLOSERS = 3;
const QUOTES = '"\'`';

/** What stands in front of a sign in a text: one name, or those of a list such as `(tenant, email)=`. */
export function namesBefore(text: string, sign: number): readonly string[] {
  const end = skippedBack(text, sign, { what: ' \t', most: MOST_BLANKS });
  const last = text.charAt(end - 1);
  if (last === ')' && text.charAt(sign) === '=') {
    const names = listBefore(text, end);
    if (names !== null) return names;
  }
  const name = last !== '' && QUOTES.includes(last) ? quotedBefore(text, end - 1) : wordBefore(text, openEnd(text, end));
  return name === '' ? [] : [name];
}

/** Without what closes in front of the sign: `[token]=`, `user%5Btoken%5D=`. */
function openEnd(text: string, end: number): number {
  if (text.slice(Math.max(0, end - 3), end).toLowerCase() === '%5d') return end - 3;
  return skippedBack(text, end, { what: ')]', most: MOST_CLOSERS });
}

function wordBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && isNameCharacter(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

/** A quoted name may hold blanks and signs. */
function quotedBefore(text: string, quote: number): string {
  const end = skippedBack(text, quote, { what: '\\', most: LONGEST_NAME });
  const near = text.slice(Math.max(0, end - LONGEST_NAME), end);
  const opening = near.lastIndexOf(text.charAt(quote));
  return opening < 0 ? wordBefore(text, end) : near.slice(opening + 1);
}

function listBefore(text: string, end: number): readonly string[] | null {
  let open = 0;
  for (let at = end - 1; at >= Math.max(0, end - LONGEST_LIST); at--) {
    const character = text.charAt(at);
    // Of another list: no part of the text is looked at twice.
    if (character === '=') return null;
    if (character === ')') open += 1;
    if (character === '(' && --open === 0) return text.slice(at + 1, end - 1).split(', ');
  }
  return null;
}

function skippedBack(text: string, end: number, { what, most }: { readonly what: string; readonly most: number }): number {
  let at = end;
  while (at > 0 && end - at < most && what.includes(text.charAt(at - 1))) at--;
  return at;
}

/** Letters of any language, digits, `_`, `$`, `.` and `-`. */
function isNameCharacter(code: number): boolean {
  if (code > 0xbf) return true;
  const letter = code | 0x20;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code === 46 || code === 45;
}
