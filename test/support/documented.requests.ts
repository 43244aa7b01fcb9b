import { readFileSync } from 'node:fs';
import { codeBlocks } from './documented.code.js';

/** A request that a document names or sends. */
export interface DocumentedRequest {
  /** `docs/rest.md: GET /tasks`. */
  readonly place: string;
  readonly method: string;
  /** Below the path of the API, with a word in place of each parameter. */
  readonly path: string;
  /** Names of the parameters in its query. */
  readonly query: readonly string[];
  /** What is sent; undefined where nothing is, or where the document only names the route. */
  readonly body: string | undefined;
}

const NAMED = /`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)`/g;

/** Requests that the text of a document names: `GET /tasks/:id/{explain,readiness}`. */
export function namedRequests(file: string): DocumentedRequest[] {
  return requestsIn(file, readFileSync(file, 'utf8').replace(/^```.*?^```$/gms, ''));
}

/** Requests that tables of a document name in rows that also name one permission. */
export function grantedRequests(file: string): { readonly request: DocumentedRequest; readonly permission: string }[] {
  const rows = readFileSync(file, 'utf8').match(/^\|.*\|$/gm) ?? [];
  return rows.flatMap((row) => {
    const permission = /`(tasker\.\w+:\w+)`[^`|]*\|$/.exec(row)?.[1];
    return permission === undefined ? [] : requestsIn(file, row).map((request) => ({ request, permission }));
  });
}

/** Requests that the shell lines of a document send with curl. */
export function sentRequests(file: string): DocumentedRequest[] {
  const commands = codeBlocks(file).filter(({ language }) => language === 'sh');
  const lines = commands
    .flatMap(({ code }) =>
      code
        .replaceAll('\\\n', ' ')
        .replace(/ +# .*$/gm, '')
        .split('\n'),
    )
    .filter((line) => line.startsWith('curl '));
  return lines.map((line) => {
    const [, quote = '', target = ''] = / ('?)localhost:3000(\/[^' ]*)/.exec(line) ?? [];
    if (/[?&<[]/.test(target) && quote === '') throw new Error(`${file}: a shell reads characters of ${target}: quote it`);
    if (target.includes('[') && !/ -\w*g/.test(line)) throw new Error(`${file}: curl reads the brackets of ${target}: -g`);
    const body = / -d '([^']*)'/.exec(line)?.[1];
    const method = / -X (\w+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST');
    return requestOf(file, { method, target, body });
  });
}

function requestsIn(file: string, text: string): DocumentedRequest[] {
  return Array.from(text.matchAll(NAMED), ([, words = '']) => words).flatMap((words) =>
    unfolded(words).map((one) => {
      const [method = '', target = ''] = one.split(' ');
      return requestOf(file, { method, target, body: undefined });
    }),
  );
}

function requestOf(
  file: string,
  { method, target, body }: { method: string; target: string; body: string | undefined },
): DocumentedRequest {
  const [path = '', query = ''] = target.split('?');
  return {
    place: `${file}: ${method} ${target}`,
    method,
    path: path.replace(/^\/tasker(?=\/)/, '').replace(/:\w+|<\w+>/g, 'word'),
    query: [...new URLSearchParams(query).keys()].map((name) => name.replace(/\[.*\]$/, '')),
    body,
  };
}

/** One text for each word between braces. */
function unfolded(text: string): string[] {
  const [, before, words, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text) ?? [];
  if (words === undefined) return [text];
  return words.split(',').flatMap((word) => unfolded(`${before}${word}${after}`));
}
