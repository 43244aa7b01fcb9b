import { beforeEach, describe, expect, it } from 'vitest';
import { expectSound } from '../../support/audit.js';
import { blueprint, createTask, createTasks, type Blueprint, type NewStep } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { completed, failed, returned, stepRow, taskRow, type Claim, type WorkerSession } from '../../support/worker.session.js';

const serial = { concurrent: false };

describe('a serial task', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const places = (claims: Claim[]) => claims.map(({ workflow_step_id }) => workflow_step_id);
  const readiness = async (taskId: string) =>
    (
      await engine.rows(
        'select dependencies_satisfied as satisfied, ready_for_execution as ready, completed_parents as done from tasker.get_step_readiness_status($1)',
        [taskId],
      )
    ).map(({ satisfied, ready, done }) => `${satisfied} ${ready} ${done}`);

  it('hands the next step over in the call that settles the one before: best priority first, then place', async () => {
    const taskId = await createTask(engine.client, plan, [{}, {}, { priority: 5 }, { parents: [1], priority: 7 }], serial);
    const order: number[] = [];
    for (let claims = await worker.claim(); claims.length > 0;) {
      order.push(...places(claims));
      claims = (await worker.advance([completed(claims[0]!)], { capacity: 5 })).claimed;
    }
    expect(order).toEqual([3, 1, 4, 2]);
    expect((await taskRow(engine.client, taskId)).state).toBe('complete');
  });

  it('a worker without room leaves the next step to the queue, and says to whom', async () => {
    const taskId = await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    const report = await worker.advance([completed(claim!)], { capacity: 0 });
    expect(report).toMatchObject({ claimed: [], rested: [], left_over: true, released: [[plan.steps[1]![1], 0, expect.any(String)]] });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'in_progress', active_steps: 1, incomplete_steps: 1 });
    expect(places(await worker.claim())).toEqual([2]);
  });

  it('a step that the worker has no code for is left to others and told to nobody of its own', async () => {
    await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    const report = await worker.advance([completed(claim!)], { capacity: 5, lanes: [plan.steps[0]![1]] });
    expect(report).toMatchObject({ claimed: [], left_over: true, released: null });
  });

  it('does not hand over while a step of better priority is due', async () => {
    await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    await createTask(engine.client, plan, [{ priority: 9 }]);
    const units = [[plan.steps[0]![1], 9, '2000-01-01T00:00:00.000000Z']];
    const report = await worker.advance([completed(claim!)], { capacity: 1, units });
    expect(report).toMatchObject({ claimed: [{ workflow_step_id: 1, attempt: 1 }], left_over: true });
    expect(report.claimed[0]!.task_id).not.toBe(claim!.task_id);
  });

  it('hands over to as many tasks as there is room for', async () => {
    await createTasks(engine.client, plan, { steps: [{}, {}], tasks: Array.from({ length: 5 }, () => serial) });
    const claims = await worker.claim();
    const report = await worker.advance(claims.map((claim) => completed(claim)), { capacity: 4, reserve: 1, units: [] }); // prettier-ignore
    expect(places(report.claimed)).toEqual([2, 2, 2]);
    expect(report.left_over).toBe(true);
    expect(await engine.rows('select from tasker.workflow_steps where ready_at is not null')).toHaveLength(2);
  });

  it('beside concurrent tasks in one batch, each goes on in its way', async () => {
    const { asked } = await createTasks(engine.client, plan, { steps: [{}, { parents: [1] }, { parents: [1] }], tasks: [serial, {}] });
    const report = await worker.advance((await worker.claim()).map((claim) => completed(claim)), { capacity: 9 }); // prettier-ignore
    const of = (id: string) => report.claimed.filter(({ task_id }) => task_id === id).map(({ workflow_step_id }) => workflow_step_id);
    expect([of(asked[0]!), of(asked[1]!)]).toEqual([[2], [2, 3]]);
  });

  it('a step that waits for its retry keeps the turn', async () => {
    await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    expect((await worker.advance([failed(claim!, { retryAfter: 60 })], { capacity: 5 })).claimed).toEqual([]);
    await engine.rows('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at is not null');
    const retried = await worker.claim();
    expect(retried).toMatchObject([{ workflow_step_id: 1, attempt: 2 }]);
    expect(places((await worker.advance([completed(retried[0]!)], { capacity: 5 })).claimed)).toEqual([2]);
  });

  it('so does one that is handed back', async () => {
    await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    expect(places((await worker.advance([returned(claim!)], { capacity: 5 })).claimed)).toEqual([1]);
  });

  it('a step that failed for good passes the turn on; the task rests in error when nothing is left that could run', async () => {
    const taskId = await createTask(engine.client, plan, [{}, { parents: [1] }, {}], serial);
    const [claim] = await worker.claim();
    const { claimed, rested } = await worker.advance([failed(claim!, { permanent: true })], { capacity: 5 });
    expect([places(claimed), rested]).toEqual([[3], []]);
    expect((await worker.advance([completed(claimed[0]!)], { capacity: 5 })).rested).toEqual([[taskId, 'error']]);
    expect(await stepRow(engine.client, taskId, 2)).toMatchObject({ state: 'pending', pending_parents: 2 });
  });

  it('the reaper passes the turn on when the lost attempt was the last one, and anybody may take it', async () => {
    const taskId = await createTask(engine.client, plan, [{ retryLimit: 1 }, {}], serial);
    const dead = await engine.worker();
    await dead.claim();
    await dead.fallSilent(engine.client);
    expect(await worker.reap()).toMatchObject({ rested: [] });
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'in_progress', active_steps: 1 });
    const claims = await worker.claim();
    expect(places(claims)).toEqual([2]);
    expect((await worker.advance([completed(claims[0]!)])).rested).toEqual([[taskId, 'error']]);
  });

  it('cancelling it gives nobody a turn', async () => {
    const taskId = await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    await engine.client.query('select * from tasker.cancel_task($1, null, null)', [taskId]);
    expect((await worker.advance([completed(claim!)], { capacity: 5 })).claimed).toEqual([]);
    expect(await worker.claim()).toEqual([]);
  });

  it('the readers speak of real parents: a step that waits for its turn alone has none open and is not ready', async () => {
    const taskId = await createTask(engine.client, plan, [{}, {}, { parents: [1, 2] }], serial);
    expect(await readiness(taskId)).toEqual(['true true 0', 'true false 0', 'false false 0']);
    const [claim] = await worker.claim();
    expect(await readiness(taskId)).toEqual(['true false 0', 'true false 0', 'false false 0']);
    const { claimed } = await worker.advance([completed(claim!)], { capacity: 1 });
    expect(await readiness(taskId)).toEqual(['true false 0', 'true false 0', 'false false 1']);
    await worker.advance([completed(claimed[0]!)]);
    expect(await readiness(taskId)).toEqual(['true false 0', 'true false 0', 'true true 2']);
  });

  it('idle workers are told of a turn that was left to the queue', async () => {
    await createTask(engine.client, plan, [{}, {}], serial);
    const [claim] = await worker.claim();
    const listener = await engine.session();
    let heard = 0;
    listener.on('notification', () => (heard += 1));
    await listener.query('listen "tasker.work"');
    await worker.advance([completed(claim!)], { capacity: 0 });
    await listener.query('select 1');
    expect(heard).toBe(1);
  });
});

describe('random serial graphs on four workers, with failures, hand-backs and dead workers', () => {
  const engine = useEngine();

  it('never have two active steps at any statement, and run every step that can run', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: TASKER_TEST_SEED=${seed} repeats the graphs, not the order in which workers come`);
    const next = numbersOf(seed);
    // Whoever breaks the rule is refused in the statement that does it.
    await engine.client.query(`
      create function public.one_at_a_time() returns trigger language plpgsql as $$
      begin
        if (select count(*) from tasker.workflow_steps s join tasker.tasks t on t.task_id = s.task_id
          where s.task_id = new.task_id and not t.concurrent and (s.state = 'in_progress' or s.ready_at is not null)) > 1 then
          raise exception 'two steps of serial task % are active', new.task_id;
        end if;
        return null;
      end $$;
      create constraint trigger one_at_a_time after insert or update on tasker.workflow_steps for each row
      when (new.state = 'in_progress' or new.ready_at is not null) execute function public.one_at_a_time();`);
    const plan = await blueprint(engine.client);
    const graph = (): NewStep[] =>
      Array.from({ length: 1 + Math.floor(next() * 9) }, (_, place) => ({
        parents: Array.from({ length: place }, (__, parent) => parent + 1).filter(() => next() < 0.3),
        priority: Math.floor(next() * 3),
        retryLimit: 2,
      }));
    const tasks = Array.from({ length: 60 }, (_, n) => ({
      steps: graph(),
      concurrent: n % 6 === 0,
      bypass: next() < 0.3 ? [1 + Math.floor(next() * 5)] : [],
    }));
    await createTasks(engine.client, plan, { tasks });
    const crew = await Promise.all([1, 2, 3, 4].map(() => engine.worker()));
    const run = async (slot: number): Promise<number> => {
      let idle = 0;
      let held: Claim[] = [];
      while (idle < 3) {
        const worker = crew[slot]!;
        const outcomes = held.map((claim) => {
          const dice = next();
          if (dice < 0.1) return failed(claim, { permanent: true });
          if (dice < 0.25) return failed(claim, { retryAfter: 0 });
          return dice < 0.3 ? returned(claim) : completed(claim);
        });
        const { claimed } = await worker.advance(outcomes, { capacity: 1 + Math.floor(next() * 4), units: next() < 0.5 ? null : [] });
        held = claimed;
        if (claimed.length > 0 && next() < 0.03) {
          // Dies with what it holds; somebody takes that back.
          crew[slot] = await engine.worker();
          await worker.fallSilent(engine.client);
          await crew[slot].reap();
          await engine.rows('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at > clock_timestamp()');
          held = [];
        }
        idle = claimed.length === 0 && held.length === 0 ? idle + 1 : 0;
      }
      return slot;
    };
    await Promise.all(crew.map((_, slot) => run(slot)));
    // A reaper leaves tasks that somebody holds to the next call, as it does in a worker: here nobody holds any more.
    while ((await crew[0]!.reap()) !== undefined);
    await engine.rows('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at > clock_timestamp()');
    // What was released after a worker had given up looking.
    for (let claims = await crew[0]!.claim(); claims.length > 0;) {
      claims = (await crew[0]!.advance(claims.map((claim) => completed(claim)), { capacity: 9 })).claimed; // prettier-ignore
    }
    await expectSound(engine.client);
    expect(await engine.rows("select from tasker.tasks where state in ('pending', 'in_progress')")).toEqual([]);
    const stuck = await engine.rows(
      `select s.task_id, s.workflow_step_id, s.state from tasker.workflow_steps s
       where s.state = 'pending' and not exists (select from tasker.workflow_steps p where p.task_id = s.task_id
         and p.workflow_step_id = any (s.parent_ids) and p.state not in ('complete', 'resolved_manually'))`,
    );
    expect(stuck, 'steps that could have run').toEqual([]);
    const both = await engine.rows(
      `select one.task_id from tasker.tasks t
       join tasker.workflow_step_transitions one on one.task_id = t.task_id and one.started_at is not null
       join tasker.workflow_step_transitions other on other.task_id = t.task_id and other.started_at is not null
         and other.workflow_step_transition_id > one.workflow_step_transition_id
       where not t.concurrent and other.started_at < one.created_at`,
    );
    expect(both, 'attempts of one serial task that overlapped').toEqual([]);
    const ran = await engine.rows<{ n: number }>(
      'select count(*)::int as n from tasker.workflow_step_transitions where started_at is not null',
    );
    expect(ran[0]!.n).toBeGreaterThan(100);
  });
});
