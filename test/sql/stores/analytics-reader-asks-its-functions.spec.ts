import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { AnalyticsReader } from '../../../libs/tasker/src/database/analytics.reader.js';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { migrateDatabase } from '../../../libs/tasker/src/database/schema.installer.js';
import { rollUp } from '../../support/analytics.js';
import { generateHistory } from '../../support/generated.history.js';
import { numbersOf } from '../../support/random.graphs.js';
import { useSession } from '../../support/session.js';

const DAY = 86_400;

describe('AnalyticsReader', () => {
  const session = useSession();
  /** Runs with a reader of a schema, and closes its connections. */
  const withReader = async (schema: string, use: (reader: AnalyticsReader) => Promise<void>) => {
    const database = new EngineDatabase(await new DataSource({ type: 'postgres', url: session.url }).initialize(), schema, true);
    try {
      await use(new AnalyticsReader(database));
    } finally {
      await database.close();
    }
  };
  const one = async (text: string) => (await session.rows(text))[0]!;

  it('answers every question of an empty schema of another name', async () => {
    await migrateDatabase({ url: session.url }, { schema: 'wf' });
    await withReader('wf', async (reader) => {
      const nothing = { count: 0, average: null, p50: null, p95: null, p99: null, buckets: [0, 0, 0] };
      expect(await reader.age()).toBeNull();
      expect(await reader.knows({})).toBe(false);
      expect(await reader.overview({})).toEqual({ activeTasks: 0, totalNamespaces: 0, uniqueTaskTypes: 0 });
      expect(await reader.window(DAY, {})).toMatchObject({
        asOf: null,
        taskTypes: 0,
        tasks: { durations: nothing },
        steps: { waits: nothing },
      });
      expect(await reader.steps(DAY, {}, 10)).toEqual([]);
      expect(await reader.errors(DAY, {}, 10)).toEqual([]);
      expect(await reader.slowestTasks(DAY, {}, 10)).toEqual([]);
      expect(await reader.slowestSteps(DAY, {}, 10)).toEqual([]);
      expect(await reader.blocked({}, 100)).toMatchObject({ waitingSteps: 0, mostBlocked: [], sampled: false });
      expect(await reader.health(1_000)).toMatchObject({ totalTasks: 0, inBackoffSteps: 0, countedAt: expect.any(Date) });
    });
  });

  it('tells in numbers and dates what the functions tell, of a scope where one is given', async () => {
    await generateHistory(session.client, numbersOf(5), 60);
    await rollUp(session.client);
    const since = "now() - interval '1 day'";
    await withReader('tasker', async (reader) => {
      const sales = { namespace: 'sales', name: 'order' };
      expect(await reader.age()).toBeLessThan(60_000);
      expect(await Promise.all([reader.knows(sales), reader.knows({ version: '9' })])).toEqual([true, false]);
      expect(await reader.overview(sales)).toMatchObject({ totalNamespaces: 1, uniqueTaskTypes: 1 });
      const { figures } = await one(`select tasker.window_figures(${since}, 'sales', 'order', null) as figures`);
      expect(await reader.window(DAY, sales)).toEqual({ ...figures, since: new Date(figures.since), asOf: new Date(figures.asOf) });
      const [step] = await reader.steps(DAY, sales, 1);
      expect(step).toMatchObject({
        namespace: 'sales',
        taskName: 'order',
        totalSeconds: expect.any(Number),
        completed: expect.any(Number),
      });
      const [error] = await reader.errors(DAY, {}, 1);
      expect(error).toMatchObject({ errorClass: expect.stringMatching(/Error$/), failures: expect.any(Number), lastAt: expect.any(Date) });
      const slow = await one(`select * from tasker.get_slowest_steps(${since}, 1, 'sales', 'order')`);
      expect(await reader.slowestSteps(DAY, sales, 1)).toEqual([
        {
          workflowStepId: slow.workflow_step_id, taskId: slow.task_id, stepName: slow.step_name, taskName: 'order', namespaceName: 'sales',
          version: slow.version, durationSeconds: Number(slow.duration_seconds), attempts: slow.attempts, createdAt: slow.created_at,
          completedAt: slow.completed_at, retryable: true, stepStatus: 'complete',
        },
      ]); // prettier-ignore
      const task = await one(`select * from tasker.get_slowest_tasks(${since}, 1, null, null, '2.0.0')`);
      expect(await reader.slowestTasks(DAY, { version: '2.0.0' }, 1)).toEqual([
        {
          taskId: task.task_id, taskName: 'order', namespaceName: 'sales', version: '2.0.0', durationSeconds: Number(task.duration_seconds),
          stepCount: 3, completedSteps: Number(task.completed_steps), errorSteps: Number(task.error_steps), createdAt: task.created_at,
          completedAt: task.completed_at, initiator: 'unknown', sourceSystem: 'unknown',
        },
      ]); // prettier-ignore
      expect(await reader.health(60_000)).toMatchObject({ totalTasks: 60, totalSteps: 180 });
    });
  });

  it('goes back as far as time goes, and refuses a number of rows that is out of range', async () => {
    await withReader('tasker', async (reader) => {
      expect((await reader.window(1e300, {})).tasks.created).toBe(60);
      await expect(reader.slowestSteps(DAY, {}, 51)).rejects.toThrow('limit_count: 51 is not a number of rows from 1 to 50');
      await expect(reader.errors(DAY, {}, 0)).rejects.toThrow('limit_count: 0 is not');
      await expect(reader.steps(DAY, {}, 0)).rejects.toThrow('limit_count: 0 is not');
    });
  });
});
