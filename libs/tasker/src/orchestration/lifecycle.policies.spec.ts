import { describe, expect, it } from 'vitest';
import { retentionPolicies, stalenessPolicies } from './lifecycle.policies.js';

const row = (named_task_id: number, settings: { staleness?: unknown; retention?: unknown } = {}) => ({
  named_task_id,
  staleness: null,
  retention: null,
  ...settings,
});

describe('retentionPolicies', () => {
  it('a definition that says nothing is kept as long as the module says, one that says false for ever', () => {
    const rows = [row(1), row(2, { retention: false }), row(3, { retention: { after: 5_000 } })];
    expect(retentionPolicies(rows, { afterMs: 60_000, archive: true })).toEqual({ 1: [60, true], 3: [5, true] });
    expect(retentionPolicies(rows, { afterMs: null, archive: false })).toEqual({ 3: [5, false] });
  });

  it.each([
    ['archive', false, true],
    ['delete', true, false],
  ])('the action %s of a definition replaces that of the module', (action, archive, expected) => {
    expect(retentionPolicies([row(1, { retention: { after: 1_500, action } })], { afterMs: null, archive })).toEqual({
      1: [1.5, expected],
    });
  });
});

describe('stalenessPolicies', () => {
  const limits = { waitingMs: 1_000, lifetimeMs: 2_000, lostAttempts: 3, fail: false };

  it('lays each key of a definition over the limits of the module', () => {
    expect(stalenessPolicies([row(1), row(2, { staleness: { lifetime: 9_000, action: 'fail' } })], limits)).toEqual({
      1: { waiting: 1, lifetime: 2, lostAttempts: 3, fail: false },
      2: { waiting: 1, lifetime: 9, lostAttempts: 3, fail: true },
    });
  });

  it('false takes a limit away, or all of them', () => {
    const rows = [row(1, { staleness: { waiting: false, lifetime: false, lostAttempts: false } }), row(2, { staleness: false })];
    expect(stalenessPolicies(rows, limits)).toEqual({ 1: { fail: false } });
  });

  it('a definition may have a limit that the module has not', () => {
    const none = { waitingMs: null, lifetimeMs: null, lostAttempts: null, fail: true };
    expect(stalenessPolicies([row(1, { staleness: { waiting: 4_000, action: 'warn' } })], none)).toEqual({
      1: { waiting: 4, fail: false },
    });
  });
});
