import type { JsonObject } from '../../model/json.js';
import { withoutIdentity } from './agent.cache.js';
import type { HttpMethod } from './api.keys.js';
import { harmlessHeaders, type HeaderMap } from './request.headers.js';

/** One request as it is sent. */
export interface OutgoingRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers: HeaderMap;
  readonly body: string | Uint8Array | null;
  readonly ssl: JsonObject;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * The request that a redirect asks for, or null when the answer is none that can be followed: from https to http never. To another origin
 * go neither credentials, other headers of the user, nor a client certificate, and nothing of them comes back on the way home.
 */
export function redirected(request: OutgoingRequest, status: number, location: string | undefined): OutgoingRequest | null {
  if (location === undefined || !REDIRECTS.includes(status) || !URL.canParse(location, request.url.href)) return null;
  const url = new URL(location, request.url);
  const downgrade = request.url.protocol === 'https:' && url.protocol !== 'https:';
  if (downgrade || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  url.username = url.password = '';
  const sameOrigin = url.origin === request.url.origin;
  const headers = sameOrigin ? new Map(request.headers) : harmlessHeaders(request.headers);
  const next = { ...request, url, headers, ssl: sameOrigin ? request.ssl : withoutIdentity(request.ssl) };
  if (!becomesGet(request.method, status)) return next;
  headers.delete('content-type');
  return { ...next, method: 'GET', body: null };
}

function becomesGet(method: HttpMethod, status: number): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return method === 'POST' && (status === 301 || status === 302);
}
