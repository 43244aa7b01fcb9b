/** What no picture or page should hold: controls, halves of surrogate pairs, characters that turn the direction of what follows or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;
/** East Asian characters and emoji take the room of two. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Characters that are looked at to find out how many fit. */
const LONGEST_LOOK = 2_000;

/** A text of somebody's as one line of characters that can be seen; what cannot is shown as `�`. */
export function visibleText(text: string): string {
  return text
    .slice(0, LONGEST_LOOK)
    .toWellFormed()
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .trim()
    .replace(UNSEEN, '\ufffd');
}

/** A visible text cut to some columns, the last of which is `…` when anything was left out. */
export function shortened(text: string, columns: number): string {
  const characters = Array.from(visibleText(text));
  let width = 0;
  let fitting = 0;
  for (const character of characters) {
    const next = width + (WIDE.test(character) ? 2 : 1);
    if (next > columns)
      return `${characters
        .slice(0, widthWithin(characters, columns - 1))
        .join('')
        .trimEnd()}…`;
    width = next;
    fitting += 1;
  }
  return characters.slice(0, fitting).join('');
}

function widthWithin(characters: readonly string[], columns: number): number {
  let width = 0;
  for (const [index, character] of characters.entries()) {
    width += WIDE.test(character) ? 2 : 1;
    if (width > columns) return index;
  }
  return characters.length;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as content or quoted attribute of HTML and SVG. */
export function markupText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A time span in words: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function spanWords(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 1000) / 1000} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return twoParts([Math.floor(whole / 60), 'min'], [whole % 60, 's']);
  if (whole < 86_400) return twoParts([Math.floor(whole / 3_600), 'h'], [Math.floor((whole % 3_600) / 60), 'min']);
  return twoParts([Math.floor(whole / 86_400), 'd'], [Math.floor((whole % 86_400) / 3_600), 'h']);
}

function twoParts([large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** A moment for people: seconds, in UTC. */
export function momentWords(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
