/** Every form has at least so many characters: its first ones are what it is looked up by. */
const PREFIX = 4;
/** Places in the table of prefixes, for each form and at least and at most: powers of two. */
const TABLE = { each: 64, least: 1 << 10, most: 1 << 16 };
/** Characters that may be compared in one text, and for each character of it: more are only needed where somebody has made it so. */
const MOST_COMPARED = 1_000_000;
const MOST_COMPARED_EACH = 100;

/** A part of a text. */
export interface SecretPlace {
  readonly from: number;
  readonly to: number;
}

/** Forms with the same first characters, by their length, the longest first. */
type Bucket = [length: number, forms: Set<string>][];

/** Finds many secrets in a text at once, in every form that a message may hold them in, in upper or lower case. */
export class SecretIndex {
  private readonly buckets = new Map<string, Bucket>();
  /** Most places of a text begin no form: a look into this table says so. An index may be kept for each of thousands of events. */
  private readonly begins: Uint8Array;

  /** Secrets of at least four characters. */
  constructor(secrets: Iterable<string>) {
    const forms = new Set<string>();
    for (const secret of secrets) for (const form of writtenForms(secret)) forms.add(folded(form));
    this.begins = tableFor(forms.size);
    for (const form of forms) this.keep(form);
    for (const bucket of this.buckets.values()) bucket.sort(([left], [right]) => right - left);
  }

  get isEmpty(): boolean {
    return this.buckets.size === 0;
  }

  /** Where secrets stand, one after the other; those that overlap are one place. Null: it takes too long to find out. */
  placesIn(text: string): readonly SecretPlace[] | null {
    const given = folded(text);
    const places: { readonly from: number; to: number }[] = [];
    let left = MOST_COMPARED + MOST_COMPARED_EACH * given.length;
    for (let at = 0; at + PREFIX <= given.length; at++) {
      if (this.begins[this.slotOf(given, at)] === 0) continue;
      const { length, compared } = this.longestAt(given, at);
      if ((left -= compared) < 0) return null;
      if (length === 0) continue;
      const last = places.at(-1);
      if (last !== undefined && at < last.to) last.to = Math.max(last.to, at + length);
      else places.push({ from: at, to: at + length });
    }
    return places;
  }

  private longestAt(text: string, at: number): { readonly length: number; readonly compared: number } {
    let compared = 0;
    for (const [length, forms] of this.buckets.get(text.slice(at, at + PREFIX)) ?? []) {
      if (at + length > text.length) continue;
      compared += length;
      const part = text.slice(at, at + length);
      if (forms.has(part) && !isPartOfNumber(part, text, at)) return { length, compared };
    }
    return { length: 0, compared };
  }

  private keep(form: string): void {
    if (form.length < PREFIX) return;
    const prefix = form.slice(0, PREFIX);
    let bucket = this.buckets.get(prefix);
    if (bucket === undefined) this.buckets.set(prefix, (bucket = []));
    this.begins[this.slotOf(form, 0)] = 1;
    const same = bucket.find(([length]) => length === form.length);
    if (same === undefined) bucket.push([form.length, new Set([form])]);
    else same[1].add(form);
  }

  private slotOf(text: string, at: number): number {
    const high = Math.imul(text.charCodeAt(at), 31) + text.charCodeAt(at + 1);
    return (Math.imul(Math.imul(high, 31) + text.charCodeAt(at + 2), 31) + text.charCodeAt(at + 3)) & (this.begins.length - 1);
  }
}

const NO_FORMS = new Uint8Array(1);

function tableFor(forms: number): Uint8Array {
  if (forms === 0) return NO_FORMS;
  let size = TABLE.least;
  while (size < forms * TABLE.each && size < TABLE.most) size *= 2;
  return new Uint8Array(size);
}

/** In lower case, every character at its place: `İ` is two in lower case. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  const kept = lower.length === text.length ? lower : text.replace(/[^İ]+/g, (part) => part.toLowerCase());
  return kept.replaceAll('ς', 'σ');
}

/** A number is no part of a longer one: times and ids would be torn. */
function isPartOfNumber(part: string, text: string, at: number): boolean {
  return /^\d+$/.test(part) && (/\d/.test(text.charAt(at - 1)) || /\d/.test(text.charAt(at + part.length)));
}

/** A secret as it is, and as it stands in a message that quotes JSON (once or twice), an address or Basic authentication. */
function writtenForms(secret: string): ReadonlySet<string> {
  const wellFormed = secret.toWellFormed();
  const base64 = Buffer.from(wellFormed).toString('base64');
  const forms = new Set([secret, base64, base64.replace(/=+$/, ''), base64.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')]);
  if (/^[\w.~-]+$/.test(secret)) return forms.add(encodedTilde(secret));
  const quoted = JSON.stringify(secret).slice(1, -1);
  forms.add(quoted).add(JSON.stringify(quoted).slice(1, -1));
  forms.add(encodeURIComponent(wellFormed)).add(encodeURI(wellFormed));
  return forms.add(new URLSearchParams([['', wellFormed]]).toString().slice(1));
}

/** The one character that forms write in another way than addresses. */
function encodedTilde(secret: string): string {
  return secret.replaceAll('~', '%7E');
}
