import { setTimeout as pause } from 'node:timers/promises';
import type { TaskState } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { expectSound } from '../../support/audit.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { offersOf, oneOf, RANDOM_ACTIONS, RANDOM_STEPS, RANDOM_WORKFLOWS, randomScript } from '../../support/random.actions.js';
import { deadlocksSince, numbersOf, seedOfRun } from '../../support/random.graphs.js';

const TASKS = 200;
const ACTIONS = 150;

/** Why a task may be at rest, or wait for a person. */
const REASONS: Readonly<Record<TaskState, readonly string[]>> = {
  pending: ['paused'],
  in_progress: ['paused'],
  error: ['blocked_by_failure', 'stopped'],
  complete: ['complete'],
  cancelled: ['cancelled'],
  resolved_manually: ['resolved_manually'],
};

describe('four applications with workers, and in each of them a person who does whatever comes to mind', () => {
  const engine = useEngine();

  /** Acts; says what became of it. Any error but a refusal is kept. */
  const trying = async (action: () => Promise<unknown>, strange: unknown[]) => {
    try {
      await action();
      return 'done';
    } catch (error) {
      if ((error as Error).name !== 'StateTransitionError') strange.push(error);
      return 'refused';
    }
  };

  /** `waits`: only a person can change it; no deadline will. */
  const unfinished = () =>
    engine.rows<{ id: string; waits: boolean }>(
      `select t.task_id as id, t.paused_at is not null and d.task_id is null as waits
       from tasker.tasks t left join tasker.task_deadlines d using (task_id) where t.state in ('pending', 'in_progress')`,
    );

  it('every action is done or refused, every task comes to rest or is explained, and what explain offers is accepted', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const deadlocks = deadlocksSince(new URL(engine.url).pathname.slice(1));
    const apps: EngineApp[] = [];
    for (let made = 0; made < 4; made += 1) apps.push(await engine.app([...RANDOM_WORKFLOWS], { worker: { concurrency: 8, lease: '1s' } }));
    const ids: string[] = [];
    const strange: unknown[] = [];
    const tally = new Map<string, number>();

    const create = async (app: EngineApp, next: () => number) => {
      for (let made = 0; made < TASKS / apps.length; made += 1) {
        const task = await app.orchestrator.createTask(oneOf(RANDOM_WORKFLOWS, next), { context: randomScript(next) });
        ids.push(task.taskId);
        await pause(next() * 25);
      }
    };
    // What ends a task for good ends the test of it: rarely.
    const kinds = Object.entries(RANDOM_ACTIONS).filter(([name]) => !['cancel_task', 'resolve_task'].includes(name));
    const act = async (app: EngineApp, next: () => number) => {
      for (let done = 0; done < ACTIONS; done += 1) {
        await pause(next() * 5);
        if (ids.length === 0) continue;
        // Mostly a recent one: it is on its way.
        const taskId = next() < 0.7 ? oneOf(ids.slice(-12), next) : oneOf(ids, next);
        const [name, action] = oneOf(next() < 0.05 ? Object.entries(RANDOM_ACTIONS) : kinds, next);
        const outcome = await trying(() => action(app.orchestrator, taskId, oneOf(RANDOM_STEPS, next)), strange);
        tally.set(`${name} ${outcome}`, (tally.get(`${name} ${outcome}`) ?? 0) + 1);
      }
    };
    /** Now and then a worker is believed dead: somebody else's reaper may take its steps before it is heard of again. */
    const mourn = async (next: () => number) => {
      for (let times = 0; times < 8; times += 1) {
        await pause(next() * 150);
        const workers = await engine.rows('select worker_id from tasker.workers where lost_at is null');
        await engine.rows(
          "update tasker.workers set heartbeat_at = clock_timestamp() - interval '1 hour' where worker_id = $1 and lost_at is null",
          [oneOf(workers, next).worker_id],
        );
      }
    };
    await Promise.all([
      ...apps.flatMap((app, n) => [create(app, numbersOf(seed + n)), act(app, numbersOf(seed + 10 + n))]),
      mourn(numbersOf(seed + 30)),
    ]);
    await expectSound(engine.client);
    await eventually(async () => (await unfinished()).every(({ waits }) => waits), {
      what: 'every task rests or is paused',
      within: 60_000,
    });
    const lost = await engine.rows('select from tasker.workers where lost_at is not null');
    figure(`${lost.length} workers lost`);
    figure(
      [...tally]
        .map(([what, times]) => `${what} ${times}`)
        .sort()
        .join(', '),
    );
    expect(strange).toEqual([]);

    await expectExplained(apps[0]!, ids, strange, numbersOf(seed + 20));
    await eventually(async () => (await unfinished()).length === 0, { what: 'every task rests', within: 60_000 });
    expect(strange).toEqual([]);
    expect(deadlocks()).toEqual([]);
  });

  /** Each task has a reason that fits; of those that wait for a person, one of the offered actions is taken. */
  async function expectExplained(
    { orchestrator }: EngineApp,
    ids: readonly string[],
    strange: unknown[],
    next: () => number,
  ): Promise<void> {
    const reasons = new Map<string, number>();
    for (const taskId of ids) {
      const explanation = await orchestrator.explain(taskId);
      reasons.set(explanation.reason, (reasons.get(explanation.reason) ?? 0) + 1);
      expect(REASONS[explanation.state]).toContain(explanation.reason);
      expect(explanation.steps.filter(({ reason }) => reason === 'inconsistent')).toEqual([]);
      const offers = offersOf(explanation);
      expect(offers.length > 0, `${taskId} is ${explanation.state}: ${explanation.message}`).toBe(
        ['error', 'pending', 'in_progress'].includes(explanation.state),
      );
      if (offers.length === 0) continue;
      const { action, step } = oneOf(offers, next);
      expect(await trying(() => RANDOM_ACTIONS[action]!(orchestrator, taskId, step), strange), `${action} ${step} of ${taskId}`).toBe(
        'done',
      );
      if ((await orchestrator.getTask(taskId)).pausedAt !== null) await trying(() => orchestrator.resumeTask(taskId), strange);
    }
    figure(JSON.stringify(Object.fromEntries(reasons)));
  }
});
