import { createClient } from 'graphql-ws';
import type { AddressInfo } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import type { HostApplication } from './host.application.js';

/** How a socket is opened. */
export interface Opened {
  readonly connectionParams?: Record<string, unknown>;
  readonly path?: string;
  /** Headers of the request that opens it, as a browser sends them. */
  readonly headers?: ClientOptions['headers'];
}

/** A client of the endpoint over a socket. */
export function socketOf(host: HostApplication, { connectionParams = {}, path = '/tasker/graphql', headers = {} }: Opened = {}) {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers });
    }
  }
  return createClient({ url: addressOf(host, path), webSocketImpl: Socket, connectionParams, retryAttempts: 0 });
}

/** Where the sockets of an endpoint are opened. */
export function addressOf(host: HostApplication, path = '/tasker/graphql'): string {
  return `ws://127.0.0.1:${(host.app.getHttpServer().address() as AddressInfo).port}${path}`;
}

/** The codes of the errors that a stream is answered with before anything else; none where it ends, or where an event comes first. */
export async function codesIn(stream: AsyncIterable<{ errors?: readonly { extensions?: unknown }[] | null }>): Promise<unknown[]> {
  const codes = (errors: readonly { extensions?: unknown }[]) => errors.map(({ extensions }) => (extensions as { code: string }).code);
  try {
    for await (const { errors } of stream) return codes(errors ?? []);
  } catch (refused) {
    if (!Array.isArray(refused)) throw refused;
    return codes(refused);
  }
  return [];
}

/** The codes that an operation is answered with over a socket of its own. */
export async function socketCodes(host: HostApplication, query: string, opened: Opened = {}): Promise<unknown[]> {
  const client = socketOf(host, opened);
  try {
    return await codesIn(client.iterate({ query }) as never);
  } finally {
    await client.dispose();
  }
}
