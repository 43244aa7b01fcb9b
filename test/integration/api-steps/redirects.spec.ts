import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiStepHandler, type ApiStepExecution } from '../../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import { HttpService } from '../../support/http.service.js';
import { fakeExecution } from '../../support/step.execution.js';

let service: HttpService;
let other: HttpService;

beforeAll(async () => {
  // `/302?to=/x` redirects to /x.
  service = await HttpService.start((response, { url }) => {
    const { pathname, searchParams } = new URL(url, service.url);
    if (/^\/3\d\d$/.test(pathname)) response.writeHead(Number(pathname.slice(1)), { location: searchParams.get('to')! });
    else if (pathname === '/nowhere') response.writeHead(302);
    response.end(pathname);
  });
  other = await HttpService.start((response, { url }) => {
    if (url === '/back') response.writeHead(302, { location: `${service.url}/home` });
    response.end('other');
  });
});
afterAll(() => Promise.all([service.close(), other.close()]));
beforeEach(() => {
  service.requests.length = 0;
  other.requests.length = 0;
});

const HEADERS = { Authorization: 'Bearer topsecret', Cookie: 'session=topsecret', 'X-Api-Key': 'topsecret' };

interface Call {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly redirects?: number;
}

/** Result of one request, or what it threw. */
function outcome({ path, method = 'GET', redirects = 5 }: Call): Promise<any> {
  class Calls extends ApiStepHandler {
    override process({ http }: ApiStepExecution) {
      return http.request(path, { method, ...(method === 'POST' || method === 'PUT' ? { body: { a: 1 } } : {}) });
    }
  }
  const config = { url: service.url, headers: HEADERS, follow_redirects: redirects };
  return new Calls().handle(fakeExecution({ config })).catch((thrown: unknown) => thrown);
}

const trail = ({ requests }: HttpService) => requests.map(({ method, url, body }) => `${method} ${url}${body === '' ? '' : ` ${body}`}`);

describe('a redirect', () => {
  it('is a failed attempt unless it is asked to be followed', async () => {
    expect(await outcome({ path: '/302?to=/there', redirects: 0 })).toMatchObject({ name: 'RetryableError', context: { status: 302 } });
    expect(trail(service)).toEqual(['GET /302?to=%2Fthere']);
  });

  it.each([301, 302, 303, 307, 308])('%d is followed with a GET', async (status) => {
    expect(await outcome({ path: `/${status}?to=/there` })).toMatchObject({ status: 200, body: '/there' });
    expect(trail(service).at(-1)).toBe('GET /there');
  });

  it.each([
    [301, 'POST', 'GET /there'],
    [302, 'POST', 'GET /there'],
    [303, 'POST', 'GET /there'],
    [307, 'POST', 'POST /there {"a":1}'],
    [308, 'POST', 'POST /there {"a":1}'],
    [302, 'PUT', 'PUT /there {"a":1}'],
    [303, 'PUT', 'GET /there'],
    [303, 'HEAD', 'HEAD /there'],
  ] as const)('%d turns %s into %s', async (status, method, request) => {
    await outcome({ path: `/${status}?to=/there`, method });
    expect(trail(service).at(-1)).toBe(request);
    expect('content-type' in service.requests.at(-1)!.headers).toBe(request.endsWith('}'));
  });

  it('keeps the headers within the origin', async () => {
    await outcome({ path: '/302?to=there' });
    expect(service.requests.at(-1)!.headers).toMatchObject({ authorization: 'Bearer topsecret', 'x-api-key': 'topsecret' });
  });

  it('takes nothing secret to another origin, nor back from there', async () => {
    expect(await outcome({ path: `/307?to=${other.url}/back`, method: 'POST' })).toMatchObject({ status: 200, body: '/home' });
    const abroad = [other.requests[0]!, service.requests.at(-1)!];
    for (const { rawHeaders } of abroad) expect(rawHeaders.join()).not.toContain('topsecret');
    expect(other.requests[0]!.headers).toMatchObject({ accept: 'application/json', 'x-correlation-id': 'c-1' });
  });

  it('takes no password out of a location', async () => {
    await outcome({ path: `/302?to=${other.url.replace('//', '//user:pass@')}/x` });
    expect(other.requests[0]!.headers).not.toHaveProperty('authorization');
  });

  it('in a circle ends after the allowed number', async () => {
    const loop = '/302?to=/302?to=/';
    const circle = await HttpService.start((response) => response.writeHead(302, { location: '/' }).end());
    const error = await new ApiStepHandler()
      .handle(fakeExecution({ config: { url: circle.url, follow_redirects: 4 } }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RetryableError', context: { status: 302 } });
    expect(circle.requests).toHaveLength(5);
    await circle.close();
    expect(await outcome({ path: loop })).toMatchObject({ status: 200 });
  });

  it.each([
    '/302?to=ftp://files.example/x',
    '/302?to=javascript:alert(1)',
    '/302?to=http://',
    '/nowhere',
    '/304?to=/there',
    '/300?to=/there',
  ])('%s is not followed', async (path) => {
    expect(await outcome({ path })).toMatchObject({ name: 'RetryableError' });
    expect(service.requests).toHaveLength(1);
  });

  it('is told under the address that answered', async () => {
    const error = await outcome({ path: `/302?to=${encodeURIComponent('/302?to=')}`, redirects: 1 });
    expect(error.message).toContain(`GET ${service.url}/302 answered 302`);
  });
});
