import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { PermanentError, RetryableError } from '../../model/errors.js';
import type { HttpMethod } from './api.keys.js';

/** How the body of one response is read. */
export interface BodyReading {
  readonly method: HttpMethod;
  readonly headers: ReadonlyMap<string, string>;
  /** Most bytes, packed and unpacked. */
  readonly maxBytes: number;
  /** False: the body only illustrates a failure, so that whatever is wrong with it does not hide the status. */
  readonly strict: boolean;
  /** `GET https://api.example.com/users`, for messages. */
  readonly request: string;
  readonly stepName: string;
}

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};
const JSON_TYPE = /^(?:application\/|text\/)?(?:json|[^;/\s]+\/[^;\s]+\+json)\s*(?:;|$)/i;

/**
 * The body of a response: parsed JSON, text, or null when it is empty.
 *
 * @throws PermanentError RESPONSE_TOO_LARGE, UNSUPPORTED_ENCODING, RetryableError with INVALID_JSON or CONNECTION_LOST in its context,
 * when the reading is strict
 */
export async function readBody(stream: AsyncIterable<Uint8Array>, reading: BodyReading): Promise<unknown> {
  const packed = await collected(stream, reading);
  const bytes = packed === null || packed.length === 0 ? packed : await unpacked(packed, reading);
  if (bytes === null) return null;
  const contentType = reading.headers.get('content-type') ?? '';
  const text = decoded(bytes, contentType);
  if (text.trim() === '') return null;
  return JSON_TYPE.test(contentType) ? parsed(text, reading) : text;
}

async function collected(stream: AsyncIterable<Uint8Array>, reading: BodyReading): Promise<Buffer | null> {
  const { headers, maxBytes, strict } = reading;
  // The length in an answer to HEAD is that of a body which does not come.
  const announced = reading.method === 'HEAD' ? 0 : Number(headers.get('content-length') ?? 0);
  if (strict && announced > maxBytes) throw tooLarge(reading);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= maxBytes) continue;
    if (strict) throw tooLarge(reading);
    break;
  }
  // Half a packed body unpacks to nothing.
  return size > maxBytes && headers.has('content-encoding') ? null : Buffer.concat(chunks).subarray(0, maxBytes);
}

async function unpacked(bytes: Buffer, reading: BodyReading): Promise<Buffer | null> {
  const encoding = reading.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return bytes;
  const unpack = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined;
  try {
    if (unpack === undefined) throw unsupported(encoding, reading);
    return await unpack(bytes, { maxOutputLength: reading.maxBytes });
  } catch (error) {
    if (!reading.strict) return null;
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(reading);
    if (error instanceof PermanentError) throw error;
    throw retryable(reading, { code: 'CONNECTION_LOST', words: `an answer whose ${encoding} packing is broken`, cause: error });
  }
}

function decoded(bytes: Buffer, contentType: string): string {
  const charset = /charset="?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function parsed(text: string, reading: BodyReading): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!reading.strict) return text;
    // The text of the syntax error quotes the body, which may be secret.
    throw retryable(reading, { code: 'INVALID_JSON', words: 'a body that is not JSON, against its content type', cause: error });
  }
}

function tooLarge({ request, maxBytes, stepName }: BodyReading): PermanentError {
  const context = { step_name: stepName, code: 'RESPONSE_TOO_LARGE', max_response_bytes: maxBytes };
  const message = `${request} gave an answer of more than ${maxBytes} bytes: ask for less, or raise max_response_bytes`;
  return new PermanentError(message, { errorCode: 'RESPONSE_TOO_LARGE', context });
}

function unsupported(encoding: string, { request, stepName }: BodyReading): PermanentError {
  const message = `${request} gave an answer packed as '${encoding.slice(0, 40)}'; understood are ${Object.keys(UNPACK).join(', ')}`;
  return new PermanentError(message, { errorCode: 'UNSUPPORTED_ENCODING', context: { step_name: stepName, code: 'UNSUPPORTED_ENCODING' } });
}

function retryable({ request, stepName }: BodyReading, failure: { code: string; words: string; cause: unknown }): RetryableError {
  const context = { step_name: stepName, code: failure.code };
  return new RetryableError(`${request} gave ${failure.words}`, { context, cause: failure.cause });
}
