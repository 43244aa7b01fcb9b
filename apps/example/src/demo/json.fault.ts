/** Where a text stops being JSON. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  readonly found: string;
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';
type Kind = '{' | '}' | '[' | ']' | ',' | ':' | 'text' | 'scalar';

/**
 * Finds the first place where the text breaks the grammar of JSON; undefined when it does not. JSON.parse names a
 * position only for some faults, and people look for lines.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: Kind[] = [];
  let expected: Expected | 'end' = 'value';
  let end = 0;
  while (expected !== 'end') {
    TOKEN.lastIndex = end;
    const token = TOKEN.exec(text);
    const next: Expected | 'end' | undefined = token === null ? undefined : after(kindOf(token), expected, open);
    if (next === undefined) return faultAt(text, end);
    expected = next;
    end = TOKEN.lastIndex;
  }
  return skipSpace(text, end) === text.length ? undefined : faultAt(text, end);
}

function kindOf(token: RegExpExecArray): Kind {
  return (token[1] as Kind | undefined) ?? (token[2] === undefined ? 'scalar' : 'text');
}

/** What may follow a token that stands where `expected` was; undefined when it may not stand there. */
function after(kind: Kind, expected: Expected, open: Kind[]): Expected | 'end' | undefined {
  switch (expected) {
    case 'value':
      return afterValue(kind, open);
    case 'value or ]':
      return kind === ']' ? close(open) : afterValue(kind, open);
    case 'key':
      return kind === 'text' ? ':' : undefined;
    case 'key or }':
      return kind === '}' ? close(open) : after(kind, 'key', open);
    case ':':
      return kind === ':' ? 'value' : undefined;
    case ', or end':
      return afterEntry(kind, open);
  }
}

function afterEntry(kind: Kind, open: Kind[]): Expected | 'end' | undefined {
  const isObject = open.at(-1) === '{';
  if (kind === ',') return isObject ? 'key' : 'value';
  return kind === (isObject ? '}' : ']') ? close(open) : undefined;
}

function afterValue(kind: Kind, open: Kind[]): Expected | 'end' | undefined {
  if (kind === 'text' || kind === 'scalar') return open.length === 0 ? 'end' : ', or end';
  if (kind !== '{' && kind !== '[') return undefined;
  open.push(kind);
  return kind === '{' ? 'key or }' : 'value or ]';
}

function close(open: Kind[]): Expected | 'end' {
  open.pop();
  return open.length === 0 ? 'end' : ', or end';
}

function faultAt(text: string, end: number): JsonFault {
  const place = skipSpace(text, end);
  const line = text.slice(0, place).split('\n').length;
  return { line, found: place >= text.length ? 'the end of the file' : `"${text.slice(place, place + 20).split('\n')[0]}"` };
}

function skipSpace(text: string, from: number): number {
  let place = from;
  while (place < text.length && ' \t\r\n'.includes(text.charAt(place))) place += 1;
  return place;
}
