import { inspect } from 'node:util';

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,256}$/i;
/** Visible characters of one byte, spaces and tabs. A line end would begin another header, or another request. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** They describe the connection and the length of the body, which the client knows better. */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Whether a value can be the name of a header. */
export function isHeaderName(name: unknown): boolean {
  return typeof name === 'string' && NAME.test(name);
}

/** What is wrong with a header, or nothing. The text continues a sentence and never holds the value: it may be secret. */
export function headerProblem(name: string, value: unknown): string | undefined {
  if (!isHeaderName(name)) return `has ${inspect(name.slice(0, 80))}, which is not a header name`;
  if (OWN_HEADERS.includes(name.toLowerCase())) return `has ${name}, which the client sets by itself`;
  if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value))
    return `has under ${name} something else than a text`;
  if (!VALUE.test(String(value)))
    return `has under ${name} characters that a header cannot hold, such as line ends or letters outside Latin-1`;
  return undefined;
}
