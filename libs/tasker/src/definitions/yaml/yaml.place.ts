import { inspect } from 'node:util';

const LONGEST_SHOWN = 60;
const PLAIN_KEY = /^[\w$-]+$/;

/** Places of many levels, or of long keys, lose their middle. */
const LONGEST_PLACE = 200;

/** The place of a key below a place, or of an item: `handler_config.headers["X Y"]`, `step_templates[1]`. */
export function placeBelow(place: string, key: string | number): string {
  const below = `${place}${shownKey(key, place === '')}`;
  return below.length <= LONGEST_PLACE ? below : `${below.slice(0, LONGEST_PLACE / 2)}…${below.slice(-LONGEST_PLACE / 2)}`;
}

function shownKey(key: string | number, first: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  if (!PLAIN_KEY.test(key) || key.length > LONGEST_SHOWN) return `[${shownText(key, '"')}]`;
  return first ? key : `.${key}`;
}

/** A text of the file in quotes, on one line, cut when it is long. */
export function shownText(text: string, quote: '"' | "'" = "'"): string {
  const short = shortText(text);
  if (quote === '"') return JSON.stringify(short);
  return inspect(short, { breakLength: Infinity });
}

/** A text of the file, cut when it is long. */
export function shortText(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
