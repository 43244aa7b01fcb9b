import { beforeEach, describe, expect, it } from 'vitest';
import { rollUp, rollUpOnce } from '../../support/analytics.js';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { freshName } from '../../support/template.database.js';

const SEQUENCES = [
  'tasks_creation_id_seq',
  'task_transitions_task_transition_id_seq',
  'workflow_step_transitions_workflow_step_transition_id_seq',
];

describe('roll_up', () => {
  const engine = useEngine({ guarded: false });
  let plan: Blueprint;

  beforeEach(async () => {
    plan = await blueprint(engine.client, 1);
  });

  const created = async () => Number((await engine.rows('select coalesce(sum(created), 0) as n from tasker.analytics_totals'))[0]!.n);
  const marks = async () =>
    (await engine.rows('select creation_id, task_transition_id, step_transition_id from tasker.analytics_marks'))[0]!;

  /** Runs as a role that may do everything with tables and nothing with sequences; the role goes at the end. */
  async function restricted(run: (as: (who: 'restricted' | 'owner') => Promise<unknown>) => Promise<void>): Promise<void> {
    const role = freshName('role');
    await engine.rows(`begin; create role ${role}; grant usage on schema tasker to ${role};
      grant select, insert, update, delete on all tables in schema tasker to ${role}; grant execute on all functions in schema tasker to ${role}`);
    try {
      await run((who) => engine.rows(who === 'owner' ? 'reset role' : `set local role ${role}`));
    } finally {
      await engine.rows('rollback');
    }
  }

  it('counts everything for a role that has no right on the sequences', async () => {
    for (let count = 0; count < 3; count += 1) await createTask(engine.client, plan);
    await restricted(async (as) => {
      await as('restricted');
      expect(await rollUpOnce(engine.client)).toEqual({ moved: true, behind: 0, as_of: expect.any(Date) });
      expect(await created()).toBe(3);
      await createTask(engine.client, plan);
      expect(await rollUpOnce(engine.client, 0, 200)).toMatchObject({ moved: true, behind: 0 });
      expect(await created()).toBe(4);
    });
  });

  it('counts nothing twice where roles with and without that right take turns', async () => {
    for (let count = 0; count < 2; count += 1) await createTask(engine.client, plan);
    await restricted(async (as) => {
      for (const who of ['owner', 'restricted', 'owner', 'restricted'] as const) {
        await as(who);
        await rollUp(engine.client);
        expect(await created()).toBe(2);
      }
    });
  });

  it('an open writer holds back what such a role counts as well', async () => {
    const open = await engine.session();
    await open.query('begin');
    await createTask(open, plan);
    await createTask(engine.client, plan);
    await restricted(async (as) => {
      await as('restricted');
      expect(await rollUpOnce(engine.client, 0)).toMatchObject({ moved: false });
      await open.query('commit');
      expect(await rollUpOnce(engine.client, 0)).toMatchObject({ moved: true });
      expect(await created()).toBe(2);
    });
  });

  it('marks stay where they are when sequences go back, and what comes later is counted once', async () => {
    for (let count = 0; count < 3; count += 1) await createTask(engine.client, plan);
    await rollUp(engine.client);
    const before = await marks();
    for (const sequence of SEQUENCES) await engine.rows(`alter sequence tasker.${sequence} restart`);
    expect(await rollUpOnce(engine.client)).toMatchObject({ moved: true, behind: 0 });
    expect([await marks(), await created()]).toEqual([before, 3]);
    await createTask(engine.client, plan);
    await rollUp(engine.client);
    expect(await created()).toBe(4);
  });
});
