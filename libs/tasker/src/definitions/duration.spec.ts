import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    [0, 0],
    [1500, 1500],
    ['0s', 0],
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('reads %s as %s ms', (value, milliseconds) => {
    expect(parseDuration(value, 'timeout')).toBe(milliseconds);
  });

  it.each([-1, 0.5, NaN, Infinity, '10', '10 s', '-5s', '1e3ms', '10 seconds', '5M', '0.5ms', '', 's', null, undefined, {}, true])(
    'refuses %s',
    (value) => {
      expect(() => parseDuration(value, 'timeout')).toThrow(ConfigurationError);
    },
  );

  it('names the option and the value it refuses', () => {
    expect(() => parseDuration('ten', 'worker.lease')).toThrow(/^worker\.lease: 'ten' is not a duration/);
  });
});
