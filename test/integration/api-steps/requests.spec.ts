import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiStepHandler, type ApiStepExecution } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import type { ApiDefaults } from '../../../libs/tasker/src/definitions/handlers/api.settings.js';
import type { ApiResponse } from '../../../libs/tasker/src/definitions/handlers/api.response.js';
import type { HttpClient } from '../../../libs/tasker/src/definitions/handlers/http.client.js';
import { HttpService } from '../../support/http.service.js';
import { fakeExecution, type FakedParts } from '../../support/step.execution.js';

let service: HttpService;

beforeAll(async () => {
  service = await HttpService.start((response, { method }) => {
    response.setHeader('content-type', 'application/json');
    response.end(method === 'HEAD' ? undefined : '{"ok":true}');
  });
});
afterAll(() => service.close());
beforeEach(() => void service.requests.splice(0));

/** Runs one attempt of a handler whose `process` is `calls`; without it, of one that has no `process`. */
async function attempt(calls: ((http: HttpClient) => unknown) | null, parts: FakedParts = {}): Promise<any> {
  class Calls extends ApiStepHandler {
    override process({ http }: ApiStepExecution): Promise<any> {
      return Promise.resolve(calls!(http));
    }
  }
  const handler = calls === null ? new ApiStepHandler() : new Calls();
  return handler.handle(fakeExecution({ ...parts, config: { url: `${service.url}/v1`, ...parts.config } }));
}

const sent = () => service.requests.at(-1)!;

describe('a handler without a process of its own', () => {
  it('makes a GET of the url and stores status, headers and body', async () => {
    const result = await attempt(null);
    expect(sent()).toMatchObject({ method: 'GET', url: '/v1', body: '' });
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { ok: true },
    });
  });

  it.each(['POST', 'PUT', 'PATCH'])('sends the inputs of the step with %s', async (method) => {
    await attempt(null, { config: { method }, inputs: { order: 7 } });
    expect(sent()).toMatchObject({ method, body: '{"order":7}', headers: { 'content-type': 'application/json' } });
  });

  it.each(['GET', 'DELETE', 'HEAD', 'OPTIONS'])('sends no body with %s', async (method) => {
    await attempt(null, { config: { method }, inputs: { order: 7 } });
    expect(sent()).toMatchObject({ method, body: '' });
    expect(sent().headers).not.toHaveProperty('content-type');
  });

  it.each([
    [{ a: [1] }, '{"a":[1]}'],
    ['as it is', 'as it is'],
    [null, 'null'],
    [0, '0'],
    [false, 'false'],
  ])('sends the configured body %j rather than the inputs', async (body, text) => {
    await attempt(null, { config: { method: 'POST', body }, inputs: { order: 7 } });
    expect(sent().body).toBe(text);
  });
});

describe('what is configured', () => {
  it('goes with every request, and a request may replace it', async () => {
    const config = { params: { page: 1, tags: ['a', 'b'] }, headers: { 'X-Team': 'blue', 'X-Key': 'k' }, method: 'PUT' };
    await attempt((http) => http.request('/items?sort=up', { query: { page: 2 }, headers: { 'x-team': 'red' } }), { config });
    expect(sent()).toMatchObject({
      method: 'PUT',
      url: '/v1/items?tags=a&tags=b&sort=up&page=2',
      headers: { 'x-team': 'red', 'x-key': 'k' },
    });
  });

  it('may be written in camelCase', async () => {
    await expect(attempt(null, { config: { maxResponseBytes: 3 } })).rejects.toMatchObject({ errorCode: 'RESPONSE_TOO_LARGE' });
  });

  it('is laid over what the class gives, header by header in any case', async () => {
    class WithDefaults extends ApiStepHandler {
      protected override defaults(): ApiDefaults {
        return { url: 'http://unused.invalid', method: 'DELETE', headers: { 'X-Team': 'blue', 'X-Own': 'yes' }, params: { a: 1, b: 1 } };
      }
    }
    const config = { url: service.url, headers: { 'x-TEAM': 'red' }, params: { b: 2 } };
    await new WithDefaults().handle(fakeExecution({ config }));
    expect(sent()).toMatchObject({ method: 'DELETE', url: '/?a=1&b=2', headers: { 'x-team': 'red', 'x-own': 'yes' } });
  });

  it('fails the attempt for good when it cannot be used, without showing values', async () => {
    const config = {
      url: 'ftp://user:hunter2@files',
      timeout: 'soon',
      ssl: { ca: '/etc/hunter2.pem' },
      headers: { Authorization: 'a\nhunter2' },
    };
    const error = await attempt(null, { config }).catch((thrown: unknown) => thrown as Error & { errorCode: string });
    expect(error).toMatchObject({ name: 'PermanentError', errorCode: 'API_CONFIG' });
    for (const key of ['url', 'timeout', 'ssl.ca', 'headers']) expect(error.message).toContain(`'${key}'`);
    expect(error.message).not.toContain('hunter2');
  });

  it('may hold settings of the class itself, once the class has named them', async () => {
    class Own extends ApiStepHandler {
      static override readonly configKeys = ['template_id'];
    }
    await expect(new Own().handle(fakeExecution({ config: { url: service.url, template_id: 7 } }))).resolves.toMatchObject({ status: 200 });
    await expect(attempt(null, { config: { template_id: 7 } })).rejects.toMatchObject({ errorCode: 'API_CONFIG' });
  });

  it('may hold a user and password that came from the environment; they go as a header', async () => {
    const url = `http://al%3Aice:p%40ss@127.0.0.1:${service.port}`;
    await attempt(null, { config: { url } });
    expect(sent().headers.authorization).toBe(`Basic ${Buffer.from('al:ice:p@ss').toString('base64')}`);
  });
});

describe('headers of the client', () => {
  it('say who is asking and what is understood', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await attempt((http) => http.post('', { body: {} }), { task: { correlationId: 'order-7', traceparent } });
    expect(sent().headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-correlation-id': 'order-7',
      traceparent,
    });
  });

  it('leave out what there is not', async () => {
    await attempt(null);
    expect(sent().headers).not.toHaveProperty('traceparent');
  });

  it.each([['a\r\nX-Evil: 1'], ['a b'], ['ü'], [''], ['x'.repeat(300)]])('leave out a correlation id like %j', async (correlationId) => {
    await attempt(null, { task: { correlationId } });
    expect(sent().headers).not.toHaveProperty('x-correlation-id');
    expect(sent().headers).not.toHaveProperty('x-evil');
  });

  it.each([['00-xyz'], ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX-Evil: 1'], ['']])(
    'leave out a traceparent like %j',
    async (traceparent) => {
      await attempt(null, { task: { traceparent } });
      expect(sent().headers).not.toHaveProperty('traceparent');
    },
  );

  describe('in an application that watches undici', () => {
    const ours = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const theirs = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
    type Shown = { request: { addHeader(name: string, value: string): void } };

    async function traceOf(watch: (message: Shown) => void): Promise<string | undefined> {
      const watcher = (message: unknown) => watch(message as Shown);
      subscribe('undici:request:create', watcher);
      try {
        await attempt(null, { task: { traceparent: ours } });
      } finally {
        unsubscribe('undici:request:create', watcher);
      }
      expect(channel('undici:request:create').hasSubscribers).toBe(false);
      return sent()
        .rawHeaders.filter((_, place, all) => place % 2 === 1 && all[place - 1] === 'traceparent')
        .join();
    }

    it('leave the trace to instrumentation that puts in its own', async () => {
      expect(await traceOf(({ request }) => request.addHeader('traceparent', theirs))).toBe(theirs);
    });

    it('say the trace to a server when the watcher does not', async () => {
      expect(await traceOf(() => undefined)).toBe(ours);
    });
  });
});

describe('a request that cannot be sent', () => {
  const cases: [string, (http: HttpClient) => unknown, string][] = [
    ['a header with a line end', (http) => http.get('', { headers: { 'X-A': 'secret1\r\nX-Evil: 1' } }), 'X-A'],
    ['a header with a line feed', (http) => http.get('', { headers: { 'X-A': 'secret1\nX-Evil: 1' } }), 'X-A'],
    ['a header with a NUL', (http) => http.get('', { headers: { 'X-A': 'secret1\0' } }), 'X-A'],
    ['a header outside Latin-1', (http) => http.get('', { headers: { 'X-A': 'secret1 €' } }), 'X-A'],
    ['a header name with a colon', (http) => http.get('', { headers: { 'X-Evil: 1\r\nX-B': 'secret1' } }), 'header name'],
    ['an empty header name', (http) => http.get('', { headers: { '': 'secret1' } }), 'header name'],
    ['a content length of its own', (http) => http.post('', { body: 'secret1', headers: { 'Content-Length': '1' } }), 'Content-Length'],
    ['a transfer encoding', (http) => http.post('', { body: 'secret1', headers: { 'transfer-encoding': 'chunked' } }), 'transfer-encoding'],
    ['another host', (http) => http.get('', { headers: { Host: 'evil.example' } }), 'Host'],
    ['another origin', (http) => http.get('http://evil.example/secret1'), 'origin'],
    ['a host in the path', (http) => http.get('//evil.example/secret1'), "'//'"],
    ['a climb', (http) => http.get('/users/../secret1'), "'..'"],
    ['a path that is no text', (http) => http.get(7 as never), 'path'],
    ['a line end in the path', (http) => http.get('/a HTTP/1.1\r\nHost: evil\r\n\r\n'), 'control'],
    ['an object in the query', (http) => http.get('', { query: { filter: { a: 'secret1' } as never } }), 'filter'],
    ['a method of its own', (http) => http.request('', { method: 'PURGE /x HTTP/1.1\r\nA: b' as never }), 'method'],
    ['a circular body', (http) => http.post('', { body: circular() }), 'JSON'],
    ['a big number', (http) => http.post('', { body: { a: 1n } }), 'JSON'],
    ['a function', (http) => http.post('', { body: () => 1 }), 'JSON'],
    [
      'a nested form',
      (http) => http.post('', { body: { a: { b: 1 } }, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      'form',
    ],
    ['a time limit without a unit', (http) => http.get('', { timeout: 'soon' as never }), 'timeout'],
  ];

  it.each(cases)('fails for good before anything is sent: %s', async (_name, call, names) => {
    const error = await attempt(call).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'PermanentError', errorCode: 'INVALID_REQUEST' });
    expect(error.message).toContain(names);
    expect(error.message).not.toContain('secret1');
    expect(service.requests).toEqual([]);
  });
});

describe('bodies', () => {
  it.each<[string, unknown, Record<string, string>, string, string]>([
    ['an object', { a: 'ü' }, {}, '{"a":"ü"}', 'application/json'],
    [
      'an object as a form',
      { a: 'x y', b: 1, c: null },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      'a=x+y&b=1',
      'application/x-www-form-urlencoded',
    ],
    ['search parameters', new URLSearchParams({ a: '1' }), {}, 'a=1', 'application/x-www-form-urlencoded'],
    ['text of another type', '<a/>', { 'content-type': 'application/xml' }, '<a/>', 'application/xml'],
    ['bytes', Buffer.from('abc'), {}, 'abc', 'application/octet-stream'],
    ['an empty text', '', {}, '', 'application/json'],
    ['an empty list', [], {}, '[]', 'application/json'],
  ])('go out as they should: %s', async (_name, body, headers, text, type) => {
    await attempt((http) => http.post('', { body, headers }));
    expect(sent()).toMatchObject({ body: text, headers: { 'content-type': type } });
  });
});

describe('connections', () => {
  it('are used again by the next request', async () => {
    await attempt(null);
    const before = service.connections;
    for (let n = 0; n < 5; n++) await attempt(null);
    expect(service.connections).toBe(before);
  });

  it('keep the process alive while a request runs, and no longer', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    let during = 0;
    const observed = await HttpService.start((response) => {
      during = handles();
      response.end();
    });
    await attempt(null, { config: { url: observed.url } });
    // The client lets go of a socket at the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect([during, handles()]).toEqual([1, 0]);
    await observed.close();
  });
});

describe('what process receives', () => {
  it('can be taken apart and spread, and still assigns the results of the step', async () => {
    class Spreads extends ApiStepHandler {
      override async process(execution: ApiStepExecution) {
        const { http, step, ...rest } = { ...execution };
        const response: ApiResponse<{ ok: boolean }> = await http.get();
        step.results = { kept: response.body.ok, names: Object.keys(rest).sort(), aborted: rest.signal.aborted };
        return response;
      }
    }
    const execution = fakeExecution({ config: { url: service.url } });
    await new Spreads().handle(execution);
    expect(execution.step.results).toEqual({ kept: true, names: ['logger', 'publish', 'sequence', 'signal', 'task'], aborted: false });
  });
});

function circular(): object {
  const body: Record<string, unknown> = {};
  body['self'] = body;
  return body;
}
