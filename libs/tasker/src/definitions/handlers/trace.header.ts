import { channel } from 'node:diagnostics_channel';
import type { HeaderMap } from './request.headers.js';

const HEADER = 'traceparent';
/** On which undici shows each request that it makes, at once and before it is sent. */
const created = channel('undici:request:create');

/** A request as undici shows it: names and values in turn. */
interface ShownRequest {
  readonly headers: readonly unknown[];
  addHeader(name: string, value: string): unknown;
}

/**
 * Sends a request with one `traceparent`. Where the application instruments undici, that of its client span, which is put in behind ours,
 * stays alone: a server can read neither of two.
 */
export function sentWithOneTrace<T>(headers: HeaderMap, send: (headers: HeaderMap) => T): T {
  const traceparent = headers.get(HEADER);
  if (traceparent === undefined || !created.hasSubscribers) return send(headers);
  const complete = (message: unknown) => {
    const { request } = message as { request: ShownRequest };
    if (!request.headers.some((name, place) => place % 2 === 0 && String(name).toLowerCase() === HEADER))
      request.addHeader(HEADER, traceparent);
  };
  // Behind everybody else's, and only for this request.
  created.subscribe(complete);
  try {
    return send(new Map([...headers].filter(([name]) => name !== HEADER)));
  } finally {
    created.unsubscribe(complete);
  }
}
