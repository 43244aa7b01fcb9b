import { readFileSync, statSync, type Stats } from 'node:fs';
import { fileRefusal, type FileProblem } from './file.problem.js';

const LARGEST_BYTES = 1_048_576;
/** What YAML allows of the C0 block is tab, line feed and carriage return. */
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * The text of a file, without a byte order mark; `shown` names the file in errors.
 *
 * @throws ConfigurationError for a file that is missing, unreadable, over 1 MB, not UTF-8, or holds control characters
 */
export function readYamlText(path: string, shown: string): string {
  const refuse = (problem: FileProblem) => fileRefusal(shown, [problem]);
  const stats = attempt(() => statSync(path), refuse);
  const unfit = unfitness(stats);
  if (unfit !== undefined) throw refuse({ text: unfit });

  const bytes = attempt(() => readFileSync(path), refuse);
  const text = decoded(bytes);
  if (text === undefined) throw refuse({ text: 'is not UTF-8 text; save it as UTF-8' });
  const at = text.search(CONTROL_CHARACTER);
  if (at === -1) return text;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  throw refuse({ line: text.slice(0, at).split('\n').length, text: `the control character U+${code} is not allowed in YAML` });
}

/** A device or a pipe may never end, so it is not even opened. */
function unfitness(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'is a directory; name a file';
  if (!stats.isFile()) return 'is not a regular file';
  return stats.size > LARGEST_BYTES ? `has ${stats.size} bytes; at most ${LARGEST_BYTES} are read` : undefined;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function attempt<T>(read: () => T, refuse: (problem: FileProblem) => Error): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refuse({ text: code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? String(error)})` });
  }
}
