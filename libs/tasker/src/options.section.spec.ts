import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';

const RANGE = { default: 5, min: 1, max: 10 };
const section = (values: unknown) => new Section('group', values);

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
  throw new Error('it was accepted');
}

describe('a group of options', () => {
  it.each([null, 7, 'text', true, [], () => ({})])('must be an object, not %j', (values) => {
    expect(refusal(() => section(values))).toBe('group: must be an object');
  });

  it('says that the options as a whole must be an object', () => {
    expect(refusal(() => new Section('', null))).toBe('TaskerModule: the options: must be an object');
  });

  it('refuses an unknown key with its path and the known ones, even when its value is undefined', () => {
    expect(refusal(() => section({ a: 1, typo: undefined }).knows(['a', 'b']))).toBe('group.typo: unknown option; known are a, b');
    expect(refusal(() => new Section('', { typo: 1 }).knows(['a']))).toBe('typo: unknown option; known are a');
  });

  it('takes an absent group and an undefined value for their defaults', () => {
    for (const values of [undefined, {}, { n: undefined }]) {
      const group = section(values);
      group.knows(['n']);
      expect([group.has('n'), group.get('n'), group.text('n'), group.numbers('n')]).toEqual([false, undefined, undefined, null]);
      expect([group.flag('n', true), group.integer('n', RANGE), group.duration('n', '2s'), group.names('n', ['x'])]).toEqual([
        true,
        5,
        2_000,
        ['x'],
      ]);
    }
  });
});

describe('a value', () => {
  it('that is null is refused, whatever it should be', () => {
    const group = section({ n: null });
    const reads = [
      () => group.text('n'),
      () => group.flag('n', true),
      () => group.number('n', RANGE),
      () => group.integer('n', RANGE),
      () => group.duration('n', '2s'),
      () => group.names('n', ['x']),
      () => group.numbers('n'),
    ];
    for (const read of reads) expect(refusal(read)).toMatch(/^group\.n: /);
  });

  it('that is text must be a string', () => {
    expect(section({ t: '' }).text('t')).toBe('');
    expect(refusal(() => section({ t: 7 }).text('t'))).toBe('group.t: must be a string');
  });

  it.each(['true', 1, 0, {}])('that is a flag must not be %j', (f) => {
    expect(refusal(() => section({ f }).flag('f', true))).toBe('group.f: must be true or false');
  });

  it('that is a number lies in its range, both ends included', () => {
    expect([1, 1.5, 10].map((n) => section({ n }).number('n', RANGE))).toEqual([1, 1.5, 10]);
    for (const n of [0.99, 10.01, Number.NaN, Number.POSITIVE_INFINITY, '5', {}]) {
      expect(refusal(() => section({ n }).number('n', RANGE))).toBe('group.n: must be a number from 1 to 10');
    }
  });

  it('that is a whole number has no fraction', () => {
    expect(section({ n: 10 }).integer('n', RANGE)).toBe(10);
    expect(refusal(() => section({ n: 1.5 }).integer('n', RANGE))).toBe('group.n: must be a whole number');
  });

  it('that is a duration is milliseconds or text with a unit, and not too short', () => {
    expect([250, '1s', '1.5s', '2m'].map((d) => section({ d }).duration('d', '1s', 250))).toEqual([250, 1_000, 1_500, 120_000]);
    expect(refusal(() => section({ d: '249ms' }).duration('d', '1s', 250))).toBe('group.d: must be at least 250 ms');
    for (const d of ['soon', '1', -1, 1.5, '1y', {}]) {
      expect(refusal(() => section({ d }).duration('d', '1s'))).toMatch(/^group\.d: .* is not a duration; give whole milliseconds/);
    }
  });

  it('that is a list of names holds at least one, each of 1 to 64 characters', () => {
    expect(section({ q: ['a', 'b'.repeat(64)] }).names('q', [])).toEqual(['a', 'b'.repeat(64)]);
    for (const q of [[], 'a', [''], [7], ['b'.repeat(65)], {}, new Set(['a'])]) {
      expect(refusal(() => section({ q }).names('q', ['a']))).toBe('group.q: must be a list of names of 1 to 64 characters');
    }
  });

  it('that is a list of numbers holds at least one, none below 0', () => {
    expect(section({ s: [0, 0.5] }).numbers('s')).toEqual([0, 0.5]);
    for (const s of [[], 1, [-1], ['1'], [Number.NaN], [Number.POSITIVE_INFINITY], null]) {
      expect(refusal(() => section({ s }).numbers('s'))).toBe('group.s: must be a list of numbers from 0 on');
    }
  });

  it('refuses a duration that no timer can wait for', () => {
    expect(() => new Section('worker', { pollInterval: '30d' }).duration('pollInterval', '5s')).toThrow(
      'worker.pollInterval: must be at most 1728000000 ms',
    );
    expect(new Section('worker', { pollInterval: '20d' }).duration('pollInterval', '5s')).toBe(1_728_000_000);
  });
});
