import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { audit, insertTask, type StepRow } from '../../support/rows.js';
import { blocked, completed, letAdvanceWait, stepRow, taskRow, type Claim, type WorkerSession } from '../../support/worker.session.js';

/** A step that follows some of the steps before it, of one of three priorities. */
const step = fc.record({ follows: fc.nat(), priority: fc.constantFrom(0, 5, 9) });
const graph = fc.array(step, { minLength: 1, maxLength: 7 }).map((steps): StepRow[] =>
  steps.map(({ follows, priority }, place) => ({
    name: `step_${place}`,
    priority,
    parents: Array.from({ length: place }, (_, before) => before + 1).filter((before) => (follows >> (before - 1)) % 2 === 1),
  })),
);
const scenario = fc.record({
  graph,
  capacity: fc.nat(4),
  lanes: fc.constantFrom('all', 'some', 'none'),
  traits: fc.constantFrom('none', 'annotates', 'serial'),
  facts: fc.constantFrom(null, 'rested', 'all'),
});

/** Everything that completing a step writes, but ids and moments. */
const WRITTEN = `
  select jsonb_build_object('task', (
      select jsonb_build_array(t.state, t.incomplete_steps, t.active_steps, t.finished_at is null) from tasker.tasks t where t.task_id = $1),
    'moves', (select jsonb_agg(jsonb_build_array(h.from_state, h.to_state) order by h.task_transition_id)
      from tasker.task_transitions h where h.task_id = $1),
    'hooks', (select count(*) from tasker.annotation_hooks h where h.task_id = $1),
    'steps', (select jsonb_agg(jsonb_build_array(s.state, s.pending_parents, s.attempts, s.ready_at is null, s.claimed_by is null, s.claimed_at is null,
        s.timeout_at is null, s.processed_at is null, s.last_attempted_at is null, s.backoff_request_seconds, s.results, s.error) order by s.workflow_step_id)
      from tasker.workflow_steps s where s.task_id = $1),
    'attempts', (select jsonb_agg(jsonb_build_array(h.workflow_step_id, h.attempt, h.from_state, h.to_state, h.worker_id is null, h.lane is null,
        h.started_at is null, h.wait_seconds, h.run_seconds is null) order by h.workflow_step_transition_id)
      from tasker.workflow_step_transitions h where h.task_id = $1)) as rows`;

describe('a call with one completion and nothing else', () => {
  const engine = useEngine();
  const written = async (taskId: string) => (await engine.client.query(WRITTEN, [taskId])).rows[0].rows as unknown;
  const line = () => insertTask(engine.client, [{}, { parents: [1] }]);

  /** Claims the ready steps of one task only. */
  async function claimOf(worker: WorkerSession, taskId: string): Promise<Claim[]> {
    await engine.client.query("update tasker.workflow_steps set ready_at = 'infinity' where ready_at is not null and task_id <> $1", [
      taskId,
    ]);
    const claims = await worker.claim(50);
    await engine.client.query("update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at = 'infinity'");
    return claims;
  }

  async function traited(graph: readonly StepRow[], traits: string): Promise<string> {
    const taskId = await insertTask(engine.client, graph);
    const [concurrent, annotates] = [traits !== 'serial' || graph.length > 1, traits === 'annotates'];
    await engine.client.query('update tasker.tasks set concurrent = $2, annotates = $3 where task_id = $1', [
      taskId,
      concurrent,
      annotates,
    ]);
    return taskId;
  }

  it('writes the rows, hands over the steps and says the words that the same completion writes and says in any call', async () => {
    const worker = await engine.worker();
    await fc.assert(
      fc.asyncProperty(scenario, async ({ graph, capacity, lanes: which, traits, facts }) => {
        const [alone, usual] = [await traited(graph, traits), await traited(graph, traits)];
        const queues = [await claimOf(worker, alone), await claimOf(worker, usual)];
        const all = (await engine.client.query('select array_agg(lane order by lane) as lanes from tasker.lanes')).rows[0]
          .lanes as number[];
        const lanes = which === 'none' ? [] : which === 'some' ? all.filter((_, place) => place % 2 === 0) : all;
        while (queues[0]!.length > 0) {
          const [one, same] = queues.map((queue) => queue.shift()!);
          const results = { n: one!.workflow_step_id };
          const single = await worker.advanceOne(one!, { capacity, lanes, results, facts });
          // No company, but another path: its worker says that it does not wait for locks.
          const other = await worker.advance([{ ...completed(same!, results), q: 0, d: 0.1 }], { capacity, lanes, units: [], wait: false });
          const said = ({ claimed, left_over, settled, rested }: typeof single) => ({
            claimed: claimed.map((claim) => [claim.workflow_step_id, claim.attempt, claim.named_step_id]),
            rested: rested.map(([, state]) => state),
            ...{ left_over, settled },
          });
          expect(said(single)).toEqual(said(other));
          expect('facts' in single && (single as { facts?: unknown }).facts != null).toBe(facts !== null && single.rested.length > 0);
          expect(await written(alone)).toEqual(await written(usual));
          queues[0]!.push(...single.claimed);
          queues[1]!.push(...other.claimed);
          if (queues[0]!.length === 0) queues.splice(0, 2, await claimOf(worker, alone), await claimOf(worker, usual));
        }
        expect(await audit(engine.client)).toEqual([]);
      }),
      { numRuns: 20, seed: 20261121 },
    );
  });

  it('is refused, and writes nothing, when the claim is gone', async () => {
    const taskId = await line();
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    const before = await written(taskId);
    const { settled, claimed } = await worker.advanceOne({ ...claim!, attempt: 2 });
    expect(settled).toEqual([[taskId, 1, 2, 'rejected', null]]);
    expect(claimed).toEqual([]);
    expect(await written(taskId)).toEqual(before);
  });

  it('waits for the end of a reaping of its worker, is refused then and writes nothing', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await line();
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    const [claim] = await silent.claim();
    await silent.fallSilent(engine.client);
    await reaper.client.query('begin');
    await reaper.reap();
    const refusal = expect(silent.advanceOne(claim!)).rejects.toMatchObject({ code: 'TK001' });
    await blocked(silent.client, engine.client);
    await reaper.client.query('commit');
    await refusal;
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ state: 'error', attempts: 1 });
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ state: 'pending', pending_parents: 1 });
    await expect(silent.advanceOne(claim!)).rejects.toMatchObject({ code: 'TK001' });
  });

  it('while it is under way its worker is not reaped', async () => {
    await line();
    const [silent, reaper] = [await engine.worker(), await engine.worker()];
    const [claim] = await silent.claim();
    await silent.fallSilent(engine.client);
    await silent.client.query('begin');
    await silent.advanceOne(claim!);
    expect(await reaper.reap()).toBeUndefined();
    await silent.client.query('commit');
    expect(await reaper.reap()).toMatchObject({ lost: true });
  });

  it('waits for a call that completes a sibling, and sees what that has written', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await insertTask(engine.client, [{}, {}, { parents: [1, 2] }]);
    const [one, two] = [await engine.worker(), await engine.worker()];
    const [first] = await one.claim(1);
    const [second] = await two.claim(1);
    await one.client.query('begin');
    expect((await one.advanceOne(first!)).claimed).toEqual([]);
    const late = two.advanceOne(second!);
    await blocked(two.client, engine.client);
    await one.client.query('commit');
    expect((await late).claimed.map((claim) => [claim.workflow_step_id, Object.keys(claim.parents ?? {}).length])).toEqual([[3, 2]]);
    expect(await stepRow(engine.client, taskId, 3)).toMatchObject({ state: 'in_progress', claimed_by: two.id });
  });

  it('hands nothing over of a task that was paused while it waited for it', async () => {
    await letAdvanceWait(engine.client);
    const taskId = await line();
    const worker = await engine.worker();
    const operator = await engine.session();
    const [claim] = await worker.claim();
    await operator.query('begin');
    await operator.query("select tasker.pause_task($1, 'ann', 'stock count')", [taskId]);
    const late = worker.advanceOne(claim!);
    await blocked(worker.client, engine.client);
    await operator.query('commit');
    expect((await late).claimed).toEqual([]);
    expect(await stepRow(engine.client, taskId, 1)).toMatchObject({ state: 'complete' });
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ state: 'pending', claimed_by: null });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'in_progress', paused_by: 'ann' });
  });

  it('reads the step and its children only, however many steps the task has', async () => {
    const steps: StepRow[] = Array.from({ length: 2_000 }, (_, place) => (place === 0 ? {} : { name: 'same', parents: [place] }));
    const taskId = await insertTask(engine.client, steps);
    const worker = await engine.worker();
    let [claim] = await worker.claim();
    const readBy = async () => {
      const { rows } = await worker.client.query(
        'select seq_tup_read + idx_tup_fetch as tuples from pg_stat_xact_user_tables where relid = $1::regclass',
        ['tasker.workflow_steps'],
      );
      return Number(rows[0].tuples);
    };
    for (let turn = 0; turn < 3; turn += 1) {
      await worker.client.query('begin');
      const before = await readBy();
      [claim] = (await worker.advanceOne(claim!)).claimed;
      expect((await readBy()) - before).toBeLessThan(20);
      await worker.client.query('commit');
    }
    expect(claim).toMatchObject({ task_id: taskId, workflow_step_id: 4 });
  });

  it('runs under read committed only', async () => {
    await line();
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    await worker.client.query('begin isolation level repeatable read');
    await expect(worker.advanceOne(claim!)).rejects.toThrow('read committed only');
    await worker.client.query('rollback');
  });
});
