import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';

describe('follow_tasks', () => {
  const engine = useEngine();
  const follow = async (
    tasks: readonly string[],
    ofSteps: readonly (number | null)[],
    ofTasks: readonly (number | null)[],
    limit = 100,
  ) => {
    const [row] = await engine.rows('select * from tasker.follow_tasks($1, $2, $3, $4)', [tasks, ofSteps, ofTasks, limit]);
    return { ends: row!.ends, changes: row!.changes.map(([place, { kind, id, to }]: any) => [place, kind, id, to]) };
  };

  it('has what lies behind the place of each, where it ends, and nothing of a task that there is not', async () => {
    const plan = await blueprint(engine.client, 2);
    const tasks = [await createTask(engine.client, plan, [{}, {}]), UNKNOWN, await createTask(engine.client, plan, [{}, {}])];
    for (const task of [tasks[0], tasks[2]]) await engine.rows("select tasker.cancel_task($1, 'ann', 'no need')", [task]);
    expect(await follow(tasks, [0, 0, 3], [0, 0, 2])).toEqual({
      ends: [
        [1, 2, 1],
        [3, 4, 2],
      ],
      changes: [
        [1, 2, 1, 'cancelled'],
        [1, 2, 2, 'cancelled'],
        [1, 3, 1, 'cancelled'],
        [3, 2, 4, 'cancelled'],
      ],
    });
    expect(await follow(tasks, [null, null, null], [null, null, null])).toEqual({
      ends: [
        [1, 2, 1],
        [3, 4, 2],
      ],
      changes: [],
    });
    expect(await follow(tasks, [0, 0, 0], [0, 0, 0], 1)).toEqual({
      ends: [
        [1, 1, 0],
        [3, 3, 0],
      ],
      changes: [
        [1, 2, 1, 'cancelled'],
        [3, 2, 3, 'cancelled'],
      ],
    });
  });

  it('keeps the order of ids where a clock was set back', async () => {
    const task = await createTask(engine.client, await blueprint(engine.client, 1));
    await engine.rows(
      `insert into tasker.task_transitions (task_id, created_at, from_state, to_state, metadata)
       select $1, now() - n * interval '1 minute', 'pending', 'pending', '{"action": "update"}' from generate_series(1, 3) n`,
      [task],
    );
    expect((await follow([task], [0], [0])).changes.map(([, , id]: number[]) => id)).toEqual([1, 2, 3]);
  });
});
