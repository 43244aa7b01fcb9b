import { describe, expect, it, vi } from 'vitest';
import { isRefusal, redisCommands } from './redis.commands.js';

describe('the way to a Redis behind a store', () => {
  it.each([
    ['node-redis', (send: unknown) => ({ client: { sendCommand: send } }), [['GET', 'k']]],
    ['a cluster of node-redis', (send: unknown) => ({ client: { sendCommand: send, slots: [] } }), ['k', false, ['GET', 'k']]],
    ['a sentinel of node-redis', (send: unknown) => ({ client: { sendCommand: send, getSentinelNode() {} } }), [false, ['GET', 'k']]],
    ['ioredis', (send: unknown) => ({ redis: { call: send, sendCommand() {} } }), ['GET', 'k']],
    ['a store that connects late', (send: unknown) => lateStore(send), [['GET', 'k']]],
  ])('is found for %s', async (_, store, given) => {
    const send = vi.fn().mockResolvedValue('answer');
    expect(await redisCommands(store(send))!(['GET', 'k'], 'k')).toBe('answer');
    expect(send).toHaveBeenCalledWith(...given);
  });

  it.each([[{}], [{ client: {} }], [{ client: null, redis: undefined }], [{ client: { get() {} } }]])('is none for %j', (store) => {
    expect(redisCommands(store)).toBeNull();
  });
});

describe('what a Redis refuses as such', () => {
  it.each([
    ["NOPERM this user has no permissions to run the 'eval' command", true],
    ["NOPERM User cache has no permissions to run the 'info' command", true],
    ["ERR unknown command 'EVAL', with args beginning with: ", true],
    ['ERR unknown command `EVAL`', true],
    ["OOM command not allowed when used memory > 'maxmemory'.", false],
    ['Socket closed unexpectedly', false],
  ])('%s: %s', (message, refused) => {
    expect(isRefusal(new Error(message))).toBe(refused);
  });

  it('is nothing that is no error', () => {
    expect(isRefusal('NOPERM')).toBe(false);
  });
});

function lateStore(send: unknown): object {
  return { client: { sendCommand: vi.fn() }, getClient: () => Promise.resolve({ sendCommand: send }) };
}
