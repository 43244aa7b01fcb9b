import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLES = 'test/readme';

/** A block of code in a Markdown file. */
export interface CodeBlock {
  /** `README.md:42`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown file. */
export function codeBlocks(file: string): CodeBlock[] {
  const text = readFileSync(file, 'utf8');
  return Array.from(text.matchAll(/^```(\w+)\n(.*?)^```$/gms), ({ 1: language = '', 2: code = '', index }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    language,
    code: code.trimEnd(),
  }));
}

/** Code that is compiled and run: regions of the examples, and their definition files. */
export function exampleCode(): string[] {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).map((name) => join(EXAMPLES, name));
  const regions = files.filter((name) => name.endsWith('.ts')).flatMap((name) => regionsOf(readFileSync(name, 'utf8')));
  const definitions = files.filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(name, 'utf8').trimEnd());
  return [...regions, ...definitions];
}

function regionsOf(text: string): string[] {
  return Array.from(text.matchAll(/^ *\/\/ #region \w+\n(.*?)\n *\/\/ #endregion$/gms), ({ 1: code = '' }) => dedented(code));
}

function dedented(code: string): string {
  const lines = code.split('\n');
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}
