import { describe, expect, it } from 'vitest';
import { analysedTask } from '../../../libs/tasker/src/analysis/graph/analysed.task.js';
import { taskSnapshot } from '../../../libs/tasker/src/analysis/task.snapshot.js';
import { TaskGraphReader } from '../../../libs/tasker/src/database/task-graph.reader.js';
import type { EngineDatabase, Statement } from '../../../libs/tasker/src/database/engine.database.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

const TASKS = 40;
const STEPS = 14;

/** Steps as no run would leave them: every state, with every kind of time and number of attempts. */
function randomSteps(next: () => number): StepRow[] {
  const one = <T>(...of: T[]): T => of[Math.floor(next() * of.length)]!;
  return Array.from({ length: STEPS }, (_, place): StepRow => {
    const state = one('pending', 'complete', 'error', 'error', 'in_progress', 'cancelled', 'resolved_manually');
    const retryLimit = one(1, 2, 3);
    const waits = state === 'error' || state === 'pending';
    return {
      name: `s${place + 1}`,
      state,
      parents: Array.from({ length: place }, (__, parent) => parent + 1).filter(() => next() < 0.2),
      retryLimit,
      retryable: next() < 0.8,
      attempts: state === 'error' || state === 'in_progress' ? one(1, retryLimit) : one(0, 1, retryLimit),
      readyIn: waits ? one(null, -60, 60) : null,
      backoffSeconds: one(0, 30),
    };
  });
}

describe('what an analysis says of a step', () => {
  const session = useSession();

  it('is what get_step_readiness_status says of it, and health is what get_task_execution_context says', async () => {
    const seed = seedOfRun();
    const next = numbersOf(seed);
    const rows = async (statement: Statement) =>
      (await session.client.query({ ...statement, values: [...statement.values], rowMode: 'array' })).rows;
    const database: Pick<EngineDatabase, 'prefix'> = { prefix: 'tasker' };
    const reader = new TaskGraphReader(Object.assign(database, { rows }) as unknown as EngineDatabase);
    for (let n = 0; n < TASKS; n++) {
      const steps = randomSteps(next);
      const taskId = await insertTask(session.client, steps);
      const { snapshot, conditions } = analysedTask(taskSnapshot(taskId, (await reader.read(taskId))!));
      const statuses = await session.rows('select * from tasker.get_step_readiness_status($1)', [taskId]);
      const [context] = await session.rows('select * from tasker.get_task_execution_context($1)', [taskId]);
      const said = statuses.map((row) => ({
        ...{ name: row.name, satisfied: row.dependencies_satisfied, ready: row.ready_for_execution },
        eligible: row.current_state === 'in_progress' ? null : row.retry_eligible,
        gaveUp: row.current_state === 'error' && row.next_retry_at === null,
      }));
      const found = conditions.map(({ dependenciesSatisfied, ready, retryEligible, gaveUp }, place) => ({
        ...{ name: snapshot.steps[place]!.name, satisfied: dependenciesSatisfied, ready, gaveUp },
        // The attempt under way counts as used there, and as not failed here.
        eligible: snapshot.steps[place]!.state === 'in_progress' ? null : retryEligible,
      }));
      expect(found, `TASKER_TEST_SEED=${seed}, task ${n}`).toEqual(said);
      expect(snapshot.health).toBe(context!.health_status);
    }
  });
});
