import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiResponse } from '../../../libs/tasker/src/definitions/handlers/api.response.js';
import { ApiStepHandler, type ApiStepExecution } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import type { ApiOutcome } from '../../../libs/tasker/src/definitions/handlers/response.mapping.js';
import { PermanentError, type StepExecution } from 'nestjs-tasker';
import { HttpService } from '../../support/http.service.js';
import { fakeExecution } from '../../support/step.execution.js';

let service: HttpService;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  service = await HttpService.start((response) => answer(response));
});
afterAll(() => service.close());
beforeEach(() => void service.requests.splice(0));

interface Given {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

function answers({ status = 200, headers = {}, body = '' }: Given): void {
  answer = (response) => response.writeHead(status, headers).end(body);
}

const JSON_HEADERS = { 'content-type': 'application/json' };

const execution = (config: Record<string, unknown> = {}): StepExecution =>
  fakeExecution({ config: { url: `${service.url}/orders?token=topsecret`, ...config } });

/** The result of an attempt, or what it threw. */
function outcome(config: Record<string, unknown> = {}, handler = new ApiStepHandler()): Promise<any> {
  return handler.handle(execution(config)).catch((thrown: unknown) => thrown);
}

describe('the status decides', () => {
  it.each([200, 201, 202, 203, 206, 207, 208, 226])('%d is a success', async (status) => {
    answers({ status });
    expect(await outcome()).toMatchObject({ status, body: null });
  });

  it.each([204, 205])('%d is a success without a body', async (status) => {
    answers({ status });
    expect(await outcome()).toMatchObject({ status, body: null });
  });

  it.each([400, 401, 403, 404, 422])('%d fails for good', async (status) => {
    answers({ status, headers: { ...JSON_HEADERS, 'retry-after': '5' }, body: '{"reason":"no"}' });
    expect(await outcome()).toMatchObject({
      name: 'PermanentError',
      errorCode: `HTTP_${status}`,
      message: `GET ${service.url}/orders answered ${status}: {"reason":"no"}`,
      context: { step_name: 'call_service', status, headers: JSON_HEADERS, body: '{"reason":"no"}' },
    });
  });

  it.each([227, 299, 300, 304, 402, 405, 406, 408, 409, 410, 418, 429, 451, 499, 500, 501, 502, 503, 504, 599, 999])(
    '%d is tried again by the waits of the step',
    async (status) => {
      answers({ status, body: status === 304 ? '' : 'later' });
      const error = await outcome();
      expect(error).toMatchObject({ name: 'RetryableError', retryAfter: undefined, context: { step_name: 'call_service', status } });
      expect(service.requests).toHaveLength(1);
    },
  );

  it.each([429, 503, 502])('%d waits as long as the server asks', async (status) => {
    answers({ status, headers: { 'Retry-After': '30' } });
    expect(await outcome()).toMatchObject({ name: 'RetryableError', retryAfter: 30 });
  });

  it.each([
    ['Wed, 21 Oct 2015 07:28:45 GMT', 45],
    ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
    ['1000000000000', 1_000_000_000_000],
    ['0', 0],
    ['-3', undefined],
    ['', undefined],
    ['soon', undefined],
  ])('a wait of %j is %s seconds, measured by the clock of the server', async (header, seconds) => {
    answers({ status: 503, headers: { 'retry-after': header, date: 'Wed, 21 Oct 2015 07:28:00 GMT' } });
    expect((await outcome()).retryAfter).toBe(seconds);
  });

  it('names the host that a redirect points to, and no more of it', async () => {
    answers({ status: 302, headers: { location: 'https://login.example/cb?code=topsecret' } });
    const error = await outcome({ allowed_response_headers: [] });
    expect(error).toMatchObject({ name: 'RetryableError' });
    expect(error.message).toContain('login.example');
    expect(error.message).not.toContain('topsecret');
  });
});

describe('a step may decide otherwise', () => {
  it.each<[number, Record<string, ApiOutcome>, string]>([
    [409, { '409': 'success' }, 'success'],
    [500, { '5xx': 'permanent' }, 'PermanentError'],
    [503, { '5xx': 'permanent', '503': 'retryable' }, 'RetryableError'],
    [404, { '404': 'retryable' }, 'RetryableError'],
    [404, { '4xx': 'success' }, 'success'],
    [200, { '200': 'permanent' }, 'PermanentError'],
    [201, { '2xx': 'retryable' }, 'RetryableError'],
    [302, { '3xx': 'success' }, 'success'],
  ])('%d with %j', async (status, statuses, expected) => {
    answers({ status });
    const result = await outcome({ statuses });
    expect(result instanceof ApiResponse ? 'success' : result.name).toBe(expected);
  });

  it('reads the statuses that a file gives as numbers', async () => {
    answers({ status: 409, body: 'there' });
    expect(await outcome({ statuses: { 409: 'success' } })).toMatchObject({ status: 409, body: 'there' });
  });

  it('by looking at the response, and a success reaches processResults', async () => {
    class Idempotent extends ApiStepHandler {
      protected override outcomeOf(response: ApiResponse): ApiOutcome | undefined {
        if (response.status === 409 && response.body?.same !== true)
          throw new PermanentError('another user', { errorCode: 'USER_CONFLICT' });
        return response.status === 409 ? 'success' : undefined;
      }
      override processResults(_execution: ApiStepExecution, response: ApiResponse): unknown {
        return { created: response.status === 201, id: response.body.id };
      }
    }
    answers({ status: 409, headers: JSON_HEADERS, body: '{"same":true,"id":7}' });
    expect(await outcome({}, new Idempotent())).toEqual({ created: false, id: 7 });
    answers({ status: 409, headers: JSON_HEADERS, body: '{"same":false}' });
    expect(await outcome({}, new Idempotent())).toMatchObject({ errorCode: 'USER_CONFLICT' });
    answers({ status: 422, headers: JSON_HEADERS, body: '{}' });
    expect(await outcome({}, new Idempotent())).toMatchObject({ errorCode: 'HTTP_422' });
  });

  it('by checking a response that it does not return', async () => {
    class Checks extends ApiStepHandler {
      override async process({ http }: ApiStepExecution) {
        return { id: http.check(await http.get<{ id: number }>()).body.id };
      }
    }
    answers({ headers: JSON_HEADERS, body: '{"id":7}' });
    expect(await outcome({}, new Checks())).toEqual({ id: 7 });
    answers({ status: 403 });
    expect(await outcome({}, new Checks())).toMatchObject({ errorCode: 'HTTP_403' });
  });

  it('by returning something else: what merely looks like an error is a result', async () => {
    class Looks extends ApiStepHandler {
      override async process({ http }: ApiStepExecution) {
        const { status } = await http.get();
        return { error: true, status };
      }
    }
    answers({ status: 500 });
    expect(await outcome({}, new Looks())).toEqual({ error: true, status: 500 });
  });

  it('a failing response fails the attempt although results were assigned, and these stay', async () => {
    class Assigns extends ApiStepHandler {
      override async process({ http, step }: ApiStepExecution) {
        step.results = { tried: true };
        return http.get();
      }
    }
    const own = execution();
    answers({ status: 500 });
    await expect(new Assigns().handle(own)).rejects.toMatchObject({ name: 'RetryableError' });
    expect(own.step.results).toEqual({ tried: true });
  });
});

describe('messages', () => {
  it('hold at most 500 characters of the body, on one line', async () => {
    answers({ status: 500, body: `a\r\n\0b${'😀'.repeat(2_000)}` });
    const { message, context } = await outcome();
    expect(message).toMatch(/answered 500: a b😀+…$/u);
    expect(Array.from(context.body as string)).toHaveLength(500);
    expect(message.isWellFormed()).toBe(true);
  });

  it('hold nothing that the request kept secret, even when the server echoes it', async () => {
    const headers = { Authorization: 'Bearer abcdef123456', 'X-Api-Key': 'k-98765' };
    answers({
      status: 401,
      headers: { location: '/x?token=topsecret' },
      body: 'no: Bearer abcdef123456, abcdef123456, k-98765, topsecret',
    });
    const error = await outcome({ headers });
    for (const secret of ['abcdef123456', 'k-98765', 'topsecret']) {
      expect(`${error.message}${error.stack}${JSON.stringify(error.context)}`).not.toContain(secret);
    }
    expect(error.message).toContain('no: [redacted], [redacted], [redacted], [redacted]');
  });
});

describe('the headers of an answer', () => {
  const headers = { etag: '"7"', 'X-Request-Id': 'r-1', 'x-internal': 'no', 'set-cookie': ['session=1', 'b=2'], 'retry-after': '1' };

  it('are kept when they are on the list', async () => {
    answers({ headers });
    expect((await outcome()).headers).toEqual({ etag: '"7"', 'x-request-id': 'r-1' });
    expect((await outcome({ allowed_response_headers: ['X-Internal', 'Set-Cookie', 'constructor'] })).headers).toEqual({
      'x-internal': 'no',
      'set-cookie': 'session=1, b=2',
    });
  });

  it('can all be read by the handler', async () => {
    answers({ headers });
    const response = await outcome();
    expect([response.header('X-Internal'), response.header('constructor')]).toEqual(['no', null]);
    expect(JSON.stringify(response)).not.toContain('session');
  });
});

describe('the body of a success', () => {
  it.each<[string, Given, unknown]>([
    ['JSON', { headers: JSON_HEADERS, body: '{"a":[1,"ü"]}' }, { a: [1, 'ü'] }],
    ['JSON of a dialect', { headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: '[1]' }, [1]],
    ['JSON with a byte order mark', { headers: JSON_HEADERS, body: '\ufeff{"a":1}' }, { a: 1 }],
    ['JSON in capitals', { headers: { 'content-type': 'Application/JSON' }, body: '1' }, 1],
    ['JSON null', { headers: JSON_HEADERS, body: 'null' }, null],
    ['no JSON by its type', { headers: { 'content-type': 'text/plain' }, body: '{"a":1}' }, '{"a":1}'],
    ['a list of JSON lines', { headers: { 'content-type': 'application/x-ndjson' }, body: '{}\n{}' }, '{}\n{}'],
    ['text without a type', { body: 'hello' }, 'hello'],
    ['text of another alphabet', { headers: { 'content-type': 'text/plain; charset="iso-8859-1"' }, body: Buffer.from([0xfc]) }, 'ü'],
    ['text of an unknown alphabet', { headers: { 'content-type': 'text/plain; charset=klingon' }, body: 'ü' }, 'ü'],
    ['nothing', { headers: JSON_HEADERS }, null],
    ['blanks', { headers: JSON_HEADERS, body: ' \n' }, null],
    ['gzip', { headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' }, body: gzipSync('{"a":1}') }, { a: 1 }],
    ['brotli', { headers: { ...JSON_HEADERS, 'content-encoding': 'BR' }, body: brotliCompressSync('{"a":1}') }, { a: 1 }],
    ['deflate', { headers: { ...JSON_HEADERS, 'content-encoding': 'deflate' }, body: deflateSync('{"a":1}') }, { a: 1 }],
    ['nothing, packed', { headers: { 'content-encoding': 'gzip' } }, null],
    ['unpacked after all', { headers: { 'content-encoding': 'identity' }, body: 'hello' }, 'hello'],
    [
      'a key that means something elsewhere',
      { headers: JSON_HEADERS, body: '{"__proto__":{"polluted":1}}' },
      JSON.parse('{"__proto__":{"polluted":1}}'),
    ],
  ])('may be %s', async (_name, given, body) => {
    answers(given);
    const response = await outcome();
    expect(response.body).toEqual(body);
    expect(response.body?.polluted).toBeUndefined();
  });

  it('may come in pieces that cut characters apart', async () => {
    answer = (response) => {
      const bytes = Buffer.from('{"a":"😀"}');
      response.writeHead(200, JSON_HEADERS);
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    };
    expect((await outcome()).body).toEqual({ a: '😀' });
  });

  it('that is not the JSON it is said to be is asked for again; the message does not quote it', async () => {
    answers({ headers: JSON_HEADERS, body: '{"card":"4111"' });
    const error = await outcome();
    expect(error).toMatchObject({ name: 'RetryableError', context: { code: 'INVALID_JSON', step_name: 'call_service' } });
    expect(`${error.message}${JSON.stringify(error.context)}`).not.toContain('4111');
  });

  it.each<[string, Given]>([
    ['says that it is', { headers: { 'content-length': '2000' }, body: 'x'.repeat(2_000) }],
    ['comes in pieces', { headers: { 'transfer-encoding': 'chunked' }, body: 'x'.repeat(2_000) }],
    ['is so when unpacked', { headers: { 'content-encoding': 'gzip' }, body: gzipSync('x'.repeat(2_000)) }],
    ['unpacks to a thousand times its size', { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(Buffer.alloc(5_000_000)) }],
  ])('that is too large fails for good when it %s', async (_name, given) => {
    answers(given);
    expect(await outcome({ max_response_bytes: 1_000 })).toMatchObject({ name: 'PermanentError', errorCode: 'RESPONSE_TOO_LARGE' });
  });

  it('does not come with HEAD, whatever its length would be', async () => {
    answers({ headers: { ...JSON_HEADERS, 'content-length': '2000000', 'content-encoding': 'gzip', etag: '"7"' } });
    expect(await outcome({ method: 'HEAD' })).toMatchObject({ status: 200, headers: { etag: '"7"' }, body: null });
  });

  it('that never ends fails for good once it is too large', async () => {
    answer = (response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(10_000), more));
      response.writeHead(200);
      more();
    };
    expect(await outcome({ max_response_bytes: 50_000 })).toMatchObject({ errorCode: 'RESPONSE_TOO_LARGE' });
  });

  it('may have exactly the allowed size', async () => {
    answers({ body: 'x'.repeat(1_000) });
    expect(await outcome({ max_response_bytes: 1_000 })).toMatchObject({ body: 'x'.repeat(1_000) });
    expect(await outcome({ max_response_bytes: 999 })).toMatchObject({ errorCode: 'RESPONSE_TOO_LARGE' });
  });

  it('packed in a way that was not offered fails for good', async () => {
    answers({ headers: { 'content-encoding': 'zstd' }, body: 'x' });
    expect(await outcome()).toMatchObject({ name: 'PermanentError', errorCode: 'UNSUPPORTED_ENCODING' });
  });

  it.each([
    ['broken', Buffer.from('no gzip')],
    ['cut', gzipSync('{"a":1}'.repeat(100)).subarray(0, 20)],
  ])('whose packing is %s is asked for again', async (_name, body) => {
    answers({ headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' }, body });
    expect(await outcome()).toMatchObject({ name: 'RetryableError', context: { code: 'CONNECTION_LOST' } });
  });
});

describe('the body of a failure never hides the status', () => {
  it.each<[string, Given]>([
    ['broken JSON', { headers: JSON_HEADERS, body: '{' }],
    ['too large', { body: 'x'.repeat(100_000) }],
    ['too large by its own word', { headers: { 'content-length': '100000' }, body: 'x'.repeat(100_000) }],
    [
      'too large and packed',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919) % 251))) },
    ],
    ['a packed flood', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(5_000_000)) }],
    ['badly packed', { headers: { 'content-encoding': 'gzip' }, body: 'x' }],
    ['strangely packed', { headers: { 'content-encoding': 'zstd' }, body: 'x' }],
  ])('%s', async (_name, given) => {
    answers({ ...given, status: 404 });
    expect(await outcome({ max_response_bytes: 1_000 })).toMatchObject({ errorCode: 'HTTP_404' });
    answers({ ...given, status: 503, headers: { ...given.headers, 'retry-after': '7' } });
    expect(await outcome({ max_response_bytes: 1_000 })).toMatchObject({ name: 'RetryableError', retryAfter: 7 });
  });
});
