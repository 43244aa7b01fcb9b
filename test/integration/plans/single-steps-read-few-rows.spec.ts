import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { StepReader } from '../../../libs/tasker/src/database/step.reader.js';
import { TaskReader } from '../../../libs/tasker/src/database/task.reader.js';
import { stepViews, taskView } from '../../../libs/tasker/src/orchestration/task-view.builder.js';
import type { StepView } from '../../../libs/tasker/src/orchestration/task-view.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const WIDTH = 1_000;

/** Written out, with what a getter tells. */
const whole = (step: StepView | undefined) => ({ ...step, siblingIds: step?.siblingIds });

describe('some steps of a task', () => {
  const session = useSession();
  let database: EngineDatabase;
  let reader: StepReader;
  beforeEach(async () => {
    // One connection: what it has read is told when it is asked.
    database = new EngineDatabase(
      await new DataSource({ type: 'postgres', url: session.url, extra: { max: 1 } }).initialize(),
      'tasker',
      true,
    );
    reader = new StepReader(database);
  });
  afterEach(() => database.close());

  async function viewsOf(taskId: string): Promise<StepView[]> {
    const tasks = new TaskReader(database);
    return taskView((await tasks.tasks([taskId]))[0]!, await tasks.steps([taskId])).steps as StepView[];
  }

  /** Rows of steps that a call fetches, by index and otherwise. */
  async function rowsRead<T>(call: () => Promise<T>): Promise<{ answer: T; fetched: number; scans: number }> {
    const count = async () => {
      await database.records('select pg_stat_force_next_flush()');
      const [row] = await database.records<{ fetched: number; scans: number }>(
        `select idx_tup_fetch::integer as fetched, seq_scan::integer as scans from pg_stat_user_tables where relname = 'workflow_steps'`,
      );
      return row!;
    };
    const before = await count();
    const answer = await call();
    const after = await count();
    return { answer, fetched: after.fetched - before.fetched, scans: after.scans - before.scans };
  }

  const stretch = { state: null, after: null, descending: false, limit: 20, mostBytes: 5_000_000 };

  it('are the same as among all of them, by place and by name, alone and on a page', async () => {
    const steps: StepRow[] = [
      { state: 'complete', results: { n: 1 } },
      { state: 'complete', results: { n: 2 } },
      { parents: [1, 2] },
      { parents: [1] },
      { parents: [1, 2], state: 'error', error: { message: 'no' } },
      { parents: [3, 4, 5] },
    ];
    const taskId = await insertTask(session.client, steps);
    const views = await viewsOf(taskId);
    const one = async (step: number | string) => {
      const { family, ...row } = (await reader.step(taskId, step))!;
      return whole(
        stepViews(
          [row],
          family.map((id) => ({ workflow_step_id: id, parent_ids: row.parent_ids })),
        )[0],
      );
    };
    for (const view of views) {
      expect(await one(view.stepId)).toMatchObject(whole(view));
      expect(await one(view.name)).toEqual(await one(view.stepId));
    }
    expect((await one(3)).siblingIds).toEqual([5]);
    const page = async (more: object) => {
      const { steps: rows } = await reader.steps({ ...stretch, taskId, ...more });
      return stepViews(rows, await reader.children(taskId, [1, 3])).map(whole);
    };
    expect(await page({})).toEqual(views.map(whole));
    expect(await page({ after: 2, limit: 2 })).toEqual(views.slice(2, 4).map(whole));
    expect(await page({ after: 5, descending: true, limit: 2 })).toEqual([views[3], views[2]].map(whole));
    expect(await page({ state: 'error' })).toEqual([whole(views[4])]);
    expect([await reader.count(taskId, null), await reader.count(taskId, 'complete')]).toEqual([6, 2]);
    expect([await reader.step(taskId, 7), await reader.step(taskId, 'nobody')]).toEqual([null, null]);
  });

  it('end earlier where they hold more than is allowed, after the first of them at the earliest', async () => {
    const done = (size: number): StepRow => ({ state: 'complete', results: 'x'.repeat(size) });
    const taskId = await insertTask(session.client, [
      done(40),
      done(40),
      { state: 'error', error: { message: 'x'.repeat(40) } },
      done(200),
      done(10),
    ]);
    const page = async (more: object) => {
      const { steps, more: goesOn } = await reader.steps({ ...stretch, taskId, mostBytes: 100, ...more });
      return [steps.map(({ workflow_step_id: place }) => place), goesOn];
    };
    expect(await page({})).toEqual([[1, 2], true]);
    expect(await page({ after: 2 })).toEqual([[3], true]);
    expect(await page({ after: 3 })).toEqual([[4], true]);
    expect(await page({ after: 4 })).toEqual([[5], false]);
    expect(await page({ descending: true })).toEqual([[5], true]);
    expect(await page({ limit: 2 })).toEqual([[1, 2], true]);
    expect(await page({ mostBytes: 1_000, limit: 5 })).toEqual([[1, 2, 3, 4, 5], false]);
  });

  it('are read without the others, through an index, with plans that were made on empty tables', async () => {
    const wide: StepRow[] = [{ state: 'complete' }, ...Array.from({ length: WIDTH }, () => ({ parents: [1] }))];
    const taskId = await insertTask(session.client, wide, { definition: 'wide' });
    const chain: StepRow[] = Array.from({ length: WIDTH }, (_, place) => (place === 0 ? {} : { parents: [place] }));
    const long = await insertTask(session.client, chain, { definition: 'long' });
    const middle = WIDTH / 2;
    expect(await rowsRead(() => reader.step(long, middle))).toMatchObject({ answer: { family: [middle] }, fetched: 3, scans: 0 });
    const page = await rowsRead(() => reader.steps({ ...stretch, taskId: long, after: middle }));
    // One more tells whether there are more.
    expect([page.answer.steps.length, page.answer.more, page.fetched, page.scans]).toEqual([20, true, 21, 0]);
    expect(await rowsRead(() => reader.children(long, [middle]))).toMatchObject({ fetched: 2, scans: 0 });
    // Of its siblings their places are read, once each.
    const sibling = await rowsRead(() => reader.step(taskId, middle));
    expect(sibling.answer!.family).toHaveLength(WIDTH);
    expect([sibling.fetched, sibling.scans]).toEqual([WIDTH + 2, 0]);
  });
});
