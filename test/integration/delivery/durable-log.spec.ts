import { setTimeout as pause } from 'node:timers/promises';
import { RetryableError, type DurableEvent } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { declaring, durableSubscriber } from '../../support/durable.subscribers.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { oneOf, RANDOM_ACTIONS, RANDOM_STEPS, RANDOM_WORKFLOWS, randomScript } from '../../support/random.actions.js';

const TASKS = 60;
const ACTIONS = 60;

/** The events that tell of a row of the history: written from the specification, not from the mapping. `begun`: an attempt ran. */
const TOLD = `
  select t.task_id, 'task' as kind, t.task_transition_id as id, t.created_at, e.name
  from tasker.task_transitions t cross join lateral (values
    ('task.start_requested', t.to_state = 'in_progress'),
    ('task.completed', t.to_state = 'complete'),
    ('task.failed', t.to_state = 'error'),
    ('task.cancelled', t.to_state = 'cancelled'),
    ('task.resolved_manually', t.to_state = 'resolved_manually'),
    ('task.retry_requested', t.from_state = 'error' and t.to_state = 'pending'),
    ('task.paused', t.from_state = t.to_state and t.metadata ->> 'action' = 'pause'),
    ('task.resumed', t.from_state = t.to_state and t.metadata ->> 'action' = 'resume')) e (name, told)
  where e.told and (t.from_state <> t.to_state or e.name in ('task.paused', 'task.resumed'))
  union all
  select t.task_id, 'step', t.workflow_step_transition_id, t.created_at, e.name
  from tasker.workflow_step_transitions t cross join lateral (values
    ('step.execution_requested', t.started_at is not null),
    ('step.completed', t.to_state = 'complete'),
    ('step.failed', t.to_state = 'error'),
    ('step.cancelled', t.to_state = 'cancelled'),
    ('step.resolved_manually', t.to_state = 'resolved_manually')) e (name, told)
  where e.told and t.from_state <> t.to_state`;

describe('two applications with random tasks, failures, lost workers, actions of persons, late commits and rollbacks', () => {
  const engine = useEngine();
  const events = { durable: { pollInterval: '500ms', concurrency: 4, batchSize: 20 } } as const;

  /** Subscribers that note in one list what they took, whichever application they are in. */
  const subscribersOf = (log: DurableEvent<any>[], shaky: DurableEvent<any>[], next: () => number) =>
    declaring(
      durableSubscriber('log', ['*'], (event) => log.push(event)),
      durableSubscriber('shaky', ['step.completed', 'step.failed', 'task.*'], (event) => {
        if (next() < 0.1) throw new RetryableError('by chance', { retryAfter: next() / 10 });
        shaky.push(event);
      }),
    );

  const create = async ({ orchestrator }: EngineApp, ids: string[], next: () => number) => {
    for (let made = 0; made < TASKS; made += 1) {
      ids.push((await orchestrator.createTask(oneOf(RANDOM_WORKFLOWS, next), { context: randomScript(next) })).taskId);
      await pause(next() * 20);
    }
  };
  const act = async ({ orchestrator }: EngineApp, ids: readonly string[], next: () => number) => {
    for (let done = 0; done < ACTIONS; done += 1) {
      await pause(next() * 25);
      if (ids.length === 0) continue;
      const action = oneOf(Object.values(RANDOM_ACTIONS), next);
      await action(orchestrator, oneOf(ids.slice(-12), next), oneOf(RANDOM_STEPS, next)).catch((error: Error) =>
        expect(error.name).toBe('StateTransitionError'),
      );
    }
  };
  /** Transactions that change a task, stay open while others commit, and end either way. */
  const dawdle = async (ids: readonly string[], next: () => number) => {
    const session = await engine.session();
    for (let times = 0; times < 12; times += 1) {
      await pause(next() * 60);
      if (ids.length === 0) continue;
      await session.query('begin');
      await session.query("select tasker.cancel_task($1, 'dawdler', 'by chance')", [oneOf(ids.slice(-6), next)]);
      await pause(next() * 150);
      await session.query(next() < 0.5 ? 'commit' : 'rollback');
    }
  };
  /** Now and then a worker is believed dead. */
  const mourn = async (next: () => number) => {
    for (let times = 0; times < 5; times += 1) {
      await pause(next() * 250);
      await engine.rows(`update tasker.workers set heartbeat_at = clock_timestamp() - interval '1 hour' where worker_id in (
        select worker_id from tasker.workers where lost_at is null order by random() limit 1)`);
    }
  };

  it('each committed transition is told by exactly one event of each of its names, in the order of the history, and nothing else is', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const log: DurableEvent<any>[] = [];
    const shaky: DurableEvent<any>[] = [];
    const ids: string[] = [];
    const apps: EngineApp[] = [];
    for (let made = 0; made < 2; made += 1) {
      const subscribers = subscribersOf(log, shaky, numbersOf(seed + 40 + made));
      apps.push(await engine.app([...RANDOM_WORKFLOWS, subscribers], { events, worker: { concurrency: 8, lease: '1s' } }));
    }
    await Promise.all([
      ...apps.flatMap((app, n) => [create(app, ids, numbersOf(seed + n)), act(app, ids, numbersOf(seed + 10 + n))]),
      dawdle(ids, numbersOf(seed + 20)),
      mourn(numbersOf(seed + 30)),
    ]);
    for (const id of ids) await apps[0]!.orchestrator.resumeTask(id).catch(() => undefined);
    const unfinished = `select from tasker.tasks where state in ('pending', 'in_progress')`;
    await eventually(async () => (await engine.rows(unfinished)).length === 0, { what: 'every task rests', within: 30_000 });

    const told = await engine.rows(`select *, kind || ':' || id || ':' || name as event from (${TOLD}) h order by event`);
    const names = new Set(told.map(({ name }) => name));
    const idsOf = (given: readonly DurableEvent<any>[]) => given.filter(({ name }) => names.has(name)).map(({ id }) => id);
    await eventually(() => new Set(idsOf(log)).size >= told.length, { what: 'the whole log' });
    // Without it, an event comes twice only where a process is believed dead.
    expect(engine.logs.with('another process may deliver')).toEqual([]);
    expect(idsOf(log).sort(), 'delivered, and the history').toEqual(told.map(({ event }) => event));
    await eventually(() => new Set(idsOf(shaky)).size >= idsOf(log).filter(wantedByShaky).length, { what: 'the log of who fails' });
    expect(idsOf(shaky).sort()).toEqual(idsOf(log).filter(wantedByShaky).sort());
    expectOrder(log, told);
    expectOrder(shaky, told);
    figure(`${told.length} events of ${ids.length} tasks`);
  });
});

function wantedByShaky(id: string): boolean {
  return /:(step\.completed|step\.failed|task\.\w+)$/.test(id);
}

const REST = /^task:\d+:task\.(completed|failed|cancelled|resolved_manually)$/;

/**
 * Of each task, the rows of each history in the order of their ids, and nothing behind a rest that is older. Ids tell more than moments: a
 * claim or a reaper that waits for nobody has read the clock before it got the task.
 */
function expectOrder(events: readonly DurableEvent<any>[], told: readonly Record<string, any>[]): void {
  const written = new Map(told.map((row) => [row.event as string, row.created_at as Date]));
  const last = new Map<string, number>();
  const rests = new Map<string, Date>();
  for (const { id, taskId } of events) {
    const at = written.get(id);
    if (at === undefined) continue;
    const [kind, number] = id.split(':');
    const before = last.get(`${taskId} ${kind}`) ?? 0;
    expect(Number(number), `${id} after ${before}`).toBeGreaterThanOrEqual(before);
    last.set(`${taskId} ${kind}`, Number(number));
    const rest = rests.get(taskId);
    if (rest !== undefined && !id.endsWith(':task.start_requested')) expect(at >= rest, `${id} after a later rest`).toBe(true);
    if (REST.test(id)) rests.set(taskId, at);
  }
}
