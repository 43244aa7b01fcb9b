import { PermanentError, RetryableError, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const WORKERS = 4;
const TASKS = 12;
const WIDTH = 8;

describe(`concurrent: false with ${WORKERS} workers`, () => {
  const engine = useEngine();

  it('runs one step of a task at a time and every step of it, failed attempts included, while tasks run side by side', async () => {
    const running = new Map<string, string>();
    const overlaps: string[] = [];
    const inTasks = new Set<string>();
    let atOnce = 0;
    const run = async ({ task, step }: StepExecution) => {
      const other = running.get(task.taskId);
      if (other !== undefined) overlaps.push(`${step.name} of ${task.taskId} began while ${other} ran`);
      running.set(task.taskId, step.name);
      atOnce = Math.max(atOnce, running.size);
      // Several turns of the event loop: whoever runs beside it has time to begin.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      running.delete(task.taskId);
      inTasks.add(`${task.taskId} ${step.name}`);
      if (step.name.endsWith('3') && step.attempt === 1) throw new RetryableError('again', { retryAfter: 0 });
      return { attempt: step.attempt };
    };
    const sides = Array.from({ length: WIDTH }, (_, place): [string, object] => [`side${place}`, { run }]);
    const ends = Array.from({ length: WIDTH }, (_, place): [string, object] => [`end${place}`, { run, dependsOn: `side${place}` }]);
    const Handler = workflow('serial', Object.fromEntries([...sides, ...ends]), { concurrent: false });
    const apps = await Promise.all(Array.from({ length: WORKERS }, () => engine.app([Handler], { worker: { pollInterval: '50ms' } })));
    const created = await Promise.all(
      Array.from({ length: TASKS }, (_, place) => apps[place % WORKERS]!.orchestrator.createTask({ name: 'serial', context: {} })),
    );
    const done = await Promise.all(created.map((task) => apps[0]!.orchestrator.waitForTask(task, { timeout: '50s' })));
    expect(overlaps).toEqual([]);
    expect(done.map(({ state }) => state)).toEqual(created.map(() => 'complete'));
    expect(inTasks.size).toBe(TASKS * WIDTH * 2);
    expect(done.map(({ steps }) => steps.filter(({ attempts }) => attempts === 2).length)).toEqual(created.map(() => 2));
    expect(atOnce).toBeGreaterThan(1);
    const overlapping = await engine.rows(
      `select 1 from tasker.workflow_step_transitions a join tasker.workflow_step_transitions b on a.task_id = b.task_id
         and a.workflow_step_id < b.workflow_step_id and a.started_at < b.created_at and b.started_at < a.created_at`,
    );
    expect(overlapping).toEqual([]);
  });

  it('goes on with the others when a step fails for good, and rests in error', async () => {
    const ran: string[] = [];
    const run = ({ step }: StepExecution) => {
      ran.push(step.name);
      if (step.name === 'first') throw new PermanentError('no');
    };
    const Handler = workflow(
      'serial',
      { first: { run, priority: 5 }, second: { run }, third: { run, dependsOn: 'second' }, never: { run, dependsOn: 'first' } },
      { concurrent: false },
    );
    const [app] = await Promise.all(Array.from({ length: WORKERS }, () => engine.app([Handler])));
    const done = await app!.run(Handler);
    expect(done.state).toBe('error');
    expect(ran).toEqual(['first', 'second', 'third']);
    expect(done.steps.find(({ name }) => name === 'never')?.state).toBe('pending');
  });

  it('keeps the turn with a step that waits for its next attempt', async () => {
    const ran: string[] = [];
    const run = ({ step }: StepExecution) => {
      ran.push(step.name);
      if (step.name === 'flaky' && step.attempt === 1) throw new RetryableError('again', { retryAfter: 3_600 });
    };
    const Handler = workflow('serial', { flaky: { run, priority: 5 }, other: { run } }, { concurrent: false });
    const app = await engine.app([Handler]);
    const { taskId } = await app.orchestrator.createTask({ name: 'serial', context: {} });
    const waiting = "select 1 from tasker.workflow_steps where state = 'error' and ready_at > clock_timestamp()";
    await eventually(async () => (await engine.rows(waiting)).length === 1);
    await engine.rows("update tasker.workflow_steps set ready_at = clock_timestamp() where state = 'error'");
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
    expect(ran).toEqual(['flaky', 'flaky', 'other']);
  });

  it('gives the turn on when the worker that has it is lost', async () => {
    const ran: string[] = [];
    const Handler = workflow(
      'serial',
      { a: { run: () => void ran.push('a') }, b: { run: () => void ran.push('b') } },
      { concurrent: false },
    );
    const creator = await engine.app([Handler], { worker: false, backoff: { defaultBackoffSeconds: [0] } });
    const { taskId } = await creator.orchestrator.createTask({ name: 'serial', context: {} });
    const lost = await engine.worker();
    expect(await lost.claim()).toHaveLength(1);
    await lost.fallSilent(engine.client);
    await Promise.all(Array.from({ length: WORKERS }, () => engine.app([Handler], { backoff: { defaultBackoffSeconds: [0] } })));
    const done = await creator.orchestrator.waitForTask(taskId, { timeout: '20s' });
    expect([done.state, ran.sort()]).toEqual(['complete', ['a', 'b']]);
  });

  it('lets the steps of a task that says nothing run side by side', async () => {
    const gates = new Gates();
    const Handler = workflow('parallel', { a: { run: () => gates.pass('a') }, b: { run: () => gates.pass('b') } });
    const app = await engine.app([Handler]);
    const task = await app.orchestrator.createTask({ name: 'parallel', context: {} });
    await Promise.all([gates.reached('a'), gates.reached('b')]);
    gates.open('a');
    gates.open('b');
    expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
  });
});
