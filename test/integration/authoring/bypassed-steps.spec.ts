import type { InvalidRequestError } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const refusal = (creation: Promise<unknown>) =>
  creation.then(
    () => [{ path: '', message: 'it was created' }],
    (error: InvalidRequestError) => error.issues,
  );

describe('bypassSteps', () => {
  const engine = useEngine();
  const ran: string[] = [];
  const step = (options: object = {}) => ({ ...options, run: ({ step: { name } }: { step: { name: string } }) => void ran.push(name) });
  const Order = workflow('order', {
    check: step(),
    gift_wrap: step({ dependsOn: 'check', skippable: true }),
    notify: step({ dependsOn: 'gift_wrap', skippable: true }),
    ship: step({ dependsOn: ['gift_wrap', 'check'] }),
    audit: step({ skippable: true }),
  });
  const AllSkippable = workflow('lenient', { a: step({ skippable: true }), b: step({ dependsOn: 'a', skippable: true }) });
  const histories = `select n.name, h.from_state, h.to_state, h.attempt, h.metadata from tasker.workflow_step_transitions h
    join tasker.workflow_steps s on s.task_id = h.task_id and s.workflow_step_id = h.workflow_step_id
    join tasker.named_steps n on n.named_step_id = s.named_step_id
    where h.to_state = 'resolved_manually' order by n.name`;

  it('leaves them out: resolved from the beginning with an empty result, and what depends on them alone starts', async () => {
    ran.length = 0;
    const { orchestrator } = await engine.app([Order]);
    const created = await orchestrator.createTask({ name: 'order', context: {}, bypassSteps: ['audit', 'gift_wrap'] });
    expect(created.bypassSteps).toEqual(['audit', 'gift_wrap']);
    const done = await orchestrator.waitForTask(created, { timeout: '20s' });
    expect(ran.sort()).toEqual(['check', 'notify', 'ship']);
    expect(Object.fromEntries(done.steps.map(({ name, state, attempts }) => [name, `${state} ${attempts}`]))).toEqual({
      check: 'complete 1',
      gift_wrap: 'resolved_manually 0',
      notify: 'complete 1',
      ship: 'complete 1',
      audit: 'resolved_manually 0',
    });
    expect([done.state, done.incompleteSteps]).toEqual(['complete', 0]);
    const bypassed = { from_state: 'pending', to_state: 'resolved_manually', attempt: 0, metadata: { bypassed: true } };
    expect(await engine.rows(histories)).toEqual([
      { name: 'audit', ...bypassed },
      { name: 'gift_wrap', ...bypassed },
    ]);
  });

  it('gives its dependents an empty result', async () => {
    const Reader = workflow('reader', {
      first: { skippable: true, run: () => ({ n: 1 }) },
      second: { dependsOn: 'first', run: ({ sequence }) => ({ read: sequence.results('first'), found: sequence.find('first') }) },
    });
    const { orchestrator } = await engine.app([Reader]);
    const created = await orchestrator.createTask({ name: 'reader', context: {}, bypassSteps: ['first'] });
    const { results } = await orchestrator.waitForTask(created, { timeout: '20s' });
    expect(results).toEqual({ second: { read: {}, found: { name: 'first', results: {} } } });
  });

  it.each([
    ['two of them', ['gift_wrap', 'audit'], ['check', 'notify']],
    ['a chain', ['gift_wrap', 'notify'], ['check', 'audit']],
    ['one that waits for another', ['notify'], ['check', 'audit']],
    ['one name twice', ['audit', 'audit'], ['check']],
  ])('gives the view that getTask gives, where nobody works: %s', async (_, bypassSteps, ready) => {
    const { orchestrator } = await engine.app([Order], { worker: false });
    const created = await orchestrator.createTask({ name: 'order', context: {}, bypassSteps });
    expect(created).toEqual(await orchestrator.getTask(created.taskId));
    expect(
      created.steps
        .filter(({ readyAt }) => readyAt !== null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...ready].sort());
  });

  it.each([[[]], [['a']], [['a', 'b']], [['b', 'c']]])(
    'gives the view that getTask gives where one step runs at a time, here without %j',
    async (bypassSteps) => {
      const graph = {
        a: { skippable: true },
        b: { skippable: true, priority: 3 },
        c: { dependsOn: 'a', skippable: true, priority: 9 },
        d: { dependsOn: 'b' },
      };
      const Serial = workflow('serial', graph, { concurrent: false });
      const { orchestrator } = await engine.app([Serial], { worker: false });
      const created = await orchestrator.createTask({ name: 'serial', context: {}, bypassSteps });
      expect(created).toEqual(await orchestrator.getTask(created.taskId));
      expect(created.steps.filter(({ readyAt }) => readyAt !== null)).toHaveLength(1);
      const worker = await engine.app([Serial]);
      const done = await worker.orchestrator.waitForTask(created, { timeout: '20s' });
      expect(done.steps.filter(({ attempts }) => attempts === 1)).toHaveLength(4 - bypassSteps.length);
    },
  );

  it('of every step creates a task that is complete, with its history', async () => {
    ran.length = 0;
    const { orchestrator } = await engine.app([AllSkippable]);
    const created = await orchestrator.createTask({ name: 'lenient', context: {}, bypassSteps: ['b', 'a'] });
    expect(created).toMatchObject({ state: 'complete', incompleteSteps: 0, steps: [{ results: {} }, { results: {} }] });
    expect(created.finishedAt).toEqual(created.requestedAt);
    expect(created).toEqual(await orchestrator.getTask(created.taskId));
    expect(await orchestrator.waitForTask(created, { timeout: '1s' })).toEqual(created);
    expect(ran).toEqual([]);
    const states = await engine.rows('select from_state, to_state from tasker.task_transitions order by created_at, task_transition_id');
    expect(states.at(-1)).toMatchObject({ to_state: 'complete' });
  });

  it('refuses each name that cannot be left out, with its place, and writes nothing', async () => {
    const { orchestrator } = await engine.app([Order], { worker: false });
    const bypassSteps = ['audit', 'ship', 'gift_wrop', '', 'check'];
    expect(await refusal(orchestrator.createTask({ name: 'order', context: {}, bypassSteps }))).toEqual([
      { path: 'bypassSteps.1', message: "'ship' is not skippable: only steps declared so can be bypassed" },
      { path: 'bypassSteps.2', message: "'gift_wrop' is not a step of the task; did you mean 'gift_wrap'?" },
      { path: 'bypassSteps.3', message: expect.stringContaining('is not a step of the task') },
      { path: 'bypassSteps.4', message: "'check' is not skippable: only steps declared so can be bypassed" },
    ]);
    const requests = [[], ['ship']].map((names) => ({ name: 'order', context: {}, bypassSteps: names }));
    expect(await refusal(orchestrator.createTasks(requests))).toMatchObject([{ path: '1.bypassSteps.0' }]);
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });
});
