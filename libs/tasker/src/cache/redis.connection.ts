import { once, type EventEmitter } from 'node:events';

/** A client of node-redis. */
type Client = EventEmitter & { readonly isOpen: boolean; readonly isReady: boolean };

/**
 * Tells whether a store's client is about to connect: undefined when there is nothing to wait for, else what ends with the connection. A
 * command for such a client is not given to it before: it would wait there when we have long gone on without it, and a client that is closed
 * waits for its last command. An application whose Redis is gone would never end.
 */
export function connectionOf(parts: readonly object[]): () => Promise<unknown> | undefined {
  let coming: Promise<unknown> | undefined;
  return () => {
    const client = parts.map((part) => (part as { client?: unknown }).client).find(isClient);
    // One that is not open connects with the first command.
    if (client === undefined || !client.isOpen || client.isReady) return undefined;
    return (coming ??= once(client, 'ready').finally(() => (coming = undefined)));
  };
}

function isClient(object: unknown): object is Client {
  const { isOpen, isReady, once: listen } = (object ?? {}) as Record<string, unknown>;
  return typeof isOpen === 'boolean' && typeof isReady === 'boolean' && typeof listen === 'function';
}
