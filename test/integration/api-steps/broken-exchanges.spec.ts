import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiStepHandler, type ApiStepExecution } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import { HttpService, type Answer } from '../../support/http.service.js';
import { fakeExecution } from '../../support/step.execution.js';

const services: HttpService[] = [];

afterEach(() => Promise.all(services.splice(0).map((service) => service.close())));

async function start(answer: Answer): Promise<HttpService> {
  const service = await HttpService.start(answer);
  services.push(service);
  return service;
}

function outcome(config: Record<string, unknown>, signal?: AbortSignal): Promise<any> {
  return new ApiStepHandler()
    .handle(fakeExecution({ config, ...(signal === undefined ? {} : { signal }) }))
    .catch((thrown: unknown) => thrown);
}

/** A service that reads the head of a request and then does something no good server does. */
async function raw(talk: (socket: Socket) => void): Promise<string> {
  const service = await HttpService.startRaw((socket) => void socket.once('data', () => talk(socket)));
  services.push(service);
  return service.url;
}

const head = (more: string) => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}\r\n`;

describe('is tried again, and only by the next attempt', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['a connection that is cut before an answer', 'CONNECTION_LOST', (socket) => socket.destroy()],
    ['a connection that is reset', 'CONNECTION_LOST', (socket) => socket.resetAndDestroy()],
    ['a connection that ends before an answer', 'CONNECTION_LOST', (socket) => socket.end()],
    ['an answer cut in its headers', 'CONNECTION_LOST', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-')],
    ['an answer cut before its length', 'CONNECTION_LOST', (socket) => socket.end(`${head('content-length: 100\r\n')}{"a":`)],
    [
      'an answer cut between its pieces',
      'CONNECTION_LOST',
      (socket) => socket.end(`${head('transfer-encoding: chunked\r\n')}5\r\n{"a":\r\n`),
    ],
    ['an answer that is not HTTP', 'BAD_RESPONSE', (socket) => socket.end('220 mail.example ESMTP\r\n')],
    ['an answer with a status that is none', 'BAD_RESPONSE', (socket) => socket.end('HTTP/1.1 abc\r\n\r\n')],
    ['an answer with two lengths', 'CONNECTION_LOST', (socket) => socket.end(`${head('content-length: 1\r\ncontent-length: 2\r\n')}ab`)],
    ['an answer with endless headers', 'BAD_RESPONSE', (socket) => socket.end(head(`x-long: ${'x'.repeat(200_000)}\r\n`))],
  ])('%s', async (_name, code, talk) => {
    let requests = 0;
    const url = await raw((socket) => {
      requests += 1;
      talk(socket);
    });
    expect(await outcome({ url: `${url}/orders?token=topsecret` })).toMatchObject({
      name: 'RetryableError',
      retryAfter: undefined,
      message: expect.stringMatching(new RegExp(`^GET ${url}/orders failed: `)),
      context: { step_name: 'call_service', code },
    });
    expect(requests).toBe(1);
  });

  it('a connection that is refused', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    expect(await outcome({ url: `http://127.0.0.1:${port}` })).toMatchObject({
      name: 'RetryableError',
      context: { code: 'CONNECTION_REFUSED' },
    });
    expect(await outcome({ url: `http://localhost:${port}` })).toMatchObject({
      name: 'RetryableError',
      context: { code: 'CONNECTION_REFUSED' },
    });
  });

  it('a host that nobody knows', async () => {
    expect(await outcome({ url: 'http://nowhere.invalid' })).toMatchObject({ name: 'RetryableError', context: { code: 'HOST_NOT_FOUND' } });
  });

  it('a kept connection that the server has closed meanwhile', async () => {
    const service = await start((response) => response.end('ok'));
    expect(await outcome({ url: service.url })).toMatchObject({ status: 200 });
    service.cut();
    const second = await outcome({ url: service.url });
    expect(second.status === 200 || second.context.code === 'CONNECTION_LOST').toBe(true);
    expect(await outcome({ url: service.url })).toMatchObject({ status: 200 });
  });
});

describe('a request that takes too long', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['before the headers', () => undefined],
    ['in the headers', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-')],
    ['before the body', (socket) => void socket.write(head('content-length: 10\r\n'))],
    ['in the body', (socket) => void socket.write(`${head('transfer-encoding: chunked\r\n')}5\r\n{"a":\r\n`)],
  ])('is tried again when it hangs %s, and its connection is closed', async (_name, talk) => {
    let closed!: Promise<unknown>;
    const url = await raw((socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve));
      talk(socket);
    });
    expect(await outcome({ url, timeout: 50 })).toMatchObject({
      name: 'RetryableError',
      message: `GET ${url}/ gave no complete answer within 50 ms`,
      context: { step_name: 'call_service', code: 'TIMEOUT' },
    });
    await closed;
  });

  it('has the time that the request itself says', async () => {
    const url = await raw(() => undefined);
    class Brief extends ApiStepHandler {
      override process({ http }: ApiStepExecution) {
        return http.get('', { timeout: '30ms' });
      }
    }
    await expect(new Brief().handle(fakeExecution({ config: { url, timeout: '20m' } }))).rejects.toMatchObject({
      message: expect.stringContaining('within 30 ms'),
    });
  });

  it('cannot win time by redirects', async () => {
    const slow = await start(() => undefined);
    const hops = await start((response) => response.writeHead(302, { location: slow.url }).end());
    expect(await outcome({ url: hops.url, follow_redirects: 5, timeout: 100 })).toMatchObject({ context: { code: 'TIMEOUT' } });
  });
});

describe('a connection is closed when its answer is not read to the end', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['since it is announced as too large', '200 OK', (socket) => void socket.write('content-length: 2000\r\n\r\n')],
    ['since it is too large', '200 OK', (socket) => void socket.write(`content-length: 3000\r\n\r\n${'x'.repeat(2_000)}`)],
    ['since the rest of it does not matter', '404 No', (socket) => void socket.write(`content-length: 3000\r\n\r\n${'x'.repeat(2_000)}`)],
  ])('%s', async (_name, status, talk) => {
    let closed!: Promise<unknown>;
    const url = await raw((socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(`HTTP/1.1 ${status}\r\n`);
      talk(socket);
    });
    expect(await outcome({ url, max_response_bytes: 1_000 })).toMatchObject({ name: 'PermanentError' });
    await closed;
  });

  it('a redirect that hangs in its body takes the time of the request', async () => {
    const url = await raw((socket) => void socket.write('HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 10\r\n\r\nx'));
    expect(await outcome({ url, follow_redirects: 3, timeout: 50 })).toMatchObject({ context: { code: 'TIMEOUT' } });
  });
});

describe('when the attempt ends', () => {
  class OutOfTime extends Error {}

  it.each<[string, (socket: Socket, end: () => void) => void]>([
    ['before the answer', (_socket, end) => end()],
    ['in the middle of the body', (socket, end) => void socket.write(`${head('content-length: 10\r\n')}{`, end)],
  ])('the request ends with it, in the words of the engine: %s', async (_name, talk) => {
    const controller = new AbortController();
    const reason = new OutOfTime('no answer within 10 ms');
    let closed!: Promise<unknown>;
    const url = await raw((socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve));
      talk(socket, () => setImmediate(() => controller.abort(reason)));
    });
    expect(await outcome({ url }, controller.signal)).toBe(reason);
    await closed;
  });

  it('no further request is sent', async () => {
    const service = await start((response) => response.end());
    const reason = new OutOfTime();
    expect(await outcome({ url: service.url }, AbortSignal.abort(reason))).toBe(reason);
    expect(service.requests).toEqual([]);
  });

  it('nothing of a request stays behind at the signal', async () => {
    const service = await start((response) => response.end());
    const { signal } = new AbortController();
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...parameters: Parameters<typeof add>) => ((listeners += 1), add(...parameters));
    signal.removeEventListener = (...parameters: Parameters<typeof remove>) => ((listeners -= 1), remove(...parameters));
    expect(await outcome({ url: service.url }, signal)).toMatchObject({ status: 200 });
    expect(listeners).toBe(0);
  });
});
