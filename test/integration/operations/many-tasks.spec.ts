import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InvalidRequestError, PermanentError, type BulkProgress, type Orchestrator, type TaskSelection } from 'nestjs-tasker';
import { expectSound } from '../../support/audit.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { figure } from '../../support/figures.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const handler = workflow('many', { first: {}, second: { dependsOn: 'first' } }, { namespace: 'shop', version: '1.0.0' });
const other = workflow('other', { only: {} });
const reason = 'all of them';
/** What there is of tasks. */
const OF_TASKS = ['tasks', 'workflow_steps', 'task_transitions', 'workflow_step_transitions', 'task_terms'];

function create(orchestrator: Orchestrator, count: number, { name = 'many', tags = [] as string[] } = {}) {
  const one = { name, namespace: name === 'many' ? 'shop' : 'default', context: {}, tags };
  return orchestrator.createTasks(Array.from({ length: count }, () => one));
}

describe('actions on many tasks', () => {
  const engine = useEngine();
  const desk = async () => (await engine.app([handler, other], { worker: false })).orchestrator;
  const states = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await engine.rows('select state, count(*)::integer as count from tasker.tasks group by state')).map(({ state, count }) => [
        state,
        count,
      ]),
    );

  it('2,000 tasks are paused, resumed and cancelled in batches, with progress', async () => {
    const orchestrator = await desk();
    await create(orchestrator, 2_000);
    const began = performance.now();
    for (const [action, state, paused] of [
      ['pauseTasks', 'pending', 2_000],
      ['resumeTasks', 'pending', 0],
      ['cancelTasks', 'cancelled', 0],
    ] as const) {
      const seen: BulkProgress[] = [];
      const result = await orchestrator[action](
        { name: 'many' },
        { actor: 'ann', reason, expected: 2_000, onProgress: (now) => void seen.push(now) },
      );
      expect(result).toEqual({ matched: 2_000, changed: 2_000, unchanged: 0, refused: 0, busy: 0 });
      expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: 20 }, (_, nth) => (nth + 1) * 100));
      expect(seen.every(({ matched }) => matched === 2_000)).toBe(true);
      expect([await states(), await orchestrator.countTasks({ paused: true })]).toEqual([{ [state]: 2_000 }, paused]);
    }
    figure(`6,000 actions on tasks in bulk: ${Math.round(performance.now() - began)} ms`);
    expect(await engine.rows("select from tasker.task_transitions where actor = 'ann' and reason = $1", [reason])).toHaveLength(6_000);
    const again = await orchestrator.cancelTasks({ name: 'many' }, { reason });
    expect(again).toEqual({ matched: 2_000, changed: 0, unchanged: 2_000, refused: 0, busy: 0 });
  });

  it('failed tasks run again, in this process at once', async () => {
    let broken = true;
    const failing = workflow('failing', {
      only: {
        run: () => {
          if (broken) throw new PermanentError('no');
        },
      },
    });
    const { orchestrator } = await engine.app([failing]);
    await orchestrator.createTasks(Array.from({ length: 150 }, () => ({ name: 'failing', context: {} })));
    await eventually(async () => (await orchestrator.countTasks({ state: 'error' })) === 150, { what: 'all tasks to fail' });
    broken = false;
    expect(await orchestrator.retryTasks({ state: 'error' }, { reason, batchSize: 40, concurrency: 3 })).toMatchObject({ changed: 150 });
    await eventually(async () => (await orchestrator.countTasks({ state: 'complete' })) === 150, { what: 'all tasks to complete' });
    expect(await orchestrator.resolveTasks({ name: 'failing' }, { reason })).toMatchObject({ matched: 150, refused: 150, changed: 0 });
  });

  it('running steps of this process are stopped', async () => {
    const gates = new Gates();
    const signals: AbortSignal[] = [];
    const running = workflow('running', { only: { run: ({ signal }) => (signals.push(signal), gates.pass('only')) } });
    const { orchestrator } = await engine.app([running]);
    await orchestrator.createTasks(Array.from({ length: 5 }, () => ({ name: 'running', context: {} })));
    await eventually(() => signals.length === 5, { what: 'all steps to run' });
    await orchestrator.resolveTasks({ name: 'running' }, { reason });
    expect(signals.map(({ aborted }) => aborted)).toEqual(Array(5).fill(true));
    gates.open('only');
  });

  it('an empty selection, or an unexpected number, changes nothing', async () => {
    const orchestrator = await desk();
    await create(orchestrator, 3);
    const refusal = async (act: Promise<unknown>) => ((await act.catch((error: unknown) => error)) as InvalidRequestError).issues;
    expect(await refusal(orchestrator.cancelTasks({}, { reason }))).toEqual([
      { path: 'expected', message: expect.stringContaining('is required, since the selection is empty and means every task: 3 match now') },
    ]);
    for (const selection of [{}, { name: 'many' }]) {
      expect(await refusal(orchestrator.cancelTasks(selection, { reason, expected: 2 }))).toEqual([
        { path: 'expected', message: 'is 2, but 3 tasks match: nothing was changed' },
      ]);
    }
    expect(
      (await refusal(orchestrator.pauseTasks({ state: 'lost' as never, nam: 'x' } as never, { expected: -1 } as never))).map(
        ({ path }) => path,
      ),
    ).toEqual(['state', 'nam', 'reason', 'expected']);
    expect(await states()).toEqual({ pending: 3 });
    expect(await orchestrator.cancelTasks({}, { reason, dryRun: true })).toMatchObject({ matched: 3, changed: 0 });
    expect(await orchestrator.cancelTasks({}, { reason, expected: 3 })).toMatchObject({ matched: 3, changed: 3 });
  });

  it('tasks that are created meanwhile are not touched', async () => {
    const orchestrator = await desk();
    await create(orchestrator, 4);
    let created = 0;
    const later: Promise<unknown>[] = [];
    const onProgress = () => {
      if (created === 0) later.push(create(orchestrator, (created = 5)));
    };
    await orchestrator.cancelTasks({ name: 'many' }, { reason, batchSize: 1, concurrency: 1, onProgress });
    await Promise.all(later);
    expect(await states()).toEqual({ cancelled: 4, pending: 5 });
  });

  it('a task that somebody holds is tried again at the end, and counted as busy when that was in vain', async () => {
    const orchestrator = await desk();
    const tasks = await create(orchestrator, 6);
    const holder = await engine.session();
    await holder.query('begin');
    await holder.query('select from tasker.tasks where task_id = any ($1) for no key update', [
      tasks.slice(1, 3).map(({ taskId }) => taskId),
    ]);
    const seen: number[] = [];
    const result = await orchestrator.cancelTasks(
      { name: 'many' },
      { reason, batchSize: 2, onProgress: ({ busy }) => void seen.push(busy) },
    );
    expect(result).toEqual({ matched: 6, changed: 4, unchanged: 0, refused: 0, busy: 2 });
    expect([seen.at(-1), await states()]).toEqual([2, { cancelled: 4, pending: 2 }]);
    const again = orchestrator.cancelTasks({ name: 'many' }, {
      reason,
      onProgress: ({ busy }) => void (busy === 2 && holder.query('rollback')),
    }); // prettier-ignore
    expect(await again).toEqual({ matched: 6, changed: 2, unchanged: 4, refused: 0, busy: 0 });
  });

  it('a task that changed before its turn is left as it is', async () => {
    const orchestrator = await desk();
    const tasks = await create(orchestrator, 3);
    const faster = await engine.session();
    await faster.query('begin');
    await faster.query("select tasker.pause_task($1, 'faster', null)", [tasks[1]!.taskId]);
    const onProgress = ({ busy }: BulkProgress) => void (busy === 1 && faster.query('commit'));
    const result = await orchestrator.cancelTasks({ paused: false }, { actor: 'bulk', reason, onProgress });
    expect([result, await states()]).toEqual([
      { matched: 3, changed: 2, unchanged: 1, refused: 0, busy: 0 },
      { cancelled: 2, pending: 1 },
    ]);
  });

  it('ends between two batches when it is told to: what was done stays done', async () => {
    const orchestrator = await desk();
    await create(orchestrator, 10);
    const control = new AbortController();
    const act = orchestrator.cancelTasks({ name: 'many' }, {
      reason,
      batchSize: 2,
      concurrency: 1,
      signal: control.signal,
      onProgress: ({ done }) => void (done === 4 && control.abort(new Error('enough'))),
    }); // prettier-ignore
    await expect(act).rejects.toThrow('enough');
    expect(await states()).toEqual({ cancelled: 4, pending: 6 });
    const before = orchestrator.cancelTasks({ name: 'many' }, { reason, signal: AbortSignal.abort(new Error('never')) });
    await expect(before).rejects.toThrow('never');
    expect(await states()).toEqual({ cancelled: 4, pending: 6 });
  });

  it('what onProgress throws ends the action, after the batches that are under way', async () => {
    const orchestrator = await desk();
    await create(orchestrator, 10);
    const onProgress = () => {
      throw new Error('no screen');
    };
    const rejecting = () => Promise.reject(new Error('no printer'));
    await expect(orchestrator.cancelTasks({ name: 'many' }, { reason, batchSize: 1, onProgress: rejecting })).rejects.toThrow('no printer');
    await expect(orchestrator.cancelTasks({ name: 'many' }, { reason, batchSize: 1, concurrency: 2, onProgress })).rejects.toThrow(
      'no screen',
    );
    expect(Object.values(await states()).reduce((sum, count) => sum + count, 0)).toBe(10);
    expect((await states())['cancelled']).toBeLessThanOrEqual(6);
  });
});

describe('actions on many tasks', () => {
  const engine = useEngine({ shared: true });
  let orchestrator: Orchestrator;
  beforeAll(async () => ({ orchestrator } = await engine.app([handler, other], { worker: false })));
  afterEach(async () => {
    await expectSound(engine.client);
    await engine.rows(`truncate ${OF_TASKS.map((table) => `tasker.${table}`).join(', ')}`);
  });

  it.each<[string, TaskSelection, number]>([
    ['name', { name: 'many' }, 5],
    ['namespace', { namespace: 'default' }, 2],
    ['version', { version: '1.0.0' }, 5],
    ['another version', { version: '^1.0.0' }, 0],
    ['a state', { state: 'cancelled' }, 1],
    ['several states', { state: ['pending', 'cancelled'] }, 7],
    ['states that finish', { state: ['complete', 'error'] }, 0],
    ['a tag', { tags: 'red' }, 3],
    ['all of several tags', { tags: ['red', 'hot'] }, 1],
    ['paused', { paused: true }, 1],
    ['not paused', { paused: false }, 6],
    ['created after', { createdAfter: '2026-01-02T00:00:00Z' }, 6],
    ['created before', { createdBefore: '2026-01-02T00:00:00Z' }, 1],
    ['created between', { createdAfter: '2026-01-01', createdBefore: new Date('2026-01-02T00:00:00Z') }, 1],
    ['just before it was created', { createdBefore: '2026-01-01T00:00:00Z' }, 0],
    ['the moment of its creation', { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-01-01T00:00:00.001Z' }, 1],
    ['everything at once', { namespace: 'shop', name: 'many', tags: ['red'], state: 'pending', paused: false }, 1],
    ['a name that there is not', { name: "x' or true --" }, 0],
  ])('a selection by %s counts and changes the same tasks', async (_, selection, count) => {
    const [cancelled, paused, old] = await create(orchestrator, 3, { tags: ['red'] });
    await create(orchestrator, 2);
    await create(orchestrator, 2, { name: 'other' });
    await orchestrator.updateTask(paused!.taskId, { tags: ['red', 'hot'] });
    await engine.client.query("update tasker.tasks set requested_at = '2026-01-01T00:00:00Z' where task_id = $1", [old!.taskId]);
    await orchestrator.cancelTask(cancelled!.taskId);
    await orchestrator.pauseTask(paused!.taskId);
    expect(await orchestrator.countTasks(selection)).toBe(count);
    expect(await orchestrator.cancelTasks(selection, { reason, dryRun: true })).toEqual({
      matched: count,
      changed: 0,
      unchanged: 0,
      refused: 0,
      busy: 0,
    });
    const result = await orchestrator.cancelTasks(selection, { actor: 'bulk', reason, batchSize: 2 });
    expect(result.changed + result.unchanged).toBe(count);
    expect(await engine.rows("select from tasker.task_transitions where actor = 'bulk'")).toHaveLength(result.changed);
  });
});
