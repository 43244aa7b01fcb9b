import { describe, expect, it } from 'vitest';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

describe('calculate_dependency_levels of large graphs', () => {
  const session = useSession();
  const highest = async (taskId: string) =>
    (
      await session.rows(
        `select count(*)::integer as steps, max(dependency_level) as top, count(distinct dependency_level)::integer as levels
         from tasker.calculate_dependency_levels($1)`,
        [taskId],
      )
    )[0];

  it('200 layers of 3 steps, each joined to the whole layer before: 3^199 paths', async () => {
    const steps: StepRow[] = Array.from({ length: 600 }, (_, index) => {
      const layer = Math.floor(index / 3);
      return { name: 'dense', parents: layer === 0 ? [] : [1, 2, 3].map((place) => (layer - 1) * 3 + place) };
    });
    const taskId = await insertTask(session.client, steps);
    // An enumeration of the paths would outlive the universe; the bound only keeps a failure from hanging the run.
    await session.client.query(`set statement_timeout = '10s'`);
    expect(await highest(taskId)).toEqual({ steps: 600, top: 199, levels: 200 });
  });

  it('a chain of 10,000 steps', async () => {
    const steps: StepRow[] = Array.from({ length: 10_000 }, (_, index) => ({ name: 'link', parents: index === 0 ? [] : [index] }));
    const taskId = await insertTask(session.client, steps);
    expect(await highest(taskId)).toEqual({ steps: 10_000, top: 9_999, levels: 10_000 });
  });

  it('a fan of 5,000 steps between two', async () => {
    const middle: StepRow[] = Array.from({ length: 5_000 }, () => ({ name: 'middle', parents: [1] }));
    const taskId = await insertTask(session.client, [{}, ...middle, { parents: middle.map((_, index) => index + 2) }]);
    expect(await highest(taskId)).toEqual({ steps: 5_002, top: 2, levels: 3 });
  });
});
