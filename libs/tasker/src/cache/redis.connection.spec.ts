import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { connectionOf } from './redis.connection.js';

function client(isOpen: boolean, isReady: boolean) {
  return Object.assign(new EventEmitter(), { isOpen, isReady });
}

describe('the connection of a store', () => {
  it.each([
    ['no client', {}],
    ['a client of another kind', { client: { status: 'connecting', once() {} } }],
    ['a client that connects with the first command', { client: client(false, false) }],
    ['a client that is connected', { client: client(true, true) }],
  ])('is nothing to wait for with %s', (_, part) => {
    expect(connectionOf([part])()).toBeUndefined();
  });

  it('is waited for by all together while the client connects', async () => {
    const connecting = client(true, false);
    const connected = connectionOf([{}, { client: connecting }]);
    const wait = connected();
    expect(connected()).toBe(wait);
    expect(connecting.listenerCount('ready')).toBe(1);
    connecting.emit('ready');
    await expect(wait).resolves.toBeDefined();
  });

  it('is waited for anew after an attempt that failed', async () => {
    const connecting = client(true, false);
    const connected = connectionOf([{ client: connecting }]);
    const first = connected();
    connecting.emit('error', new Error('connect ECONNREFUSED'));
    await expect(first).rejects.toThrow('connect ECONNREFUSED');
    const second = connected();
    connecting.emit('ready');
    await expect(second).resolves.toBeDefined();
  });
});
