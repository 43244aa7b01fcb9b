import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  PermanentError,
  StepHandler,
  TaskAnnotations,
  TaskHandler,
  type RestedSequence,
  type RestedTaskView,
  type TaskAnnotation,
  type TaskHandlerHooks,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

type Hook = NonNullable<TaskHandlerHooks['updateAnnotations']>;

/** A workflow whose step fails when the context says so, with a hook. */
function annotated(hook: Hook, options: Parameters<typeof workflow>[2] = {}) {
  const Handler = workflow(
    'annotated',
    {
      work: {
        retryable: false,
        run: ({ task }) => {
          if (task.context.fail === true) throw new PermanentError('asked to');
          return { n: 4 };
        },
      },
      after: { dependsOn: 'work' },
    },
    options,
  );
  Object.defineProperty(Handler.prototype, 'updateAnnotations', { value: hook, configurable: true });
  return Handler;
}

describe('updateAnnotations', () => {
  const engine = useEngine();
  const due = () => engine.rows<{ attempts: number }>('select attempts from tasker.annotation_hooks');
  const isDone = () => eventually(async () => (await due()).length === 0, { what: 'the hook has run' });
  const hurry = () => engine.rows('update tasker.annotation_hooks set due_at = clock_timestamp()');
  const notes = async ({ module }: EngineApp, query = {}) =>
    (await module.get(TaskAnnotations).find(query)).map(({ type, annotation }) => ({ type, annotation }));

  it('is called once after a task is complete, with everything that came of it, and its notes are written', async () => {
    const calls: [RestedTaskView, RestedSequence, readonly unknown[]][] = [];
    const Handler = annotated(async (task, sequence, steps): Promise<TaskAnnotation[]> => {
      calls.push([task, sequence, steps]);
      return [
        { type: 'total', annotation: { n: (sequence.results('work') as { n: number }).n } },
        { type: 'trail', annotation: { steps: steps.map(({ name, state }) => `${name} ${state}`) } },
      ];
    });
    const app = await engine.app([Handler]);
    const done = await app.orchestrator.waitForTask(
      await app.orchestrator.createTask({ name: 'annotated', context: { a: 1 }, tags: ['vip'] }),
      { timeout: '20s' },
    );
    await isDone();
    expect(calls).toHaveLength(1);
    const [task, sequence, steps] = calls[0]!;
    expect(task).toEqual({
      ...{ taskId: done.taskId, namespace: 'default', name: 'annotated', version: '0.1.0' },
      ...{ state: 'complete', tags: ['vip'], context: { a: 1 } },
    });
    expect(sequence.steps).toBe(steps);
    expect(steps).toEqual([
      { stepId: 1, name: 'work', state: 'complete', attempts: 1, results: { n: 4 }, error: null },
      { stepId: 2, name: 'after', state: 'complete', attempts: 1, results: {}, error: null },
    ]);
    expect([sequence.find('work')?.stepId, sequence.find('wrk'), sequence.results('wrk')]).toEqual([1, undefined, undefined]);
    expect(await notes(app, { taskId: done.taskId })).toEqual([
      { type: 'total', annotation: { n: 4 } },
      { type: 'trail', annotation: { steps: ['work complete', 'after complete'] } },
    ]);
  });

  it.each<[string, Record<string, unknown>, (app: EngineApp, taskId: string) => Promise<unknown>]>([
    ['error', { fail: true }, async () => undefined],
    ['cancelled', { cancel: true }, (app, taskId) => app.orchestrator.cancelTask(taskId)],
  ])('is called after a task came to rest in %s too', async (state, context, act) => {
    const states: string[] = [];
    const Handler = annotated((task) => void states.push(task.state));
    const creator = await engine.app([Handler], { worker: false });
    const { taskId } = await creator.orchestrator.createTask({ name: 'annotated', context });
    await act(creator, taskId);
    const app = await engine.app([Handler]);
    await app.orchestrator.waitForTask(taskId, { timeout: '20s' });
    await eventually(() => states.length > 0);
    await isDone();
    expect(states).toEqual([state]);
    expect(await notes(app)).toEqual([]);
  });

  it('is called for a task that is complete from its creation', async () => {
    const Handler = annotated(() => [{ type: 'seen', annotation: {} }]);
    Object.defineProperty(Handler.prototype, 'establishStepDependenciesAndDefaults', {
      value: (_task: unknown, steps: { remove(name: string): void }) => ['work', 'after'].forEach((name) => steps.remove(name)),
    });
    const app = await engine.app([Handler]);
    expect((await app.orchestrator.createTask({ name: 'annotated', context: {} })).state).toBe('complete');
    expect(await eventually(async () => (await notes(app)).length > 0 && notes(app))).toEqual([{ type: 'seen', annotation: {} }]);
  });

  it('is not called while the task is on its way', async () => {
    const gates = new Gates();
    let calls = 0;
    const Handler = workflow('slow', { one: {}, two: { dependsOn: 'one', run: () => gates.pass('two') } });
    Object.defineProperty(Handler.prototype, 'updateAnnotations', { value: () => void (calls += 1) });
    const app = await engine.app([Handler]);
    const task = await app.orchestrator.createTask({ name: 'slow', context: {} });
    await gates.reached('two');
    expect([calls, await due()]).toEqual([0, []]);
    gates.open('two');
    await app.orchestrator.waitForTask(task, { timeout: '20s' });
    await eventually(() => calls === 1);
    await isDone();
  });

  it.each<[string, Hook]>([
    ['throws', () => { throw new Error('no such ledger'); }], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('no such ledger'))],
    ['gives a note that cannot be stored', () => [{ type: 'no such\nledger', annotation: {} }]],
    ['gives something else', () => 'no such ledger' as never],
    ['gives a list of something else', () => ['no such ledger'] as never],
  ])('that %s is tried again later, leaves nothing and harms neither the task nor the next one', async (_, broken) => {
    let calls = 0;
    const Handler = annotated((...given) => {
      calls += 1;
      return calls === 1 ? broken(...given) : [{ type: 'second', annotation: { calls } }];
    });
    const app = await engine.app([Handler]);
    const done = await app.run(Handler);
    const [waiting] = await eventually(async () => {
      const rows = await engine.rows<{ attempts: number; later: boolean }>(
        'select attempts, due_at > clock_timestamp() as later from tasker.annotation_hooks',
      );
      return engine.logs.with('updateAnnotations').length > 0 && rows[0]?.later && rows;
    });
    expect([waiting, await notes(app)]).toEqual([{ attempts: 1, later: true }, []]);
    expect(engine.logs.with('updateAnnotations')).toMatchObject([
      expect.stringContaining(`error updateAnnotations of task ${done.taskId} failed (try 1), again in 1 s: `),
    ]);
    expect((await app.orchestrator.getTask(done.taskId)).state).toBe('complete');
    await hurry();
    await isDone();
    expect(await notes(app)).toEqual([{ type: 'second', annotation: { calls: 2 } }]);
  });

  it('writes all of its notes or none', async () => {
    let calls = 0;
    const Handler = annotated(() => {
      calls += 1;
      return [
        { type: 'first', annotation: { calls } },
        { type: 'second', annotation: calls === 1 ? { n: 1n } : {} },
      ];
    });
    const app = await engine.app([Handler]);
    await app.run(Handler);
    await eventually(() => engine.logs.with('updateAnnotations').length > 0);
    expect(await notes(app)).toEqual([]);
    await eventually(async () => (await due())[0]?.attempts === 1);
    await hurry();
    await isDone();
    expect(await notes(app)).toEqual([
      { type: 'first', annotation: { calls: 2 } },
      { type: 'second', annotation: {} },
    ]);
  });

  it('is called by one of several workers, once for each task', async () => {
    const calls: string[] = [];
    const Handler = annotated((task) => {
      calls.push(task.taskId);
      return [{ type: 'seen', annotation: {} }];
    });
    const [app] = await Promise.all([1, 2, 3].map(() => engine.app([Handler])));
    const created = await app!.orchestrator.createTasks(Array.from({ length: 60 }, () => ({ name: 'annotated', context: {} })));
    await Promise.all(created.map((task) => app!.orchestrator.waitForTask(task, { timeout: '20s' })));
    await isDone();
    expect(calls.sort()).toEqual(created.map(({ taskId }) => taskId).sort());
    expect(await notes(app!, { limit: 100 })).toHaveLength(60);
  });

  it('runs outside of any transaction', async () => {
    const gates = new Gates();
    const Handler = annotated(async () => {
      await gates.pass('hook');
    });
    const app = await engine.app([Handler]);
    await app.run(Handler);
    await gates.reached('hook');
    const open = `select pid, state, left(query, 60) as query from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and (state like 'idle in transaction%' or xact_start is not null)`;
    // A heartbeat or a poll may be in the middle of its call; a transaction around the hook would be open each time.
    await eventually(async () => (await engine.rows(open)).length === 0, { what: 'no transaction is open' });
    const locks = await engine.rows(`select 1 from tasker.annotation_hooks for update nowait`);
    expect(locks).toHaveLength(1);
    gates.open('hook');
    await isDone();
  });

  it('of a request-scoped class is called on an instance of its own, made for the task', async () => {
    const made: unknown[] = [];
    @Injectable({ scope: Scope.REQUEST })
    @TaskHandler({ name: 'scoped' })
    class Scoped {
      constructor(@Inject(REQUEST) readonly request: { task: { taskId: string }; step?: object }) {
        made.push(request.step === undefined ? 'hook' : 'step');
      }
      @StepHandler() only() {
        return {};
      }
      updateAnnotations(task: RestedTaskView) {
        return [{ type: 'seen', annotation: { same: this.request.task.taskId === task.taskId } }];
      }
    }
    const app = await engine.app([Scoped]);
    await app.run(Scoped);
    expect(await eventually(async () => (await notes(app)).length > 0 && notes(app))).toEqual([
      { type: 'seen', annotation: { same: true } },
    ]);
    expect(made).toEqual(['step', 'hook']);
  });

  it('lets the process end only when it has ended', async () => {
    const gates = new Gates();
    const Handler = annotated(async () => {
      await gates.pass('hook');
      return [{ type: 'seen', annotation: {} }];
    });
    const app = await engine.app([Handler]);
    await app.run(Handler);
    await gates.reached('hook');
    const closed = app.close();
    gates.open('hook');
    await closed;
    expect(await due()).toEqual([]);
    expect(await engine.rows('select 1 from tasker.task_annotations')).toHaveLength(1);
  });

  it('that a worker has left behind is taken over when its time is over, and who comes late writes nothing', async () => {
    const gates = new Gates();
    let calls = 0;
    const Handler = annotated(async () => {
      calls += 1;
      const call = calls;
      if (call === 1) await gates.pass('hanging');
      return [{ type: 'by', annotation: { call } }];
    });
    const app = await engine.app([Handler]);
    await app.run(Handler);
    await gates.reached('hanging');
    const other = await engine.app([Handler]);
    await hurry();
    await isDone();
    gates.open('hanging');
    await app.close();
    expect(await notes(other)).toEqual([{ type: 'by', annotation: { call: 2 } }]);
  });
});
