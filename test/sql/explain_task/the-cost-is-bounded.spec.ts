import { describe, expect, it } from 'vitest';
import { costOf, define, load } from '../../support/company.js';
import { explained } from '../../support/explanations.js';
import { insertTask, insertWorker, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const EXPLAIN = 'select * from tasker.explain_task($1)';

describe('explain_task of large tasks', () => {
  const session = useSession();
  const summed = async (steps: StepRow[]) => {
    const id = await insertTask(session.client, steps);
    // The bound only keeps a failure from hanging the run: each takes a fraction of a second on an idle machine.
    await session.client.query(`set statement_timeout = '20s'`);
    const { task } = await explained(session.client, id);
    await session.client.query('reset statement_timeout');
    return task.detail.reasons;
  };
  const exhausted: StepRow = { state: 'error', attempts: 3 };

  it('a chain of 10,000 steps behind a failure', async () => {
    const steps = Array.from({ length: 10_000 }, (_, place): StepRow => (place === 0 ? exhausted : { name: 'link', parents: [place] }));
    expect(await summed(steps)).toEqual({ failed: 1, blocked_by_failure: 9_999 });
  });

  it('200 layers of 50 steps, each joined to the whole layer before', async () => {
    const steps = Array.from({ length: 10_000 }, (_, place): StepRow => {
      const layer = Math.floor(place / 50);
      const parents = layer === 0 ? [] : Array.from({ length: 50 }, (__, k) => (layer - 1) * 50 + k + 1);
      return { name: 'dense', parents, ...(place === 0 ? exhausted : {}) };
    });
    expect(await summed(steps)).toEqual({ failed: 1, blocked_by_failure: 9_950, no_worker: 49 });
  });

  it('10,000 steps that are ready, each of a lane and some of a priority of their own', async () => {
    const steps = Array.from({ length: 10_000 }, (_, place): StepRow => ({ name: `lane_${place}`, priority: place % 40 }));
    await insertTask(session.client, steps);
    await insertWorker(session.client);
    expect(await summed(steps)).toEqual({ queued: 10_000 });
  });

  it('10,000 steps behind one that runs: parents are named up to 20', async () => {
    const steps = Array.from({ length: 10_000 }, (): StepRow => ({ name: 'many', state: 'in_progress' }));
    const id = await insertTask(session.client, [...steps, { parents: steps.map((_, place) => place + 1) }]);
    const last = (await explained(session.client, id)).steps.at(-1);
    expect(last).toMatchObject({ reason: 'waiting_for_parents', detail: { count: 10_000 } });
    expect(last?.detail.parents).toHaveLength(20);
  });
});

describe('explain_task of a small task in a full queue', () => {
  const session = useSession();

  it('reads no more when ten times as many steps go before it, and says that there are at least 1,000', async () => {
    const [busy] = await define(session.client, ['busy']);
    await load(session.client, busy!, { count: 3_000, kind: 'ready' });
    await insertWorker(session.client);
    const mine = await insertTask(session.client, [{ priority: -1 }, { priority: -2 }]);
    await insertWorker(session.client);
    await session.client.query('vacuum analyze tasker.workflow_steps');
    const few = await costOf(session.client, EXPLAIN, [mine]);
    await load(session.client, busy!, { count: 30_000, kind: 'ready' });
    await session.client.query('vacuum analyze tasker.workflow_steps');
    const many = await costOf(session.client, EXPLAIN, [mine]);
    expect(many.pages).toBeLessThan(few.pages * 1.5);
    const { steps } = await explained(session.client, mine);
    expect(steps.map(({ detail }) => [detail.ahead, detail.at_least])).toEqual([
      [1_000, true],
      [1_000, true],
    ]);
  });
});
