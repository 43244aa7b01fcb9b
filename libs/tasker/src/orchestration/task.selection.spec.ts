import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../model/errors.js';
import { filterOf, isEmpty, selectionIssues } from './task.selection.js';

const filter = (selection: object) => filterOf(selection);

describe('filterOf', () => {
  it('reads every key, one or several', () => {
    const at = new Date('2026-03-01T10:00:00Z');
    expect(
      filter({
        namespace: 'shop',
        name: 'order',
        version: '1.0.0',
        state: ['error', 'pending', 'error'],
        tags: ['a', 'b'],
        createdAfter: at,
        createdBefore: '2026-03-02',
        paused: false,
      }),
    ).toEqual({
      namespace: 'shop',
      name: 'order',
      version: '1.0.0',
      states: ['error', 'pending'],
      tags: ['a', 'b'],
      createdAfter: at,
      createdBefore: new Date('2026-03-02T00:00:00Z'),
      paused: false,
    });
    expect(filter({ state: 'error', tags: 'a' })).toMatchObject({ states: ['error'], tags: ['a'] });
  });

  it.each(['2026-03-01', '2026-03-01T10:00Z', '2026-03-01T10:00:00.123456Z', '2026-03-01T10:00:00+02:00'])(
    'the moment %s',
    (createdAfter) => {
      expect(filter({ createdAfter }).createdAfter).toEqual(new Date(createdAfter));
    },
  );

  it('throws with every issue', () => {
    expect(() => filter({ state: 'done', foo: 1 })).toThrow(InvalidRequestError);
  });
});

describe('isEmpty', () => {
  it('is so when no key is given; false is given', () => {
    expect([isEmpty(filter({})), isEmpty(filter({ state: undefined, name: undefined }))]).toEqual([true, true]);
    expect([isEmpty(filter({ within: ['shop'] })), isEmpty(filter({ within: [] }))], 'what may be reached at all is no choice').toEqual([
      true,
      true,
    ]);
    for (const given of [{ paused: false }, { name: 'a' }, { tags: 'a' }, { createdAfter: '2026-03-01' }]) {
      expect(isEmpty(filter(given))).toBe(false);
    }
  });
});

describe('selectionIssues', () => {
  it.each([null, undefined, 'error', 7, []])('%j is no selection', (selection) => {
    expect(selectionIssues(selection)).toEqual([
      {
        path: 'selection',
        message: 'must be an object; its keys are namespace, name, version, state, tags, createdAfter, createdBefore, paused, within',
      },
    ]);
  });

  it.each([
    ['namespace', ['', 7, null, 'a\0b', ['a'], {}]],
    ['name', ['', 7, null]],
    ['version', ['', 7, null]],
    ['state', ['', 'done', 'ERROR', [], ['error', 'done'], null, 7, {}, 'toString']],
    ['tags', ['', [], [''], [7], null, {}]],
    ['createdAfter', ['', 'yesterday', '2026', '2026-03-01T10:00:00', '2026-02-30T25:00:00Z', 1_700_000_000_000, null, new Date(NaN)]],
    ['createdAfter', ['2026-02-30', '2026-02-29T10:00:00Z', '0000-01-01', new Date(8.64e15), new Date(-8.64e15), new Date('0000-12-31')]],
    ['createdBefore', ['2026-13-01', {}, []]],
    ['paused', ['true', 1, null]],
    ['within', ['shop', {}, [7], [''], ['a\0'], null]],
  ])('%s is refused for %j', (path, values) => {
    for (const value of values)
      expect(
        selectionIssues({ [path]: value }).map((issue) => issue.path),
        JSON.stringify(value),
      ).toEqual([path]);
  });

  it('unknown keys are refused with what was meant', () => {
    expect(selectionIssues({ states: 'error', tag: 'a', constructor: 'x' })).toEqual([
      { path: 'states', message: expect.stringContaining("did you mean 'state'?") },
      { path: 'tag', message: expect.stringContaining("did you mean 'tags'?") },
      { path: 'constructor', message: expect.stringContaining('unknown key') },
    ]);
  });
});
