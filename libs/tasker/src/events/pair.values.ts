/** A part of a text: what is masked of it, and where the reader goes on. */
export interface ValuePlace {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** How a value stands in its text. */
export interface ValueForm {
  /** After a colon: may be a sentence, or what `util.inspect` writes of an instance. */
  readonly colon: boolean;
  /** In the query of an address: a comma belongs to it. */
  readonly query: boolean;
}

const QUOTE = /(\\{0,15})(["'`])/y;
/** `'one line\n' + 'the next'`: how `util.inspect` writes long texts. */
const JOINED = /\s*\+\s*(?=\\{0,15}["'`])/y;
/** What stands in front of the brackets of an instance: `Card {`, `Map(2) {`, `[Object: null prototype] {`. */
const INSTANCE = /(?:[\w$.]{1,100}(?:\(\d{1,9}\))?(?: \[[^\]\n]{1,60}\])?|\[[^\]\n]{1,60}\]) (?=[{[])/y;
const PEM = /-----BEGIN [^-]{1,40}-----[^-]*(?:-----END [^-]{1,40}-----)?/y;
const SCHEME = /(?:bearer|basic|digest|negotiate|token)[ \t]+(?=\S)/iy;
const LITERAL_PREFIX = /[bruBRU]{1,2}(?=["'])/y;
const BARE = /[^\s"'&;,)}\]]+/y;
const QUERY_BARE = /[^\s"'&;#<>]+/y;
/** A word, and the sentence goes on. */
const SENTENCE = /\p{Ll}+ \p{L}/uy;
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')', '<': '>' };

/** Where a sticky pattern ends that matches at this place; -1: it does not match. */
export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The value that begins here; null: none does. What never closes goes to the end of the text. */
export function valueAt(text: string, at: number, form: ValueForm): ValuePlace | null {
  const prefix = endOf(LITERAL_PREFIX, text, at);
  return quotedAt(text, prefix < 0 ? at : prefix) ?? bracketedAt(text, at, form) ?? plainAt(text, at, form);
}

function quotedAt(text: string, at: number): ValuePlace | null {
  const first = oneQuoted(text, at);
  if (first === null) return null;
  let last = first;
  for (;;) {
    const joined = endOf(JOINED, text, last.end);
    // A quote that is doubled stands for itself in SQL and CSV.
    const again = last.end > last.to && text.charAt(last.end) === text.charAt(last.end - 1) ? last.end : joined;
    const next = again < 0 ? null : oneQuoted(text, again);
    if (next === null) return withTail(text, { ...last, from: first.from });
    last = next;
  }
}

/** A quote in the value that nobody escaped is followed by the rest of it. */
function withTail(text: string, place: ValuePlace): ValuePlace {
  if (!/[\p{L}\p{N}]/u.test(text.charAt(place.end))) return place;
  const end = bareEnd(text, endOf(BARE, text, place.end), place.end);
  return { from: place.from, to: end, end };
}

/** A quoted text. In a text that is quoted itself, quotes have backslashes in front of them: as many as the first one, or an escaped one. */
function oneQuoted(text: string, at: number): ValuePlace | null {
  QUOTE.lastIndex = at;
  const opening = QUOTE.exec(text);
  if (opening === null) return null;
  const level = opening[1]!.length;
  const from = at + opening[0].length;
  for (let close = text.indexOf(opening[2]!, from); close >= 0; close = text.indexOf(opening[2]!, close + 1)) {
    const slashes = slashesBefore(text, close, from);
    if (slashes < level || slashes % (2 * (level + 1)) === level) return { from, to: close - Math.min(slashes, level), end: close + 1 };
  }
  return { from, to: text.length, end: text.length };
}

function slashesBefore(text: string, end: number, from: number): number {
  let at = end;
  while (at > from && text.charAt(at - 1) === '\\') at--;
  return end - at;
}

function bracketedAt(text: string, at: number, { colon }: ValueForm): ValuePlace | null {
  const instance = colon ? endOf(INSTANCE, text, at) : -1;
  const open = instance < 0 ? at : instance;
  const closing = CLOSING[text.charAt(open)];
  if (closing === undefined) return null;
  const closed = closingEnd(text, open, closing);
  // What sticks to the brackets belongs to the value.
  const end = Math.max(closed, bareEnd(text, endOf(BARE, text, closed), closed));
  return { from: at, to: end, end };
}

/** Brackets in quoted texts do not count. */
function closingEnd(text: string, open: number, closing: string): number {
  const opening = text.charAt(open);
  const marks = new RegExp(`["'\`\\${opening}\\${closing}]`, 'g');
  marks.lastIndex = open + 1;
  let depth = 1;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === opening) depth += 1;
    else if (mark[0] === closing) depth -= 1;
    else marks.lastIndex = oneQuoted(text, mark.index - Math.min(15, slashesBefore(text, mark.index, open)))?.end ?? marks.lastIndex;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function plainAt(text: string, at: number, { colon, query }: ValueForm): ValuePlace | null {
  const pem = endOf(PEM, text, at);
  if (pem >= 0) return { from: at, to: pem, end: pem };
  const scheme = endOf(SCHEME, text, at);
  if (scheme < 0 && colon && endOf(SENTENCE, text, at) >= 0) return null;
  const end = endOf(query ? QUERY_BARE : BARE, text, scheme < 0 ? at : scheme);
  if (end < 0) return null;
  const to = bareEnd(text, end, at);
  return to === at ? null : { from: at, to, end: to };
}

/** Backslashes in front of a quote are that quote's. */
function bareEnd(text: string, end: number, from: number): number {
  return /["']/.test(text.charAt(end)) ? end - slashesBefore(text, end, from) : end;
}
