import { afterEach, describe, expect, it, vi } from 'vitest';
import { idleSockets, isWelcome } from './own.socket.js';

describe('a socket', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    [undefined, 'shop.example', true],
    ['https://shop.example', 'shop.example', true],
    ['http://LOCALHOST:3000', 'localhost:3000', true],
    ['https://shop.example', 'Shop.Example', true],
    ['https://evil.example', 'shop.example', false],
    ['https://shop.example:8443', 'shop.example', false],
    ['https://shop.example.evil.example', 'shop.example', false],
    ['null', 'shop.example', false],
    ['file://', '', false],
    ['', '', false],
    ['https://shop.example', undefined, false],
    ['https://board.example', 'shop.example', true],
    ['https://BOARD.example', 'shop.example', true],
    ['http://board.example', 'shop.example', false],
  ])('for a page of %s is opened at %s: %s', (origin, host, welcome) => {
    expect(isWelcome({ origin, host }, ['https://board.example'])).toBe(welcome);
  });

  it('is opened for every page where every origin is allowed', () => {
    expect(isWelcome({ origin: 'https://evil.example', host: 'shop.example' }, ['*'])).toBe(true);
  });

  it('is closed when nothing goes on for a time, and not before', () => {
    vi.useFakeTimers();
    const { onConnect, onClose } = idleSockets(1_000);
    const close = vi.fn();
    const subscriptions: Record<string, object> = { one: {} };
    const connection = { subscriptions, extra: { socket: { close } } };
    onConnect(connection);
    vi.advanceTimersByTime(5_000);
    expect(close).not.toHaveBeenCalled();
    delete subscriptions['one'];
    vi.advanceTimersByTime(1_000);
    expect(close).toHaveBeenCalledWith(1000, 'nothing goes on');
    onClose(connection);
    expect(vi.getTimerCount()).toBe(0);
  });
});
