import { beforeAll, describe, expect, it } from 'vitest';
import { explained } from '../../support/explanations.js';
import { insertTask, insertWorker, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const running: StepRow = { name: 'running', state: 'in_progress' };
const queued: StepRow = { name: 'queued' };
const soon: StepRow = { name: 'soon', state: 'error', readyIn: 30 };
const late: StepRow = { name: 'late', state: 'error', readyIn: 60 };
const deferred: StepRow = { name: 'deferred', readyIn: 10 };
const unserved: StepRow = { name: 'unserved' };
const failed: StepRow = { name: 'failed', state: 'error', attempts: 3 };

describe('the reason of a task', () => {
  const session = useSession();
  beforeAll(async () => {
    await insertTask(session.client, [running, queued, soon, late, deferred, failed], { definition: 'served' });
    await insertWorker(session.client);
  });

  it.each<[string, StepRow[], string, string | undefined]>([
    ['what runs goes before everything', [failed, queued, soon, running], 'running', 'running'],
    ['then what is queued', [unserved, late, queued, failed], 'queued', 'queued'],
    ['then the earliest back-off', [unserved, late, soon, deferred], 'backing_off', 'soon'],
    ['then what waits for a time', [unserved, deferred, failed], 'deferred', 'deferred'],
    ['then what nobody would run', [failed, unserved], 'no_worker', 'unserved'],
    ['a failure only when nothing else can move', [failed, { name: 'behind', parents: [1] }], 'blocked_by_failure', undefined],
  ])('%s', async (_, steps, reason, because) => {
    // A step that no worker serves is one of another definition: its lane is new.
    const id = await insertTask(session.client, steps, { definition: 'served' });
    const { task } = await explained(session.client, id);
    expect([task.reason, task.detail.because?.name]).toEqual([reason, because]);
  });

  it('counts the reasons of its steps', async () => {
    const id = await insertTask(session.client, [running, queued, soon, late, failed, { parents: [5] }], { definition: 'served' });
    const { task } = await explained(session.client, id);
    expect(task.detail.reasons).toEqual({ running: 1, queued: 1, backing_off: 2, failed: 1, blocked_by_failure: 1 });
    expect(task.detail.counts).toEqual({
      total: 6,
      pending: 2,
      in_progress: 1,
      complete: 0,
      error: 3,
      cancelled: 0,
      resolved_manually: 0,
    });
  });
});
