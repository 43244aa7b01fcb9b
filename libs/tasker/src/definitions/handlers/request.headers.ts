import type { ExecutedTask } from '../step-execution.js';
import { headerProblem } from './header.rules.js';
import { unsendable } from './request.problem.js';

/** Headers of one request, by name in lower case. */
export type HeaderMap = ReadonlyMap<string, string>;

type GivenHeaders = Readonly<Record<string, string | number | boolean | undefined>>;

/** They say nothing about who is asking, so they may go to another origin and appear in messages. */
const HARMLESS = ['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent', 'x-correlation-id', 'traceparent'];
const SECRET_NAME = /key|token|secret|pass|auth|sig|cred|session/i;
const TRACE_PARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** A correlation id from outside may be any text; one that is no plain word is not sent. */
const PLAIN_WORD = /^[\x21-\x7e]{1,256}$/;

/**
 * The headers of one request: the client's own, then each of `given` over them; upper and lower case are the same.
 *
 * @throws PermanentError INVALID_REQUEST that names a header which would break the request, without its value
 */
export function requestHeaders(task: ExecutedTask, given: readonly GivenHeaders[]): Map<string, string> {
  const headers = new Map([['accept', 'application/json'], ['accept-encoding', 'gzip, br'], ...tracing(task)]);
  for (const [name, value] of given.flatMap((some) => Object.entries(some))) {
    if (value === undefined) continue;
    const problem = headerProblem(name, value);
    if (problem !== undefined) throw unsendable(`'headers' ${problem}`);
    headers.set(name.toLowerCase(), String(value));
  }
  return headers;
}

function tracing(task: ExecutedTask): [string, string][] {
  const { correlationId, traceparent } = task;
  return [
    ...(correlationId !== null && PLAIN_WORD.test(correlationId) ? [['x-correlation-id', correlationId] as [string, string]] : []),
    ...(traceparent !== null && TRACE_PARENT.test(traceparent) ? [['traceparent', traceparent] as [string, string]] : []),
  ];
}

/** The headers that may follow a redirect to another origin. */
export function harmlessHeaders(headers: HeaderMap): Map<string, string> {
  return new Map([...headers].filter(([name]) => HARMLESS.includes(name)));
}

/** The Authorization header of a url with a user or password in it, else null. */
export function basicCredentials(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  return `Basic ${Buffer.from(`${percentDecoded(url.username)}:${percentDecoded(url.password)}`).toString('base64')}`;
}

/** The texts of a request that must not appear in messages, as a server may echo them. */
export function secretsOf(headers: HeaderMap, url: URL): string[] {
  const values = [...headers].filter(([name]) => !HARMLESS.includes(name)).map(([, value]) => value);
  const parameters = [...url.searchParams].filter(([name]) => SECRET_NAME.test(name)).map(([, value]) => value);
  // 'Bearer abc' as a whole, and 'abc' alone.
  return [...values.flatMap((value) => [value, ...value.split(/[\s,;]+/)]), ...parameters, percentDecoded(url.password)];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
