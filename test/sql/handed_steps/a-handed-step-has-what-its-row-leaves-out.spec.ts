import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedStep } from '../../../libs/tasker/src/database/claimed.step.js';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import type { Outcome } from '../../../libs/tasker/src/database/outcome.js';
import { TaskerFunctions } from '../../../libs/tasker/src/database/tasker.functions.js';
import { useEngine } from '../../support/engine.js';
import { audit, insertTask, type StepRow } from '../../support/rows.js';

/** Steps that follow some of those before them. */
const graph = fc.array(fc.nat(), { minLength: 2, maxLength: 7 }).map((steps): StepRow[] =>
  steps.map((follows, place) => ({
    name: `step_${place}`,
    parents: Array.from({ length: place }, (_, before) => before + 1).filter((before) => (follows >> (before - 1)) % 2 === 1),
  })),
);
const scenario = fc.record({ graphs: fc.array(graph, { minLength: 1, maxLength: 3 }), capacity: fc.integer({ min: 1, max: 6 }) });

const completed = (claim: ClaimedStep): Outcome => {
  const results = JSON.stringify({ zeta: claim.stepId, a: { 'ü "': [claim.taskId, null, 1e21, 0.1 + 0.2] } });
  return { taskId: claim.taskId, stepId: claim.stepId, attempt: claim.attempt, kind: 'completed', results, claim };
};

/** Everything that a handler is given. */
const given = ({ taskId, stepId, attempt, namedTaskId, namedStepId, retryLimit, timeoutMs, correlationId, ...rest }: ClaimedStep) => ({
  key: [taskId, stepId, attempt],
  ids: [namedTaskId, namedStepId, retryLimit, timeoutMs, correlationId, rest.traceparent, rest.lane, rest.retryOf, rest.retried],
  content: [rest.tags, rest.context, rest.inputs, rest.results, rest.parents],
});
const byKey = (claims: readonly ClaimedStep[]) => claims.map(given).sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));

describe('a step that is handed over with the completion of a parent', () => {
  const engine = useEngine();
  let dataSource: DataSource;
  let functions: TaskerFunctions;
  beforeEach(async () => {
    dataSource = await new DataSource({ type: 'postgres', url: engine.url }).initialize();
    functions = new TaskerFunctions(new EngineDatabase(dataSource, 'tasker', true));
  });
  afterEach(() => dataSource.destroy());

  const advance = async (workerId: string, outcomes: readonly Outcome[], capacity: number) => {
    const { rows } = await engine.client.query('select array_agg(lane order by lane) as lanes from tasker.lanes');
    const rest = { wait: true, reserve: 0, units: null, notify: false, aging: null, events: null, facts: null };
    return functions.advance({ workerId, outcomes, capacity, lanes: rows[0].lanes, ...rest });
  };
  const inserted = async (steps: readonly StepRow[], place: number) => {
    const taskId = await insertTask(engine.client, steps, { context: { order: place, text: '{"\\u00e9"}' } });
    const tags = place === 0 ? [] : ['vip', 'two "words"'];
    await engine.client.query('update tasker.tasks set tags = $2, correlation_id = $3, traceparent = $4 where task_id = $1', [
      taskId,
      tags,
      place === 0 ? null : `c-${place}`,
      place === 0 ? null : '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ]);
    return taskId;
  };

  it('has everything that its rows say, though its own row leaves out what its worker has', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ graphs, capacity }) => {
        const worker = await engine.worker();
        for (const [place, steps] of graphs.entries()) await inserted(steps, place);
        let { claimed } = await advance(worker.id, [], capacity);
        while (claimed.length > 0) {
          expect(byKey(claimed)).toEqual(byKey(await functions.recoverClaims(worker.id)));
          ({ claimed } = await advance(worker.id, claimed.map(completed), capacity));
        }
        expect((await engine.client.query("select from tasker.tasks where state <> 'complete'")).rowCount).toBe(0);
        expect(await audit(engine.client)).toEqual([]);
      }),
      { numRuns: 20, seed: 20261121 },
    );
  });

  it('is given in full where a claim that was completed is not at hand', async () => {
    await inserted([{ name: 'step_0' }, { name: 'step_1', parents: [1] }], 1);
    const worker = await engine.worker();
    const { claimed: roots } = await advance(worker.id, [], 1);
    const { claim: _claim, ...without } = completed(roots[0]!);
    const { claimed } = await advance(worker.id, [without], 1);
    expect(claimed).toHaveLength(1);
    expect(byKey(claimed)).toEqual(byKey(await functions.recoverClaims(worker.id)));
  });
});
