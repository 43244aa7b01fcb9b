import { PayloadTooLargeError } from '../../auth/auth.errors.js';

/** What is read of a request, on Express and on Fastify. */
interface Sent {
  readonly headers?: { readonly 'content-length'?: unknown; readonly 'content-encoding'?: unknown };
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** Requests that were found small enough: each root field of a GraphQL operation asks again. */
const small = new WeakSet<object>();

/**
 * Refuses a request whose body is too large. It has been read by then: how much is read at all is up to the body parser of the application. A
 * body without a length of its own is measured as JSON: one that was sent in chunks, or compressed.
 *
 * @throws PayloadTooLargeError
 */
export function limitBody(request: unknown, maxBytes: number): void {
  if (typeof request !== 'object' || request === null || small.has(request)) return;
  if (sizeOf(request) > maxBytes) throw new PayloadTooLargeError(maxBytes);
  small.add(request);
}

function sizeOf({ headers, body, rawBody }: Sent): number {
  const length = headers?.['content-encoding'] === undefined ? headers?.['content-length'] : undefined;
  if (typeof length === 'string' && /^\d+$/.test(length)) return Number(length);
  if (Buffer.isBuffer(rawBody)) return rawBody.byteLength;
  if (body === undefined || body === null) return 0;
  return typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.byteLength(body) : jsonSize(body);
}

/** What is too long or nests too deeply to be written down is larger than any limit. */
function jsonSize(body: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(body));
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
