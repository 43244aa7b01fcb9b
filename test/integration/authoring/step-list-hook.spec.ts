import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  ConfigurationError,
  PermanentError,
  StepHandler,
  TaskHandler,
  type NewTask,
  type StepExecution,
  type StepList,
  type TaskHandlerHooks,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

type Hook = NonNullable<TaskHandlerHooks['establishStepDependenciesAndDefaults']>;

/** A workflow with a hook. */
function hooked(steps: Parameters<typeof workflow>[1], hook: Hook, options: Parameters<typeof workflow>[2] = {}) {
  const Handler = workflow('planned', steps, options);
  Object.defineProperty(Handler.prototype, 'establishStepDependenciesAndDefaults', { value: hook, configurable: true });
  return Handler;
}

/** Checks a list of pages in parallel and sums up what they gave. */
@TaskHandler({ name: 'survey' })
class Survey implements TaskHandlerHooks<{ pages: number[] }> {
  establishStepDependenciesAndDefaults({ context }: NewTask<{ pages: number[] }>, steps: StepList) {
    const names = context.pages.map((page) => `page_${page}`);
    for (const [place, name] of names.entries())
      steps.add({ name, like: 'page', dependsOn: ['begin'], inputs: { page: context.pages[place] } });
    steps.remove('page');
    steps.find('sum_up')!.dependsOn = names;
  }
  @StepHandler() begin() {
    return { offset: 1000 };
  }
  @StepHandler({ dependsOn: 'begin' }) page({ step, sequence }: StepExecution) {
    return { by: step.name, count: (step.inputs as { page: number }).page + sequence.results('begin').offset };
  }
  @StepHandler({ dependsOn: 'page' }) sumUp({ sequence }: StepExecution) {
    const found = sequence.find('page_2');
    return {
      sum: sequence.steps.reduce((sum, { results }) => sum + (results as { count: number }).count, 0),
      names: sequence.steps.map(({ name }) => name).length,
      second: (found?.results as { count: number } | undefined)?.count,
      third: sequence.results('page_3').count,
    };
  }
}

describe('establishStepDependenciesAndDefaults', () => {
  const engine = useEngine();

  it('sees the checked request with its defaults', async () => {
    const tasks: NewTask[] = [];
    const Handler = hooked({ only: {} }, (task) => void tasks.push(task), {
      version: '2.1.0',
      priority: 3,
      context: { type: 'object', properties: { size: { type: 'integer', default: 5 } } },
    });
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const { taskId } = await orchestrator.createTask({ name: 'planned', context: {}, tags: ['vip'], initiator: 'ann' });
    expect(tasks).toEqual([
      {
        ...{ taskId, namespace: 'default', name: 'planned', version: '2.1.0', context: { size: 5 }, priority: 3, tags: ['vip'] },
        ...{ initiator: 'ann', sourceSystem: 'unknown', reason: 'unknown', bypassSteps: [] },
      },
    ]);
  });

  it('may change limits, queue, priority, timeout, inputs and dependencies of this one task', async () => {
    const Handler = hooked({ a: { retryLimit: 2 }, b: { dependsOn: 'a', skippable: true }, c: {} }, ({ context }, steps) => {
      if (context.plain === true) return;
      Object.assign(steps.find('a')!, {
        retryLimit: 9,
        retryable: false,
        skippable: true,
        queue: 'slow',
        priority: 4,
        inputs: { own: [1] },
      });
      Object.assign(steps.find('b')!, { dependsOn: ['c'], timeout: '90s' });
      steps.find('a')!.dependsOn = ['b', 'c'];
    });
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const changed = await orchestrator.createTask({ name: 'planned', context: {} });
    const plain = await orchestrator.createTask({ name: 'planned', context: { plain: true } });
    const shown = (task: typeof changed) =>
      task.steps.map(({ name, parentIds, retryLimit, retryable, skippable, queue, priority, inputs }) => ({
        ...{ name, retryLimit, retryable, skippable, queue, priority, inputs },
        parents: parentIds.map((id) => task.steps.find(({ stepId }) => stepId === id)!.name),
      }));
    const usual = { retryLimit: 3, retryable: true, skippable: false, queue: 'default', priority: 0, inputs: null };
    expect(shown(changed)).toEqual([
      { ...usual, name: 'c', parents: [] },
      { ...usual, name: 'b', skippable: true, parents: ['c'] },
      {
        name: 'a',
        retryLimit: 9,
        retryable: false,
        skippable: true,
        queue: 'slow',
        priority: 4,
        inputs: { own: [1] },
        parents: ['c', 'b'],
      },
    ]);
    expect(shown(plain)).toEqual([
      { ...usual, name: 'a', retryLimit: 2, parents: [] },
      { ...usual, name: 'c', parents: [] },
      { ...usual, name: 'b', skippable: true, parents: ['a'] },
    ]);
    expect(changed).toEqual(await orchestrator.getTask(changed.taskId));
    const timeouts = await engine.rows(
      'select workflow_step_id as id, timeout_ms from tasker.workflow_steps where task_id = $1 order by 1',
      [changed.taskId],
    );
    expect(timeouts.map(({ timeout_ms }) => timeout_ms as number | null)).toEqual([null, 90_000, null]);
  });

  it('may add 100 steps like a declared one and let another depend on all of them', async () => {
    const pages = Array.from({ length: 100 }, (_, place) => place + 1);
    const { run } = await engine.app([Survey]);
    const done = await run(Survey, { pages });
    expect(done).toMatchObject({ state: 'complete', incompleteSteps: 0 });
    expect(done.steps).toHaveLength(102);
    expect(done.results).toMatchObject({ page_100: { by: 'page_100', count: 1_100 } });
    expect(done.results['sum_up']).toEqual({ sum: 5_050 + 100_000, names: 100, second: 1_002, third: 1_003 });
    const again = await run(Survey, { pages: [2, 3] });
    expect(again.results['sum_up']).toMatchObject({ names: 2, sum: 2_005 });
  });

  it('gives added steps the limits of the declared one, and what it says itself', async () => {
    const Handler = hooked({ base: { retryLimit: 7, queue: 'slow', skippable: true, timeout: '3s' } }, (_task, steps) => {
      steps.add({ name: 'like_it', like: 'base' });
      steps.add({ name: 'own', like: 'base', retryLimit: 1, queue: 'default', dependsOn: ['like_it'] });
    });
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const { steps } = await orchestrator.createTask({ name: 'planned', context: {}, bypassSteps: ['like_it'] });
    expect(steps).toMatchObject([
      { name: 'base', retryLimit: 7, queue: 'slow', skippable: true },
      { name: 'like_it', retryLimit: 7, queue: 'slow', skippable: true, state: 'resolved_manually' },
      { name: 'own', retryLimit: 1, queue: 'default', skippable: true },
    ]);
  });

  it('may give one dependency as a text, and leave out what it does not want to say', async () => {
    const Handler = hooked({ a: { retryLimit: 4 }, b: { dependsOn: 'a' } }, (_task, steps) => {
      steps.find('b')!.dependsOn = 'a' as never;
      steps.add({ name: 'c', like: 'a', dependsOn: 'b' as never, retryLimit: undefined });
      steps.add({ name: 'd', like: 'a', dependsOn: undefined });
      steps.remove('b');
    });
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const { steps } = await orchestrator.createTask({ name: 'planned', context: {} });
    expect(steps.map(({ name, parentIds, retryLimit }) => [name, parentIds.length, retryLimit])).toEqual([
      ['a', 0, 4],
      ['c', 0, 4],
      ['d', 0, 4],
    ]);
  });

  it('that leaves no step creates a task that is complete', async () => {
    const Handler = hooked({ a: {}, b: { dependsOn: 'a' } }, (_task, steps) => {
      for (const { name } of [...steps]) steps.remove(name);
    });
    const { orchestrator } = await engine.app([Handler]);
    const created = await orchestrator.createTask({ name: 'planned', context: {} });
    expect(created).toMatchObject({ state: 'complete', steps: [], incompleteSteps: 0, finishedAt: created.requestedAt });
    expect(created).toEqual(await orchestrator.getTask(created.taskId));
  });

  it('that throws, or rejects, creates nothing and its error reaches the caller', async () => {
    const failure = new Error('no stock list');
    const Handler = hooked({ only: {} }, async ({ context }) => {
      if (context.fail === true) throw failure;
    });
    const { orchestrator } = await engine.app([Handler]);
    const creation = orchestrator.createTasks([{}, { fail: true }].map((context) => ({ name: 'planned', context })));
    await expect(creation).rejects.toBe(failure);
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });

  it('is not called when any of the requests cannot be used', async () => {
    let calls = 0;
    const Handler = hooked({ only: {} }, () => void (calls += 1));
    const { orchestrator } = await engine.app([Handler], { worker: false });
    await expect(
      orchestrator.createTasks([
        { name: 'planned', context: {} },
        { name: 'plannd', context: {} },
      ]),
    ).rejects.toThrow('plannd');
    expect(calls).toBe(0);
  });

  it.each<[string, (steps: StepList) => void, string]>([
    ['a cycle', (steps) => void (steps.find('a')!.dependsOn = ['b']), 'the steps depend on each other in a circle: a -> b -> a'],
    ['an unknown dependency', (steps) => void (steps.find('a')!.dependsOn = ['bb']), "'bb'"],
    ['a wrong limit', (steps) => void (steps.find('a')!.retryLimit = 0), "step 'a': 'retryLimit' must be a whole number of 1 or more"],
    ['a wrong queue', (steps) => void (steps.find('a')!.queue = 'two words'), "step 'a': 'queue'"],
    ['inputs that are no JSON', (steps) => void (steps.find('a')!.inputs = { n: 1n }), "step 'a': 'inputs' must be JSON"],
    ['inputs that are too large', (steps) => void (steps.find('a')!.inputs = 'x'.repeat(1_100_000)), "step 'a': 'inputs' cannot be stored"],
    ['a name twice', (steps) => void steps.add({ name: 'a', like: 'b' }), "cannot add step 'a': there is one of that name"],
    ['a wrong name', (steps) => void steps.add({ name: 'a b', like: 'b' }), 'cannot add a step: its name'],
    ['a name of digits', (steps) => void steps.add({ name: '17', like: 'b' }), "'17' must not be a number"],
    [
      'an undeclared example',
      (steps) => void steps.add({ name: 'c', like: 'bb' }),
      "cannot add step 'c' like 'bb', which is not a declared step",
    ],
    ['removing what is not there', (steps) => steps.remove('c'), "cannot remove step 'c': there is none"],
    ['a dependency twice', (steps) => void (steps.find('b')!.dependsOn = ['a', 'a']), "'a'"],
    ['dependencies that are none', (steps) => void (steps.find('b')!.dependsOn = { a: 1 } as never), "step 'b': 'dependsOn'"],
    ['no limit', (steps) => void (steps.find('a')!.retryLimit = undefined as never), "step 'a': 'retryLimit' must be given"],
    ['no queue', (steps) => void (steps.find('a')!.queue = undefined as never), "step 'a': 'queue' must be given"],
    [
      'another example for a declared name',
      (steps) => (steps.remove('b'), steps.add({ name: 'b', like: 'a' })),
      "cannot add step 'b' like 'a'",
    ],
    ['a misspelt key', (steps) => void steps.add({ name: 'c', like: 'b', retyLimit: 4 } as never), 'retyLimit'],
    ['a misspelt key of a declared step', (steps) => void Object.assign(steps.find('a')!, { timeot: '3s' }), 'timeot'],
  ])('that leaves %s is refused with its class and the step, and nothing is created', async (_, change, message) => {
    const Handler = hooked({ a: {}, b: { dependsOn: 'a' } }, (_task, steps) => change(steps));
    const { orchestrator } = await engine.app([Handler], { worker: false });
    const error = await orchestrator.createTask({ name: 'planned', context: {} }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).toMatch(/^Workflow\.establishStepDependenciesAndDefaults: /);
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });

  it.each(['name', 'like'])('may not give a step another %s', async (key) => {
    const Handler = hooked({ a: {} }, (_task, steps) => void Object.assign(steps.find('a')!, { [key]: 'z' }));
    const { orchestrator } = await engine.app([Handler], { worker: false });
    await expect(orchestrator.createTask({ name: 'planned', context: {} })).rejects.toThrow(`read only property '${key}'`);
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });

  it('may not leave more steps than limits.steps', async () => {
    const Handler = hooked({ a: {} }, (_task, steps) => {
      for (let n = 0; n < 20; n += 1) steps.add({ name: `a_${n}`, like: 'a' });
    });
    const { orchestrator } = await engine.app([Handler], { worker: false, limits: { steps: 20 } });
    await expect(orchestrator.createTask({ name: 'planned', context: {} })).rejects.toThrow('21 steps, the limit is 20');
  });

  it('of a request-scoped class is made for the task that is created, its steps for their attempts', async () => {
    const requests: unknown[] = [];
    @Injectable({ scope: Scope.REQUEST })
    @TaskHandler({ name: 'scoped' })
    class Scoped {
      constructor(@Inject(REQUEST) readonly request: { task: { taskId: string }; step?: { name: string } }) {
        requests.push(request.step?.name ?? 'hook');
      }
      establishStepDependenciesAndDefaults(task: NewTask, steps: StepList) {
        if (this.request.task.taskId !== task.taskId) throw new PermanentError('another task');
        steps.add({ name: 'more', like: 'one', dependsOn: ['one'] });
      }
      @StepHandler() one() {
        return { at: this.request.step?.name };
      }
    }
    const { run } = await engine.app([Scoped]);
    expect((await run(Scoped)).results).toEqual({ one: { at: 'one' }, more: { at: 'more' } });
    expect(requests).toEqual(['hook', 'one', 'more']);
  });
});

describe('a task that a hook has planned', () => {
  const engine = useEngine();

  it('runs in another application that has never met the names', async () => {
    const creator = await engine.app([Survey], { worker: false });
    const created = await creator.orchestrator.createTask(Survey, { context: { pages: [1, 2, 3] } });
    await creator.close();
    const { orchestrator } = await engine.app([Survey]);
    const done = await orchestrator.waitForTask(created.taskId, { timeout: '20s' });
    expect(done).toMatchObject({ state: 'complete', results: { sum_up: { sum: 3_006, names: 3, second: 1_002, third: 1_003 } } });
  });

  it('runs a step by the handler that its own hook chose, though another task gives the same name to another one', async () => {
    const by = (name: string) => ({ dependentSystem: name, run: () => ({ by: name }) });
    const Handler = hooked(
      { standard: by('standard'), express: by('express'), report: { run: ({ sequence }) => ({ read: sequence.results('ship') }) } },
      ({ context }, steps) => {
        const like = context.express === true ? 'express' : 'standard';
        steps.add({ name: 'ship', like, ...(context.far === true ? { queue: 'far' } : {}) });
        for (const name of ['standard', 'express']) steps.remove(name);
        steps.find('report')!.dependsOn = ['ship'];
      },
    );
    const creator = await engine.app([Handler], { worker: false });
    const contexts = [{}, { express: true }, { far: true }, { express: true, far: true }, {}];
    const created = await creator.orchestrator.createTasks(contexts.map((context) => ({ name: 'planned', context })));
    const expected = ['standard', 'express', 'standard', 'express', 'standard'];
    const worker = await engine.app([Handler], { worker: { queues: ['default', 'far'] } });
    const own = await worker.orchestrator.createTasks(contexts.map((context) => ({ name: 'planned', context })));
    const done = await Promise.all([...created, ...own].map((task) => worker.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(done.map(({ results }) => results['report'])).toEqual([...expected, ...expected].map((name) => ({ read: { by: name } })));
  });

  it('runs where the worker was there before its names and its queue', async () => {
    const Handler = hooked({ base: { run: ({ step }) => ({ by: step.name }) } }, (_task, steps) => {
      steps.add({ name: 'far', like: 'base', queue: 'far' });
    });
    const worker = await engine.app([Handler], { worker: { queues: ['default', 'far'], lease: '1s' } });
    const creator = await engine.app([Handler], { worker: false });
    const created = await creator.orchestrator.createTask({ name: 'planned', context: {} });
    const done = await worker.orchestrator.waitForTask(created.taskId, { timeout: '20s' });
    expect(done.results).toEqual({ base: { by: 'base' }, far: { by: 'far' } });
  });
});
