import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, type Blueprint } from './creation.js';
import { useEngine, type Engine } from './engine.js';
import {
  deedsOf,
  everythingOf,
  MIDDLE,
  situation,
  STEP_SITUATIONS,
  stepWords,
  TASK_KINDS,
  type StepSituation,
  type TaskKind,
} from './situations.js';
import { taskRow, type WorkerSession } from './worker.session.js';

/** What an action on a step did: refused or unchanged, or the words of the steps and the state of the task afterwards. */
export type StepExpectation = 'refused' | 'unchanged' | readonly [steps: string, task: string];

/** Tests an action on a step in every situation and every kind of task; `call` is its SQL, with task $1 and step $2, by `ann`. */
export function describeStepAction(name: string, call: string, table: Readonly<Record<StepSituation, StepExpectation>>): void {
  describe.each(TASK_KINDS)(`${name} in a %s task`, (kind) => {
    const { engine, act, at } = stepActionTest(call);
    it.each(STEP_SITUATIONS)('on a step that is %s', async (what) => {
      const expected = table[what];
      const taskId = await at(what, kind);
      const before = await everythingOf(engine.client, taskId);
      const outcome = await act(taskId);
      expect(outcome).toMatchObject({ refused: expected === 'refused', changed: Array.isArray(expected) });
      const after = await everythingOf(engine.client, taskId);
      if (typeof expected === 'string') {
        expect(after).toEqual(before);
        return;
      }
      const { state, paused_at } = await taskRow(engine.client, taskId);
      const words = inKind(expected[0], kind === 'paused' && paused_at === null ? 'concurrent' : kind);
      expect([await stepWords(engine.client, taskId), state, outcome!['task_state']]).toEqual([words, expected[1], expected[1]]);
      expect((await deedsOf(engine.client, taskId, 'ann')).length).toBeGreaterThan(0);
      expect(await act(taskId)).toMatchObject({ refused: false, changed: false });
      expect(await everythingOf(engine.client, taskId)).toEqual(after);
    });

    it('an unknown task has no row, an unknown step no state; nothing changes', async () => {
      const taskId = await at('ready', kind);
      const before = await everythingOf(engine.client, taskId);
      expect(await act('0197f3a2-1111-7abc-8def-0123456789ab')).toBeUndefined();
      for (const place of [0, 4, -1]) expect(await act(taskId, place)).toMatchObject({ step_state: null, changed: false });
      expect(await everythingOf(engine.client, taskId)).toEqual(before);
    });
  });
}

/** What is free in a paused task waits without a time; in a serial one only the first has the turn. */
function inKind(words: string, kind: TaskKind): string {
  if (kind === 'paused') return words.replace(/[+~]/g, '=');
  const first = words.search(/[+~]/) + 1;
  return kind === 'serial' ? words.slice(0, first) + words.slice(first).replace(/[+~]/g, '') : words;
}

/** What tests of one action on steps share. */
export function stepActionTest(call: string): {
  readonly engine: Engine;
  readonly worker: () => WorkerSession;
  readonly plan: () => Blueprint;
  readonly at: (what: StepSituation, kind?: TaskKind) => Promise<string>;
  readonly act: (taskId: string, place?: number) => Promise<Record<string, unknown> | undefined>;
} {
  const engine = useEngine();
  let plan: Blueprint;
  let worker: WorkerSession;
  beforeEach(async () => {
    plan = await blueprint(engine.client);
    worker = await engine.worker();
  });
  return {
    engine,
    worker: () => worker,
    plan: () => plan,
    at: (what, kind) => situation({ observer: engine.client, worker, plan }, what, kind),
    act: async (taskId, place = MIDDLE) => (await engine.client.query(`select * from tasker.${call}`, [taskId, place])).rows[0],
  };
}
