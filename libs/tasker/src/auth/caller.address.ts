import { isIPv6 } from 'node:net';

/** What is read of a request, on Express and on Fastify, and of the one that opened a connection. */
interface Addressed {
  /** As the adapter says it: with `trust proxy`, what the proxy says. */
  readonly ip?: unknown;
  readonly socket?: { readonly remoteAddress?: unknown };
}

/**
 * By what callers without credentials are told apart. Of IPv6 the first 64 bits: whoever has one address has all of those that differ in the
 * rest.
 */
export function addressOf(request: unknown): string {
  const { ip, socket } = (typeof request === 'object' && request !== null ? request : {}) as Addressed;
  const address = [ip, socket?.remoteAddress].find((one) => typeof one === 'string' && one !== '') as string | undefined;
  return address === undefined ? 'unknown' : counted(address.replace(/^::ffff:(?=\d+\.)/i, ''));
}

function counted(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = bare.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0');
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
