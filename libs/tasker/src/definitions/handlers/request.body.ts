import { unsendable } from './request.problem.js';

/** A body as it goes over the wire, and the content type it has when no header says. */
export interface EncodedBody {
  readonly bytes: string | Uint8Array | null;
  readonly contentType: string | null;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Undefined is no body; a text, bytes and `URLSearchParams` are sent as they are; anything else is JSON, or a form when the content type
 * says so.
 *
 * @throws PermanentError INVALID_REQUEST for what is neither
 */
export function encodedBody(body: unknown, contentType: string | undefined): EncodedBody {
  if (body === undefined) return { bytes: null, contentType: null };
  if (body instanceof URLSearchParams) return { bytes: body.toString(), contentType: FORM_TYPE };
  if (typeof body === 'string') return { bytes: body, contentType: JSON_TYPE };
  if (body instanceof Uint8Array) return { bytes: body, contentType: 'application/octet-stream' };
  if (contentType?.toLowerCase().startsWith(FORM_TYPE)) return { bytes: form(body), contentType: FORM_TYPE };
  return { bytes: json(body), contentType: JSON_TYPE };
}

function json(body: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch (error) {
    throw unsendable(`the body is not JSON: ${error instanceof Error ? error.message.split('\n', 1)[0] : 'it cannot be read'}`);
  }
  if (text === undefined) throw unsendable(`the body is not JSON but ${typeof body}`);
  return text;
}

function form(body: unknown): string {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body as Record<string, unknown>) : undefined;
  const wrong = fields?.find(([, value]) => typeof value === 'object' && value !== null);
  if (fields === undefined || wrong !== undefined)
    throw unsendable('the body of a form is an object whose values are texts, numbers, true or false');
  const given = fields.filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString();
}
