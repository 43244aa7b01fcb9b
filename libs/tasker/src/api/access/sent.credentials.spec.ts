import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { credentialsOf } from './sent.credentials.js';

const overHttp = (request: object) =>
  credentialsOf({ getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }) } as ExecutionContext);
const overGraphql = (context: unknown) => credentialsOf({ getType: () => 'graphql', getArgByIndex: () => context } as never);

describe('credentialsOf', () => {
  it('reads the headers of a request by their lower-case names', () => {
    const request = { headers: { Authorization: 'Bearer a', 'set-cookie': ['a', 'b'], host: undefined } };
    expect(overHttp(request)).toEqual({ transport: 'rest', headers: { authorization: 'Bearer a', 'set-cookie': 'a, b' }, request });
  });

  it('finds the request in the context of GraphQL, however it is called', () => {
    const request = { headers: { authorization: 'Bearer a' } };
    for (const context of [{ req: request }, { request }, { reply: { request } }, request]) {
      expect(overGraphql(context)).toMatchObject({ transport: 'graphql', headers: { authorization: 'Bearer a' }, request });
    }
  });

  it('reads only the parameters of a connection, and nothing of the request that opened it', () => {
    const opened = { headers: { authorization: 'Bearer of-the-browser', cookie: 'session=1' } };
    const connection = { connectionParams: { Authorization: 'Bearer a', retries: 3 }, extra: { request: opened } };
    for (const context of [{ req: connection }, connection, { req: opened, ...connection }]) {
      expect(overGraphql(context)).toEqual({ transport: 'subscription', headers: { authorization: 'Bearer a' }, request: opened });
    }
    expect(overGraphql({ req: { connectionParams: undefined, extra: { request: opened } } })).toEqual({
      transport: 'subscription',
      headers: {},
      request: opened,
    });
  });

  it.each([undefined, null, 'text', {}, { req: null }, { req: 'text' }, { connectionParams: 'Bearer a' }])(
    'finds nothing in a context that has nothing: %j',
    (context) => expect(overGraphql(context).headers).toEqual({}),
  );

  it('reads no header that an object inherits', () => {
    expect(overHttp({ headers: {} }).headers['constructor']).toBeUndefined();
  });
});
