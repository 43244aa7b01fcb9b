import { passwordAt } from './address.credentials.js';
import { namesBefore } from './pair.names.js';
import { endOf, valueAt } from './pair.values.js';

/** What is masked of the names and values that a text spells out. */
export interface PairRules {
  readonly mask: string;
  isSensitive(name: string): boolean;
  /** Told of each value that is masked, in the forms in which it may be repeated. */
  found?(value: unknown): void;
}

const SIGNS = /[=:]/g;
const SIGN = /={1,3}>?|:=?/y;
const SLASHES = /:\\*\/\\*\//y;
const HOST = /[\w.-]*(?::\d{1,5})?(?=[\s/?#"'`)\]},;]|$)/y;
const BLANKS = /\s*/y;
/** What a value begins with that may stand on the next line. */
const OPENS = /[\\"'`[{]/;
const LIST_END = /\)(?=[\s.,;:"'\\\]})]|$)/g;
const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const ERROR_CLASS = /^[A-Z]\w*(?:Error|Exception)$/;

/**
 * A text with the values of sensitive names masked, and passwords in addresses: `name=…`, `name: …`, `"name": …`, `(one, two)=(…, …)`.
 * What stands in the value of a harmless name is looked at too. One pass: the time grows with the length of the text, whatever it holds.
 */
export function maskedPairs(text: string, rules: PairRules): string {
  return text.includes('=') || text.includes(':') ? new PairScan(text, rules).masked() : text;
}

class PairScan {
  private shown = '';
  private copied = 0;

  constructor(
    private readonly text: string,
    private readonly rules: PairRules,
  ) {}

  masked(): string {
    for (let sign = this.signFrom(0); sign >= 0;) sign = this.signFrom(this.passed(sign));
    return this.copied === 0 ? this.text : this.shown + this.text.slice(this.copied);
  }

  private signFrom(at: number): number {
    SIGNS.lastIndex = at;
    return SIGNS.exec(this.text)?.index ?? -1;
  }

  /** Where to go on behind a sign. */
  private passed(sign: number): number {
    const { text } = this;
    if (text.startsWith('::', sign)) return sign + 2;
    const address = endOf(SLASHES, text, sign);
    if (address >= 0) return this.passedAddress(address);
    const behind = endOf(SIGN, text, sign);
    const names = namesBefore(text, sign);
    if (!names.some((name) => this.rules.isSensitive(name))) return behind;
    if (text.charAt(sign - 1) === ')' && text.charAt(behind) === '(') return this.passedList(names, behind + 1);
    return this.passedValue(names[0]!, sign, behind);
  }

  private passedAddress(at: number): number {
    const password = passwordAt(this.text, at);
    if (password === null) return Math.max(at, endOf(HOST, this.text, at));
    this.replace(password.from, password.to);
    return password.to;
  }

  /** Place by place where there are as many values as names. */
  private passedList(names: readonly string[], from: number): number {
    LIST_END.lastIndex = from;
    const end = LIST_END.exec(this.text)?.index ?? this.text.length;
    const values = this.text.slice(from, end).split(', ');
    if (values.length !== names.length) this.replace(from, end);
    else {
      let at = from;
      values.forEach((value, place) => {
        if (this.rules.isSensitive(names[place]!)) this.replace(at, at + value.length);
        at += value.length + 2;
      });
    }
    return end;
  }

  private passedValue(name: string, sign: number, behind: number): number {
    const { text } = this;
    const start = endOf(BLANKS, text, behind);
    const opens = OPENS.test(text.charAt(start));
    if (!opens && /\n/.test(text.slice(behind, start))) return behind;
    if (this.isMasked(start)) return start + this.rules.mask.length;
    const colon = text.charAt(sign) === ':';
    if (colon && !opens && isNoName(name, text.charAt(start))) return behind;
    const query = /[?&]/.test(text.charAt(sign - name.length - 1));
    const value = valueAt(text, start, { colon, query });
    if (value === null) return behind;
    this.replace(value.from, value.to);
    return value.end;
  }

  private isMasked(at: number): boolean {
    const { mask } = this.rules;
    return this.text.startsWith(mask, at) && !/[^\s"'&;,)}\]]/.test(this.text.charAt(at + mask.length));
  }

  private replace(from: number, to: number): void {
    const value = this.text.slice(from, to);
    if (value === this.rules.mask) return;
    if (this.rules.found !== undefined) for (const form of formsOf(value)) this.rules.found(form);
    this.shown += this.text.slice(this.copied, from) + this.rules.mask;
    this.copied = to;
  }
}

/** A place in a source file, `token.service.ts:12:5`, or the class of an error in front of its message. */
function isNoName(name: string, first: string): boolean {
  return ERROR_CLASS.test(name) || (SOURCE_FILE.test(name) && /\d/.test(first));
}

/** A value as it is written, and what it means in JSON or in an address. */
function formsOf(value: string): readonly unknown[] {
  const meant: unknown[] = [];
  if (/^[[{]/.test(value)) meant.push(attempt(() => JSON.parse(value)));
  else if (value.includes('\\')) meant.push(attempt(() => JSON.parse(`"${value}"`)));
  else if (value.includes('%')) meant.push(attempt(() => decodeURIComponent(value)));
  return [...meant.filter((form) => form !== undefined), ...(typeof meant[0] === 'object' ? [] : [value])];
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
