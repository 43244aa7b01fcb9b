/** Sends one command to a server that speaks the protocol of Redis; `key` says which node of a cluster it goes to. */
export type RedisCommand = (words: readonly string[], key?: string) => Promise<unknown>;

interface Client {
  /** ioredis and iovalkey. */
  call?(...words: string[]): Promise<unknown>;
  /** node-redis; a cluster's takes the key and whether it only reads before the words, a sentinel's only the latter. */
  sendCommand?(...given: unknown[]): Promise<unknown>;
  readonly slots?: unknown;
  getSentinelNode?: unknown;
}

/** The way past a store to its Redis or Valkey: what a cache offers has no atomic set. Null: there is none. */
export function redisCommands(store: object): RedisCommand | null {
  const { client, redis, getClient } = store as { client?: Client; redis?: Client; getClient?: () => Promise<Client> };
  const found = [client, redis].find((one) => typeof one?.call === 'function' || typeof one?.sendCommand === 'function');
  if (found === undefined) return null;
  return async (words, key) => {
    // @keyv/redis connects with the first command only.
    const open = typeof getClient === 'function' ? await getClient.call(store) : found;
    if (typeof open.call === 'function') return open.call(...words);
    if (open.slots !== undefined) return open.sendCommand!(key, false, words);
    return open.getSentinelNode === undefined ? open.sendCommand!(words) : open.sendCommand!(false, words);
  };
}

/** Whether the server refuses the command as such: the account must not use it, or the server does not have it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && /^(?:NOPERM|ERR unknown command)/i.test(error.message);
}
