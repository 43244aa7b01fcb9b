/** Labels that a line must have to be meant. */
export type LabelFilter = Readonly<Record<string, string>>;

interface Line {
  readonly name: string;
  readonly labels: LabelFilter;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** A page of the exposition format of Prometheus, read. */
export class ExpositionText {
  private readonly lines: readonly Line[];

  /** @throws Error that quotes the first line that is none of the format */
  constructor(text: string) {
    this.lines = text
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map(parse);
  }

  /** Names of all lines. */
  get names(): ReadonlySet<string> {
    return new Set(this.lines.map(({ name }) => name));
  }

  /** Sum of the lines of a name that have these labels; 0 without any. */
  sum(name: string, filter: LabelFilter = {}): number {
    const wanted = Object.entries(filter);
    const found = this.lines.filter((line) => line.name === name && wanted.every(([label, text]) => line.labels[label] === text));
    return found.reduce((sum, { value }) => sum + value, 0);
  }
}

function parse(line: string): Line {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no line of the exposition format: ${line.slice(0, 200)}`);
  const pairs = [...labels.matchAll(LABEL)].map(([, label, text]) => [label!, unescaped(text!)] as const);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\[n"\\]/g, (pair) => ESCAPED[pair]!);
}
