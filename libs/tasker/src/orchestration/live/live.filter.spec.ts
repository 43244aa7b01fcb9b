import { describe, expect, it } from 'vitest';
import type { ChangeDocument } from '../../database/history.reader.js';
import { checkedFilter, isWanted, namespacesOf, type LiveFilter } from './live.filter.js';

const ROW: ChangeDocument = {
  ...{ kind: 3, id: 1, taskId: 't', namespace: 'shop', name: 'order', version: '1.0.0', taskState: 'in_progress', initiator: 'ann' },
  ...{ sourceSystem: 'desk', tags: ['vip', 'new'], requestedAt: '2026-03-01T10:00:00.5+00:00', at: '2026-03-01T10:00:01+00:00' },
  ...{ from: 'pending', to: 'in_progress', actor: null, reason: null, metadata: null },
};
const moment = new Date('2026-03-01T10:00:00.500Z');

describe('a filter of live changes', () => {
  it.each([
    [{}, true],
    [{ namespace: 'shop', name: 'order', version: '1.0.0', initiator: 'ann', sourceSystem: 'desk' }, true],
    [{ namespace: 'office' }, false],
    [{ name: 'refund' }, false],
    [{ version: '2.0.0' }, false],
    [{ initiator: 'bob' }, false],
    [{ sourceSystem: 'phone' }, false],
    [{ tags: [] }, true],
    [{ tags: ['new', 'vip'] }, true],
    [{ tags: ['vip', 'old'] }, false],
    [{ requestedAfter: moment }, true],
    [{ requestedAfter: new Date(moment.getTime() + 1) }, false],
    [{ requestedBefore: moment }, false],
    [{ requestedBefore: new Date(moment.getTime() + 1) }, true],
    [{ state: 'pending' }, true],
    [{ state: 'in_progress' }, true],
    [{ state: 'complete' }, false],
    [{ state: undefined, name: undefined }, true],
  ] as const)('%j wants the row: %s', (filter, wanted) => {
    expect(isWanted(ROW, filter as unknown as LiveFilter, null)).toBe(wanted);
  });

  it('by state means the steps of tasks that are in it', () => {
    const step: ChangeDocument = { ...ROW, kind: 2, from: 'in_progress', to: 'complete' };
    expect([isWanted(step, { state: 'in_progress' }, null), isWanted(step, { state: 'complete' }, null)]).toEqual([true, false]);
  });

  it('wants nothing of other namespaces than those within which it is', () => {
    expect([isWanted(ROW, {}, ['shop']), isWanted(ROW, {}, ['office']), isWanted(ROW, {}, [])]).toEqual([true, false, false]);
    expect(namespacesOf({}, null)).toBe(null);
    expect(namespacesOf({}, ['shop'])).toEqual(['shop']);
    expect(namespacesOf({ namespace: 'shop' }, null)).toEqual(['shop']);
    expect(namespacesOf({ namespace: 'shop' }, ['shop', 'office'])).toEqual(['shop']);
    expect(namespacesOf({ namespace: 'shop' }, ['office'])).toEqual([]);
  });

  it('names everything in it that cannot be used', () => {
    const bad = {
      state: 'happy',
      namespace: '',
      name: 'a\0',
      tags: 'vip',
      requestedAfter: new Date('x'),
      requestedBefore: 'now',
      colour: 'red',
    };
    expect(() => checkedFilter(bad as unknown as LiveFilter)).toThrow(
      expect.objectContaining({ issues: Object.keys(bad).map((path) => expect.objectContaining({ path })) }),
    );
  });
});
