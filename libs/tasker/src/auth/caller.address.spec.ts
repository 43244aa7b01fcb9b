import { describe, expect, it } from 'vitest';
import { addressOf } from './caller.address.js';

describe('addressOf', () => {
  it('takes what the adapter says before the socket', () => {
    expect(addressOf({ ip: '10.0.0.1', socket: { remoteAddress: '10.0.0.2' } })).toBe('10.0.0.1');
    expect(addressOf({ socket: { remoteAddress: '10.0.0.2' } })).toBe('10.0.0.2');
  });

  it('takes the first 64 bits of IPv6, however it is written, and IPv4 inside of IPv6 as IPv4', () => {
    expect(addressOf({ ip: '2001:db8:0:1::5' })).toBe('2001:db8:0:1');
    expect(addressOf({ ip: '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff' })).toBe('2001:db8:0:1');
    expect(addressOf({ ip: '::1' })).toBe('0:0:0:0');
    expect(addressOf({ ip: 'fe80::1%eth0' })).toBe('fe80:0:0:0');
    expect(addressOf({ ip: '::ffff:10.1.2.3' })).toBe('10.1.2.3');
  });

  it.each([null, undefined, {}, { ip: 7 }, 'text', { socket: {} }])('is one for all that have none: %j', (request) =>
    expect(addressOf(request)).toBe('unknown'),
  );
});
