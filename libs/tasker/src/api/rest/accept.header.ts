/** A range of an `Accept` header and how much it is wanted. */
interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
}

/** More ranges than any client sends: of a longer header the rest is not read. */
const MOST_RANGES = 64;

/**
 * Which of the offered media types an `Accept` header asks for most; of equal ones the first that is offered. A missing or empty header takes
 * anything, a range that cannot be read counts for nothing.
 *
 * @returns undefined when it takes none of them
 * @example chosenType('text/html, application/json;q=0.5', ['application/json', 'text/html']); // 'text/html'
 */
export function chosenType(accept: string | undefined, offered: readonly string[]): string | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',', MOST_RANGES).flatMap(rangeOf);
  const wanted = offered
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
  return wanted[0]?.type;
}

function rangeOf(text: string): MediaRange[] {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const [, type = '', subtype = ''] = /^([^\s/]+)\/([^\s/]+)$/.exec(range) ?? [];
  const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  const isRange = type !== '' && (type !== '*' || subtype === '*') && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(given);
  return isRange ? [{ type, subtype, quality: Number(given) }] : [];
}

/** Of the most exact range that fits. */
function qualityOf(offered: string, ranges: readonly MediaRange[]): number {
  const [type, subtype] = offered
    .toLowerCase()
    .replace(/\s*;.*$/, '')
    .split('/');
  const exactness = (range: MediaRange): number => {
    if (range.type === type && range.subtype === subtype) return 3;
    if (range.type === type && range.subtype === '*') return 2;
    return range.type === '*' ? 1 : 0;
  };
  const fitting = ranges.filter((range) => exactness(range) > 0).toSorted((one, other) => exactness(other) - exactness(one));
  return fitting[0]?.quality ?? 0;
}
