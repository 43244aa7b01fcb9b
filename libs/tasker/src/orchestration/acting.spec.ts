import { describe, expect, it } from 'vitest';
import { actingIssues, inputsIssues, limitIssues, retryIssues, stepChangeIssues, stepIssues, taskIdIssues } from './acting.js';

const paths = (issues: readonly { path: string }[]) => issues.map(({ path }) => path);

describe('actingIssues', () => {
  it.each([{}, { actor: 'ann' }, { reason: 'x'.repeat(128) }, { actor: undefined, reason: undefined }])('accepts %j', (acting) => {
    expect(actingIssues(acting)).toEqual([]);
  });

  it.each([null, undefined, 'ann', 7, ['ann'], true])('refuses %j: it is no object', (acting) => {
    expect(actingIssues(acting)).toEqual([{ path: '', message: 'who acts, and why, is an object { actor, reason }' }]);
  });

  it('names each word that cannot be stored', () => {
    expect(actingIssues({ actor: 7, reason: 'a\0b' })).toEqual([
      { path: 'actor', message: 'must be a string' },
      { path: 'reason', message: 'contains a NUL character or half of a surrogate pair' },
    ]);
    expect(paths(actingIssues({ actor: 'x'.repeat(129), reason: '\ud800' }))).toEqual(['actor', 'reason']);
  });

  it('names unknown keys, and what was meant', () => {
    expect(actingIssues({ Reason: 'x', who: 'ann' })).toEqual([
      { path: 'Reason', message: "unknown key; known are actor, reason; did you mean 'reason'?" },
      { path: 'who', message: 'unknown key; known are actor, reason' },
    ]);
    expect(actingIssues({ results: {} }, { also: ['results'] })).toEqual([]);
  });

  it.each([{}, { reason: '' }, { reason: '  \n' }, { reason: undefined }])('of an action that must be explained refuses %j', (acting) => {
    expect(actingIssues(acting, { reasonRequired: true })).toEqual([{ path: 'reason', message: 'is required: the history must say why' }]);
  });

  it('a reason that cannot be stored is one issue, not two', () => {
    expect(actingIssues({ reason: 7 }, { reasonRequired: true })).toEqual([{ path: 'reason', message: 'must be a string' }]);
  });
});

describe('taskIdIssues', () => {
  it('wants a UUID', () => {
    expect(taskIdIssues('0197f3a2-1111-7abc-8def-0123456789ab')).toEqual([]);
    for (const id of ['', 'abc', 7, null, undefined, {}]) expect(paths(taskIdIssues(id))).toEqual(['taskId']);
  });
});

describe('stepIssues', () => {
  it.each([1, 2_147_483_647, 'charge', '7', 'é'.repeat(128)])('accepts %j', (step) => {
    expect(stepIssues(step)).toEqual([]);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2_147_483_648, '', 'a\0', 'x'.repeat(129), null, undefined, {}, [1], true])('refuses %j', (step) => {
    expect(paths(stepIssues(step))).toEqual(['step']);
  });
});

describe('attempts and limits', () => {
  it.each([0, -1, 1.5, NaN, '3', null, 1_000_001])('%j is no number of attempts', (count) => {
    expect(paths(retryIssues({ attempts: count as number }))).toEqual(['attempts']);
    expect(paths(limitIssues({ retryLimit: count as number }))).toEqual(['retryLimit']);
  });

  it('attempts may be left out, a limit may not', () => {
    expect(retryIssues({})).toEqual([]);
    expect(retryIssues({ attempts: 1 })).toEqual([]);
    expect(paths(limitIssues({} as { retryLimit: number }))).toEqual(['retryLimit']);
    expect(limitIssues({ retryLimit: 1 })).toEqual([]);
  });

  it('what is no object is said once', () => {
    expect(paths(retryIssues(null as never))).toEqual(['']);
    expect(paths(limitIssues('x' as never))).toEqual(['']);
  });
});

describe('changes of steps', () => {
  it('need inputs, a retry limit or both', () => {
    expect(paths(stepChangeIssues({}))).toEqual(['']);
    for (const change of [{ inputs: null }, { inputs: {} }, { retryLimit: 1 }, { inputs: 5, retryLimit: 2, actor: 'ann' }]) {
      expect(stepChangeIssues(change)).toEqual([]);
    }
    expect(paths(stepChangeIssues({ inputs: {}, retryLimit: 0 }))).toEqual(['retryLimit']);
    expect(paths(stepChangeIssues({ input: {} } as never))).toEqual(['input']);
  });

  it('of inputs alone need them, and null are some', () => {
    expect(inputsIssues({ inputs: null })).toEqual([]);
    expect(inputsIssues({} as never)).toEqual([{ path: 'inputs', message: 'is required; null means the context of the task' }]);
    expect(paths(inputsIssues({ inputs: 1, retryLimit: 2 } as never))).toEqual(['retryLimit']);
  });
});
