import type { QueryValue } from './api.settings.js';
import { unsendable } from './request.problem.js';

/** Names and values of a query. */
export type Query = Readonly<Record<string, QueryValue | undefined>>;

/** A scheme of its own, or none and a host of its own. */
const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|https?:)/i;
/** A dot may be written as %2e, which means the same to a URL; some servers cut a segment at a semicolon. */
const DOT_SEGMENT = /(?:^|\/)(?:\.|%2e){1,2}(?:[/;]|$)/i;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;

/**
 * The URL of a request: `path` put behind the path of `base`, or an absolute URL of the same origin. Queries are laid over each other,
 * name by name: the base's, `params`, the path's, `query`. A path cannot lead anywhere else, even when it holds data of a stranger.
 *
 * @throws PermanentError INVALID_REQUEST when the path would leave the base's origin or goes up by `..`
 * @example requestUrl({ base: 'https://api.example.com/v1', path: '/users/7', params: {}, query: { full: true } }).href
 */
export function requestUrl({ base, path, params, query }: { base: string; path: unknown; params: Query; query: Query }): URL {
  const url = new URL(base);
  const own = splitPath(path, url.origin);
  if (own.path !== '') url.pathname = own.absolute ? own.path : joined(url.pathname, own.path);
  const search = url.searchParams;
  for (const [name, value] of Object.entries(params)) setQuery(search, name, value);
  for (const name of new Set(own.search.keys())) setQuery(search, name, own.search.getAll(name));
  for (const [name, value] of Object.entries(query)) setQuery(search, name, value);
  return url;
}

interface OwnPath {
  readonly absolute: boolean;
  readonly path: string;
  readonly search: URLSearchParams;
}

function splitPath(path: unknown, origin: string): OwnPath {
  if (typeof path !== 'string') throw unsendable(`a path is a text, not ${typeof path}`);
  const absolute = ABSOLUTE.test(path);
  const problem = textProblem(path) ?? (absolute ? originProblem(path, origin) : undefined);
  if (problem !== undefined) throw unsendable(problem);
  // Cut as text: parsed as a URL, dot segments would be gone before they are seen.
  const [place = '', ...search] = (absolute ? path.replace(/^[^:]*:\/*[^/?]*/, '') : path).split('?');
  if (DOT_SEGMENT.test(place)) throw unsendable("a path must not hold '.' or '..' between slashes: encode what you put into it");
  return { absolute, path: absolute && place === '' ? '/' : place, search: new URLSearchParams(search.join('?')) };
}

function textProblem(path: string): string | undefined {
  if (CONTROL.test(path)) return 'a path must not hold control characters: encode what you put into it';
  if (path.includes('\\')) return 'a path must not hold a backslash, which a URL takes for a slash: encode it as %5C';
  if (path.includes('#')) return "a path must not hold '#', since nothing behind it is sent: encode it as %23";
  if (path.startsWith('//')) return "a path must not begin with '//': that names another host";
  return undefined;
}

function originProblem(path: string, origin: string): string | undefined {
  const url = URL.canParse(path) ? new URL(path) : undefined;
  if (url?.origin === origin && url.username === '' && url.password === '') return undefined;
  return `a path must not leave ${origin}: calls to another origin need a step with that url`;
}

function joined(base: string, path: string): string {
  return `${base.endsWith('/') ? base.slice(0, -1) : base}/${path.startsWith('/') ? path.slice(1) : path}`;
}

function setQuery(search: URLSearchParams, name: string, value: QueryValue | undefined): void {
  if (value === undefined) return;
  search.delete(name);
  for (const one of [value].flat()) {
    if (!isQueryScalar(one))
      throw unsendable(`query parameter '${name}' is neither a text, a number, true, false, null nor a list of them`);
    if (one !== null) search.append(name, String(one));
  }
}

function isQueryScalar(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
