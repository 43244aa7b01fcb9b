import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTask, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { deedsOf, everythingOf, situation, STEP_SITUATIONS, stepWords, TASK_KINDS, type StepSituation } from '../../support/situations.js';
import { completed, failed, taskRow, type WorkerSession } from '../../support/worker.session.js';

/** Words of the steps afterwards, or why nothing happens. */
const CANCELLED: Readonly<Record<StepSituation, string>> = {
  blocked: 'cancelled cancelled cancelled',
  ready: 'complete cancelled cancelled',
  running: 'complete cancelled cancelled',
  retrying: 'complete cancelled cancelled',
  exhausted: 'complete cancelled cancelled',
  failed: 'complete cancelled cancelled',
  complete: 'complete complete cancelled',
  cancelled: 'unchanged',
  resolved: 'complete resolved_manually cancelled',
};
const RESOLVED: Readonly<Record<StepSituation, string>> = {
  ...CANCELLED,
  retrying: 'complete resolved_manually cancelled',
  exhausted: 'complete resolved_manually cancelled',
  failed: 'complete resolved_manually cancelled',
  cancelled: 'refused',
};

describe('cancel_task and resolve_task', () => {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  const act = async (action: string, taskId: string) =>
    (await engine.rows(`select * from tasker.${action}_task($1, 'ann', 'enough')`, [taskId]))[0];

  describe.each([
    ['cancel', 'cancelled', CANCELLED],
    ['resolve', 'resolved_manually', RESOLVED],
  ] as const)('%s_task', (action, end, table) => {
    describe.each(TASK_KINDS)('of a %s task', (kind) => {
      it.each(STEP_SITUATIONS)('whose step is %s', async (what) => {
        const taskId = await situation({ observer: engine.client, worker, plan }, what, kind);
        const before = await everythingOf(engine.client, taskId);
        const { state } = await taskRow(engine.client, taskId);
        const outcome = await act(action, taskId);
        if (table[what] === 'unchanged' || table[what] === 'refused') {
          expect(outcome).toEqual({ task_state: state, refused: table[what] === 'refused', changed: false });
          expect(await everythingOf(engine.client, taskId)).toEqual(before);
          return;
        }
        expect(outcome).toEqual({ task_state: end, refused: false, changed: true });
        expect(await stepWords(engine.client, taskId)).toBe(table[what]);
        expect((await deedsOf(engine.client, taskId, 'ann')).at(-1)).toBe(`${state} > ${end}`);
        const after = await everythingOf(engine.client, taskId);
        expect(after).toMatchObject({ task: { state: end, finished_at: expect.any(String) }, letters: null, deadlines: null });
        expect(await act(action, taskId)).toEqual({ task_state: end, refused: false, changed: false });
        expect(await everythingOf(engine.client, taskId)).toEqual(after);
        expect(await act(action === 'cancel' ? 'resolve' : 'cancel', taskId)).toEqual({ task_state: end, refused: true, changed: false });
        expect(await worker.claim()).toEqual([]);
      });
    });

    it('a complete task is refused, an unknown one has no row', async () => {
      const taskId = await createTask(engine.client, plan, []);
      expect(await act(action, taskId)).toEqual({ task_state: 'complete', refused: true, changed: false });
      expect(await act(action, '0197f3a2-1111-7abc-8def-0123456789ab')).toBeUndefined();
    });

    it('names who ended which attempt; the worker is told of a task that runs only, and late results are refused', async () => {
      const heard: unknown[] = [];
      const listener = await engine.session();
      listener.on('notification', ({ payload }) => heard.push(payload));
      await listener.query('listen "tasker.stopped"');
      const running = await createTask(engine.client, plan, [{}, { parents: [1] }]);
      const [claim] = await worker.claim();
      const waiting = await createTask(engine.client, plan, [{}]);
      await act(action, waiting);
      await act(action, running);
      await listener.query('select 1');
      expect(heard).toEqual([running]);
      expect(await deedsOf(engine.client, running, 'ann')).toEqual([
        '1: in_progress > cancelled attempt 1',
        '2: pending > cancelled',
        `in_progress > ${end}`,
      ]);
      expect((await worker.advance([completed(claim!)])).settled).toEqual([[running, 1, 1, 'rejected', null]]);
    });

    it('a task that annotates gets its hook, its deadline and dead letter are gone', async () => {
      const taskId = await createTask(engine.client, plan, [{}], { annotates: true, max_seconds: 60 });
      await worker.advance((await worker.claim()).map((each) => failed(each, { permanent: true })));
      expect(await engine.rows('select attempts from tasker.annotation_hooks')).toEqual([{ attempts: 0 }]);
      await act(action, taskId);
      expect(await engine.rows('select attempts from tasker.annotation_hooks')).toEqual([{ attempts: 1 }]);
      expect(await engine.rows('select task_id from tasker.task_deadlines union all select task_id from tasker.dead_letters')).toEqual([]);
    });
  });

  it('failed steps of a resolved task are resolved with an empty result, the rest is counted', async () => {
    const taskId = await createTask(engine.client, plan, [{}, {}, { parents: [1] }]);
    const claims = (await worker.claim()).sort((a, b) => a.workflow_step_id - b.workflow_step_id);
    await worker.advance([failed(claims[0]!, { permanent: true })]);
    await act('resolve', taskId);
    expect(await taskRow(engine.client, taskId)).toMatchObject({ state: 'resolved_manually', incomplete_steps: 2, active_steps: 0 });
    expect(
      await engine.rows(
        'select state, results, processed_at is not null as processed from tasker.workflow_steps where task_id = $1 order by workflow_step_id',
        [taskId],
      ),
    ).toEqual([
      { state: 'resolved_manually', results: {}, processed: true },
      { state: 'cancelled', results: null, processed: false },
      { state: 'cancelled', results: null, processed: false },
    ]);
  });
});
