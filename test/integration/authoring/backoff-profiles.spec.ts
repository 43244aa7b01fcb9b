import { RetryableError, type StepBackoff, type TaskView } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';

const failing = {
  run: () => {
    throw new Error('not yet');
  },
};

/** Waits after attempts 1, 2, 3 …, in seconds, of a step that has every key of its profile. Long ones: no test waits for them. */
const PROFILES: Record<string, { backoff: StepBackoff; waits: number[] }> = {
  exponential: { backoff: { type: 'exponential', base: '100s', multiplier: 3, max: '1h', jitter: 0 }, waits: [100, 300, 900, 2700, 3600] },
  exponential_by_default: { backoff: { type: 'exponential', jitter: 0 }, waits: [2, 4, 8, 16, 30, 30] },
  exponential_of_one: { backoff: { type: 'exponential', base: 70_000, multiplier: 1, max: '2m', jitter: 0 }, waits: [70, 70, 70] },
  linear: { backoff: { type: 'linear', base: '100s', max: '350s', jitter: 0 }, waits: [100, 200, 300, 350, 350] },
  fixed: { backoff: { type: 'fixed', waits: ['2m', 61_500, '3h'] }, waits: [120, 61.5, 10_800, 10_800] },
  fixed_with_a_cap: { backoff: { type: 'fixed', waits: ['1m', '3h'], max: '2m' }, waits: [60, 120, 120] },
  none: { backoff: { type: 'fixed', waits: [0] }, waits: [0, 0, 0] },
};

/** Ends the wait of a step. */
const hurry = `update tasker.workflow_steps s set ready_at = clock_timestamp() from tasker.named_steps n
  where n.named_step_id = s.named_step_id and n.name = $1 and s.state = 'error' and s.ready_at is not null`;
const waitOf = `select s.attempts, s.backoff_request_seconds::float8 as asked,
    extract(epoch from s.ready_at - s.last_attempted_at)::float8 as wait
  from tasker.workflow_steps s join tasker.named_steps n on n.named_step_id = s.named_step_id
  where n.name = $1 and s.state = 'error'`;

describe('the back-off profile of a step', () => {
  const engine = useEngine();

  /** What each attempt of a step waited, as its row says. */
  async function waitsOf(step: string, attempts: number): Promise<number[]> {
    const waits: number[] = [];
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const row = await eventually(async () => (await engine.rows(waitOf, [step])).find((found) => found.attempts === attempt), {
        what: `attempt ${attempt} of ${step} fails`,
      });
      expect(row.asked).toBeCloseTo(row.wait as number, 3);
      waits.push(Math.round(row.wait * 1_000) / 1_000);
      await engine.rows(hurry, [step]);
    }
    return waits;
  }

  const create = async (app: EngineApp): Promise<TaskView> => app.orchestrator.createTask({ name: 'flaky', context: {} });

  it.each(Object.entries(PROFILES))('%s: each attempt waits what it says', async (name, { backoff, waits }) => {
    const step = { ...failing, backoff, retryLimit: waits.length + 1 };
    const app = await engine.app([workflow('flaky', { [name]: step })], {
      backoff: { defaultBackoffSeconds: [77], jitterEnabled: false },
      worker: { pollInterval: '50ms' },
    });
    const { taskId } = await create(app);
    if (waits.every((wait) => wait === 0)) {
      const done = await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
      expect(done.steps[0]).toMatchObject({ state: 'error', attempts: waits.length + 1 });
      return;
    }
    expect(await waitsOf(name, waits.length)).toEqual(waits);
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('error');
  });

  it('belongs to that step: its neighbour waits as the module says', async () => {
    const app = await engine.app(
      [
        workflow('flaky', {
          own: { ...failing, backoff: { type: 'linear', base: '90s', max: '1h', jitter: 0 } },
          plain: failing,
        }),
      ],
      { backoff: { defaultBackoffSeconds: [77], jitterEnabled: false } },
    );
    await create(app);
    expect([await waitsOf('own', 1), await waitsOf('plain', 1)]).toEqual([[90], [77]]);
  });

  it('varies by its own jitter and no more', async () => {
    const steps = Array.from({ length: 40 }, (_, place): [string, object] => [
      `s${place}`,
      { ...failing, backoff: { type: 'fixed', waits: ['1000s'], jitter: 0.2 } },
    ]);
    const app = await engine.app([workflow('flaky', Object.fromEntries(steps))]);
    await create(app);
    const waits = await eventually(async () => {
      const rows = await engine.rows('select backoff_request_seconds::float8 as wait from tasker.workflow_steps where attempts = 1');
      return rows.length === 40 && rows.every(({ wait }) => wait !== null) && rows.map(({ wait }) => wait as number);
    });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(800);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_200);
    expect(new Set(waits).size).toBeGreaterThan(10);
  });

  it('gives way to the wait that a handler asks for, which is capped', async () => {
    const asking = (retryAfter: number) => ({
      backoff: { type: 'fixed', waits: ['1m'] } as const,
      run: () => {
        throw new RetryableError('busy', { retryAfter });
      },
    });
    const app = await engine.app([workflow('flaky', { little: asking(7), much: asking(1e12) })], { backoff: { maxRetryAfter: '2h' } });
    await create(app);
    expect([await waitsOf('little', 1), await waitsOf('much', 1)]).toEqual([[7], [7_200]]);
  });
});

describe('the attempt of a worker that is lost', () => {
  const engine = useEngine();
  const sinceItsLastSign = `select n.name, extract(epoch from s.ready_at - w.heartbeat_at)::float8 as wait
    from tasker.workflow_steps s join tasker.named_steps n on n.named_step_id = s.named_step_id cross join tasker.workers w
    where w.worker_id = $1 and s.error ->> 'errorClass' = 'WorkerLostError' order by n.name`;

  it('waits by the profile of its step, counted from the last sign of life', async () => {
    const Handler = workflow('flaky', {
      own: { backoff: { type: 'fixed', waits: ['2h', '3h'] } },
      elsewhere: { backoff: { type: 'fixed', waits: ['4h'] }, queue: 'elsewhere' },
      plain: {},
    });
    const creator = await engine.app([Handler], { worker: false });
    await creator.orchestrator.createTask({ name: 'flaky', context: {} });
    const lost = await engine.worker();
    expect(await lost.claim()).toHaveLength(3);
    await lost.fallSilent(engine.client);
    await engine.app([Handler], { backoff: { defaultBackoffSeconds: [18_000], maxBackoffSeconds: 18_000, jitterEnabled: false } });
    const rows = await eventually(async () => {
      const found = await engine.rows(sinceItsLastSign, [lost.id]);
      return found.length === 3 && found;
    });
    expect(rows.map(({ name, wait }) => [name, Math.round(wait)])).toEqual([
      ['elsewhere', 14_400],
      ['own', 7_200],
      ['plain', 18_000],
    ]);
  });

  it('waits so too when a hook gave the step its name and its queue', async () => {
    const Handler = workflow('flaky', { own: { backoff: { type: 'fixed', waits: ['2h'] } } });
    Object.defineProperty(Handler.prototype, 'establishStepDependenciesAndDefaults', {
      value: (_task: unknown, steps: { add(step: object): void; remove(name: string): void }) => {
        steps.add({ name: 'chosen', like: 'own' });
        steps.add({ name: 'moved', like: 'own', queue: 'elsewhere' });
        steps.remove('own');
      },
    });
    const creator = await engine.app([Handler], { worker: false });
    await creator.orchestrator.createTask({ name: 'flaky', context: {} });
    await creator.close();
    const lost = await engine.worker();
    expect(await lost.claim()).toHaveLength(2);
    await lost.fallSilent(engine.client);
    await engine.app([Handler], { backoff: { defaultBackoffSeconds: [18_000], maxBackoffSeconds: 18_000, jitterEnabled: false } });
    const rows = await eventually(async () => {
      const found = await engine.rows(sinceItsLastSign, [lost.id]);
      return found.length === 2 && found;
    });
    expect(rows.map(({ name, wait }) => [name, Math.round(wait)])).toEqual([
      ['chosen', 7_200],
      ['moved', 7_200],
    ]);
  });
});
