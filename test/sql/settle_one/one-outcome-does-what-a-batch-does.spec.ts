import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { audit, insertTask, type StepRow } from '../../support/rows.js';
import { completed, type Claim, type WorkerSession } from '../../support/worker.session.js';

/** A step that follows some of the steps before it, of one of three priorities. */
const step = fc.record({ follows: fc.nat(), priority: fc.constantFrom(0, 5, 9) });
const graph = fc.array(step, { minLength: 2, maxLength: 7 }).map((steps): StepRow[] =>
  steps.map(({ follows, priority }, place) => ({
    name: `step_${place}`,
    priority,
    parents: Array.from({ length: place }, (_, before) => before + 1).filter((before) => (follows >> (before - 1)) % 2 === 1),
  })),
);
const scenario = fc.record({ graph, capacity: fc.nat(4), reserve: fc.nat(2), units: fc.constantFrom('none', 'better') });

/** Everything that settling a step writes, but ids and moments. */
const WRITTEN = `
  select jsonb_build_object('task', (
      select jsonb_build_array(t.state, t.incomplete_steps, t.active_steps, t.finished_at is null) from tasker.tasks t where t.task_id = $1),
    'moves', (select jsonb_agg(jsonb_build_array(h.from_state, h.to_state) order by h.task_transition_id)
      from tasker.task_transitions h where h.task_id = $1),
    'steps', (select jsonb_agg(jsonb_build_array(s.state, s.pending_parents, s.attempts, s.ready_at is null, s.claimed_by is null, s.claimed_at is null,
        s.timeout_at is null, s.processed_at is null, s.last_attempted_at is null, s.backoff_request_seconds, s.results, s.error) order by s.workflow_step_id)
      from tasker.workflow_steps s where s.task_id = $1),
    'attempts', (select jsonb_agg(jsonb_build_array(h.workflow_step_id, h.attempt, h.from_state, h.to_state, h.worker_id is null, h.lane is null,
        h.started_at is null) order by h.workflow_step_transition_id)
      from tasker.workflow_step_transitions h where h.task_id = $1)) as rows`;

describe('a call with the completion of one step', () => {
  const engine = useEngine();
  const written = async (taskId: string) => (await engine.client.query(WRITTEN, [taskId])).rows[0].rows as unknown;

  /** Claims the ready steps of one task only. */
  async function claimOf(worker: WorkerSession, taskId: string): Promise<Claim[]> {
    await engine.client.query("update tasker.workflow_steps set ready_at = 'infinity' where ready_at is not null and task_id <> $1", [
      taskId,
    ]);
    const claims = await worker.claim(50);
    await engine.client.query("update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at = 'infinity'");
    return claims;
  }

  it('writes the rows, hands over the steps and says the words that the same completion writes and says in a batch', async () => {
    const worker = await engine.worker();
    await fc.assert(
      fc.asyncProperty(scenario, async ({ graph, capacity, reserve, units }) => {
        const alone = await insertTask(engine.client, graph);
        const batched = await insertTask(engine.client, graph);
        const others = await insertTask(
          engine.client,
          graph.map(() => ({})),
          { definition: 'others' },
        );
        const company = await claimOf(worker, others);
        const queues = [await claimOf(worker, alone), await claimOf(worker, batched)];
        const lane = (await engine.client.query('select max(lane) as lane from tasker.workflow_steps where task_id = $1', [alone])).rows[0]
          .lane;
        const options = { capacity, reserve, units: units === 'none' ? [] : [[lane, 7, '2000-01-01T00:00:00.000000Z']] };
        while (queues[0]!.length > 0) {
          const [one, same] = queues.map((queue) => queue.shift()!);
          const single = await worker.advance([completed(one!, { n: one!.workflow_step_id })], options);
          const batch = await worker.advance([completed(same!, { n: same!.workflow_step_id }), completed(company.shift()!)], options);
          const said = ({ claimed, left_over, released, settled }: typeof single) => ({
            claimed: claimed.map((claim) => [claim.workflow_step_id, claim.attempt, claim.parents]),
            left_over,
            released: released?.map(([unit, priority]) => [unit, priority]) ?? null,
            settled,
          });
          expect(said(single)).toEqual(said(batch));
          expect(single.rested.map(([, state]) => state)).toEqual(batch.rested.filter(([id]) => id === batched).map(([, state]) => state));
          expect(await written(alone)).toEqual(await written(batched));
          queues[0]!.push(...single.claimed.filter(({ task_id }) => task_id === alone));
          queues[1]!.push(...batch.claimed.filter(({ task_id }) => task_id === batched));
          if (queues[0]!.length === 0) queues.splice(0, 2, await claimOf(worker, alone), await claimOf(worker, batched));
        }
        expect(await audit(engine.client)).toEqual([]);
      }),
      { numRuns: 25, seed: 20261121 },
    );
  });

  it('is refused, and writes nothing, when the claim is gone', async () => {
    const taskId = await insertTask(engine.client, [{}]);
    const worker = await engine.worker();
    const [claim] = await claimOf(worker, taskId);
    const before = await written(taskId);
    const { settled, rested } = await worker.advance([completed({ ...claim!, attempt: 2 })]);
    expect(settled).toEqual([[taskId, 1, 2, 'rejected', null]]);
    expect(rested).toEqual([]);
    expect(await written(taskId)).toEqual(before);
  });
});
