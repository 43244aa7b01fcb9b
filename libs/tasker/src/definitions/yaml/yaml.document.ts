import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from 'yaml';
import type { FileProblem } from './file.problem.js';
import { YamlNodeBuilder } from './yaml-node.builder.js';
import type { YamlNode } from './yaml.node.js';
import { DEEPEST_NESTING, MOST_TOKENS } from './yaml.limits.js';

/** A document, or what is wrong with it. */
export type YamlOutcome =
  { readonly kind: 'read'; readonly root: YamlNode } | { readonly kind: 'refused'; readonly problems: readonly FileProblem[] };

/** What a file is for, in messages. */
export interface YamlKind {
  /** What one file holds. */
  readonly one: string;
  readonly beginning: string;
}

const DEFINITION: YamlKind = { one: 'one definition', beginning: 'a definition begins with its name' };

/** Sentences for the mistakes that people make; the parser's own words serve for the others. */
const SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line; YAML takes spaces only',
  BLOCK_AS_IMPLICIT_KEY: "a second ': ' stands on this line; put a text that holds one in quotes",
  BAD_INDENT: 'the indentation fits no line above, or a bracket is not closed',
};

/**
 * Reads one YAML 1.2 document of the core schema. Hostile text is refused before anything recursive sees it: the composer of the parser
 * takes the whole process down on text that is nested deeply enough.
 */
export function readYaml(text: string, kind: YamlKind = DEFINITION): YamlOutcome {
  const lines = new LineCounter();
  const tokens = tokensOf(text, lines);
  if (tokens === undefined) return refused([{ text: `holds more than ${MOST_TOKENS} signs and values; split the file` }]);
  const deep = deepToken(tokens);
  if (deep !== undefined) {
    return refused([{ line: lines.linePos(deep.offset).line, text: `nests more than ${DEEPEST_NESTING} levels deep` }]);
  }
  // Duplicate keys are found by the builder: the composer compares every key of a map with every other one.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'core' } as const;
  const documents = withoutTraces(() => [...new Composer(options).compose(tokens, true, text.length)]);
  const problems = documents.flatMap((document) => syntaxProblems(document, lines));
  if (problems.length > 0) return refused(firstOfEachLine(problems));

  const [first, second] = documents;
  if (second !== undefined) {
    return refused([
      { line: lines.linePos(second.range[0]).line, text: `a second document begins here ('---'); a file holds ${kind.one}` },
    ]);
  }
  return built(first, { lines, kind });
}

function built(document: Document.Parsed | undefined, { lines, kind }: { lines: LineCounter; kind: YamlKind }): YamlOutcome {
  const empty = refused([{ text: `is empty; ${kind.beginning}` }]);
  if (document?.contents == null) return empty;
  const builder = new YamlNodeBuilder(lines);
  const root = builder.build(document.contents);
  if (builder.problems.length > 0) return refused(builder.problems);
  if (root.kind === 'scalar' && root.value === null) return empty;
  return { kind: 'read', root };
}

/** Undefined when there are too many of them. */
function tokensOf(text: string, lines: LineCounter): CST.Token[] | undefined {
  const lexemes: string[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexemes.push(lexeme) > MOST_TOKENS) return undefined;
  }
  const parser = new Parser(lines.addNewLine);
  // The parser announces the beginning of the first line itself only where it drives the lexer.
  lines.addNewLine(0);
  return [...lexemes.flatMap((lexeme) => [...parser.next(lexeme)]), ...parser.end()];
}

/** A token that is nested too deeply, found without recursion. */
function deepToken(tokens: readonly CST.Token[]): CST.Token | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { token, depth } = top;
    if (depth > DEEPEST_NESTING) return token;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key != null) open.push({ token: key, depth: depth + 1 });
      if (value !== undefined) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter): FileProblem[] {
  // Tags are refused by the builder, which knows the place.
  const faults = [...document.errors, ...document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')];
  const problems = faults.map(({ code, message, pos }): FileProblem => {
    const said = SENTENCES[code] ?? message.replaceAll(/\s+/g, ' ');
    return { line: lines.linePos(pos[0]).line, text: `is not valid YAML: ${said}` };
  });
  const { yaml } = document.directives;
  if (yaml.version !== '1.2') problems.push({ text: `asks for YAML ${yaml.version} in its first lines; only YAML 1.2 is read` });
  return problems;
}

/** The composer makes an error for every mistake of a file, and most of the time that takes goes into traces which nobody reads. */
function withoutTraces<T>(compose: () => T): T {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    return compose();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** One mistake makes the parser stumble several times on its line. */
function firstOfEachLine(problems: readonly FileProblem[]): FileProblem[] {
  const seen = new Set<number | undefined>();
  return problems.filter(({ line }) => !seen.has(line) && seen.add(line));
}

function refused(problems: readonly FileProblem[]): YamlOutcome {
  return { kind: 'refused', problems };
}
