import { ConfigurationError } from '../../model/errors.js';

const MOST_SHOWN = 10;
/** A line quotes the file, which may hold anything. */
const LONGEST_LINE = 600;

/** Something wrong with a file: where it stands, when it stands anywhere, and what is wrong. */
export interface FileProblem {
  readonly line?: number | undefined;
  readonly text: string;
  /** The end of the sentence, where it is dear to find: near names are looked for only when the problem is shown. */
  readonly hint?: (() => string) | undefined;
}

/** One error for everything that is wrong with a file: one line each in the order of the file, at most ten. */
export function fileRefusal(file: string, problems: readonly FileProblem[]): ConfigurationError {
  const ordered = problems.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
  const distinct = [...new Map(ordered.map((problem) => [`${problem.line}:${problem.text}`, problem])).values()];
  const shown = distinct.slice(0, MOST_SHOWN).map(({ line, text, hint }) => {
    return cut(`${file}${line === undefined ? '' : `:${line}`}: ${text}${hint?.() ?? ''}`);
  });
  const rest = distinct.length - MOST_SHOWN;
  return new ConfigurationError([...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}

function cut(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`;
}
