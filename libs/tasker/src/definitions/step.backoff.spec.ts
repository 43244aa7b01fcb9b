import { describe, expect, it } from 'vitest';
import { backoffProblems, backoffProfile } from './step.backoff.js';
import type { StepBackoff } from './step.options.js';

const NOT_A_DURATION = "is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'";

describe('backoffProfile', () => {
  it.each<[string, StepBackoff, object]>([
    ['exponential by default', { type: 'exponential' }, { seconds: [2], max: 30, multiplier: 2, jitter: 0.1 }],
    [
      'exponential',
      { type: 'exponential', base: '500ms', multiplier: 3, max: '1h', jitter: 0 },
      { seconds: [0.5], max: 3_600, multiplier: 3, jitter: 0 },
    ],
    ['linear by default', { type: 'linear' }, { seconds: [2], max: 30, multiplier: 1, increment: 2, jitter: 0.1 }],
    [
      'linear: each wait is longer by the first one',
      { type: 'linear', base: 5_000, max: '1m', jitter: 1 },
      { seconds: [5], max: 60, multiplier: 1, increment: 5, jitter: 1 },
    ],
    [
      'fixed: exactly the waits given, without limit and variation',
      { type: 'fixed', waits: ['1s', 0, '2h'] },
      { seconds: [1, 0, 7_200], max: 31_536_000, multiplier: 1, jitter: 0 },
    ],
    [
      'fixed with a limit',
      { type: 'fixed', waits: ['1s'], max: '30s', jitter: 0.5 },
      { seconds: [1], max: 30, multiplier: 1, jitter: 0.5 },
    ],
    [
      'options without a value',
      { type: 'linear', base: undefined, max: undefined } as never,
      { seconds: [2], max: 30, multiplier: 1, increment: 2, jitter: 0.1 },
    ],
  ])('%s', (_, backoff, profile) => {
    expect(backoffProblems(backoff)).toEqual([]);
    expect(backoffProfile(backoff)).toEqual(profile);
  });
});

describe('backoffProblems', () => {
  const object = "must be an object such as { type: 'linear', base: '5s' }";
  const types = "must be 'exponential', 'linear' or 'fixed'";

  it.each<[name: string, backoff: unknown, path: (string | number)[], message: string]>([
    ['a text', 'linear', [], object],
    ['a list', ['1s'], [], object],
    ['null', null, [], object],
    ['a Map', new Map(), [], object],
    ['no type', { base: '1s' }, ['type'], types],
    ['an unknown type', { type: 'fibonacci' }, ['type'], types],
    ['a type that every object has', { type: 'constructor' }, ['type'], types],
    ['a misspelt option', { type: 'linear', jiter: 0.1 }, ['jiter'], "is not an option; did you mean 'jitter'?"],
    ['a multiplier of linear', { type: 'linear', multiplier: 2 }, ['multiplier'], "has no meaning for type 'linear'"],
    ['waits of exponential', { type: 'exponential', waits: ['1s'] }, ['waits'], "has no meaning for type 'exponential'"],
    ['a base of fixed', { type: 'fixed', waits: ['1s'], base: '1s' }, ['base'], "has no meaning for type 'fixed'"],
    ['fixed without waits', { type: 'fixed' }, [], "needs 'waits' for type 'fixed'"],
    ['fixed with undefined waits', { type: 'fixed', waits: undefined }, [], "needs 'waits' for type 'fixed'"],
    ['no wait in the list', { type: 'fixed', waits: [] }, ['waits'], 'must be a list of at least one duration'],
    ['one wait that is no list', { type: 'fixed', waits: '1s' }, ['waits'], 'must be a list of at least one duration'],
    ['a wait that is no duration', { type: 'fixed', waits: ['1s', 'soon'] }, ['waits'], `'soon' ${NOT_A_DURATION}`],
    ['a base that is no duration', { type: 'linear', base: '5 s' }, ['base'], `'5 s' ${NOT_A_DURATION}`],
    ['a negative base', { type: 'linear', base: -1 }, ['base'], `-1 ${NOT_A_DURATION}`],
    ['part of a millisecond', { type: 'linear', base: 0.5 }, ['base'], `0.5 ${NOT_A_DURATION}`],
    ['a max beyond a timer', { type: 'linear', max: '25d' }, ['max'], 'must be at most 24 days'],
    ['a multiplier below 1', { type: 'exponential', multiplier: 0.9 }, ['multiplier'], 'must be a number from 1 to 100'],
    ['a multiplier above 100', { type: 'exponential', multiplier: 101 }, ['multiplier'], 'must be a number from 1 to 100'],
    ['a multiplier that is no number', { type: 'exponential', multiplier: '2' }, ['multiplier'], 'must be a number from 1 to 100'],
    ['NaN as multiplier', { type: 'exponential', multiplier: NaN }, ['multiplier'], 'must be a number from 1 to 100'],
    ['jitter above 1', { type: 'linear', jitter: 10 }, ['jitter'], 'must be a number from 0 to 1: a share of the wait'],
    ['jitter below 0', { type: 'linear', jitter: -0.1 }, ['jitter'], 'must be a number from 0 to 1: a share of the wait'],
  ])('refuses %s', (_, backoff, path, message) => {
    expect(backoffProblems(backoff)).toEqual([{ path, message }]);
  });

  it('names every option that is wrong', () => {
    const paths = backoffProblems({ type: 'linear', base: 'x', jitter: 2, wait: 1, waits: [] }).map(({ path }) => path);
    expect(paths).toEqual([['base'], ['jitter'], ['wait'], ['waits']]);
  });
});
