import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ClientGoneError, whileConnected } from './connected.client.js';

const untilAborted = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('whileConnected', () => {
  it('tells a call that its client has gone', async () => {
    const socket = new EventEmitter();
    const call = whileConnected({ socket }, untilAborted);
    socket.emit('close');
    await expect(call).rejects.toThrow(ClientGoneError);
  });

  it('tells a call that begins when its client has gone already', async () => {
    const socket = Object.assign(new EventEmitter(), { destroyed: true });
    expect(await whileConnected({ socket }, async ({ aborted }) => aborted)).toBe(true);
  });

  it('leaves nothing at a connection that goes on, whatever the call came to', async () => {
    const socket = new EventEmitter();
    expect(await whileConnected({ socket }, async ({ aborted }) => aborted)).toBe(false);
    await expect(whileConnected({ socket }, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(socket.listenerCount('close')).toBe(0);
  });

  it.each([null, undefined, {}, { socket: null }, { socket: {} }])('runs a call of %j', async (request) => {
    expect(await whileConnected(request, async ({ aborted }) => aborted)).toBe(false);
  });
});
