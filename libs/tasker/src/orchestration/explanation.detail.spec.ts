import { describe, expect, it } from 'vitest';
import { explanationDetail } from './explanation.detail.js';

describe('explanationDetail', () => {
  it('gives names in camelCase and moments as dates, at any depth', () => {
    const iso = '2026-03-01T10:00:00.250+00:00';
    expect(
      explanationDetail({
        workflow_step_id: 3,
        claimed_at: iso,
        until: null,
        at_least: false,
        parents: [{ workflow_step_id: 1, name: 'at_home', state: 'in_progress' }],
        because: { failed_at: iso, error: { error_class: 'X', message: 'until_then' } },
      }),
    ).toEqual({
      stepId: 3,
      claimedAt: new Date(iso),
      until: null,
      atLeast: false,
      parents: [{ stepId: 1, name: 'at_home', state: 'in_progress' }],
      because: { failedAt: new Date(iso), error: { errorClass: 'X', message: 'until_then' } },
    });
  });

  it('leaves counts by reason under their words', () => {
    expect(explanationDetail({ reasons: { waiting_for_parents: 2 }, counts: { in_progress: 1 } })).toEqual({
      reasons: { waiting_for_parents: 2 },
      counts: { inProgress: 1 },
    });
  });
});
