import {
  InvalidRequestError,
  NotFoundError,
  PermanentError,
  StateTransitionError,
  type StepChangeActing,
  type TaskChange,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

const UNKNOWN = '0197a000-0000-7000-8000-000000000000';

describe('what people change of tasks and steps', () => {
  const engine = useEngine();
  const idle = async () => {
    const { orchestrator } = await engine.app([workflow('order', { pay: {}, ship: { dependsOn: 'pay' } })], {
      worker: false,
      limits: { contextBytes: 100 },
    });
    return { orchestrator, taskId: (await orchestrator.createTask({ name: 'order', context: { amount: 1 } })).taskId };
  };
  const paths = async (call: Promise<unknown>) => {
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    return (error as InvalidRequestError).issues.map(({ path }) => path);
  };

  it('other inputs reach the handler in the next attempt, beside the context', async () => {
    const seen: unknown[] = [];
    const pay = ({ step, task }: { step: { inputs: unknown }; task: { context: unknown } }) => {
      seen.push([step.inputs, task.context]);
      if ((step.inputs as { amount: number }).amount < 0) throw new PermanentError('negative');
    };
    const { orchestrator } = await engine.app([workflow('order', { pay: { run: pay } })]);
    const task = await orchestrator.waitForTask(await orchestrator.createTask({ name: 'order', context: { amount: -1 } }), {
      timeout: '20s',
    });
    const changed = await orchestrator.changeInputs(task.taskId, 'pay', { inputs: { amount: 12 }, actor: 'ann', reason: 'sign' });
    expect(changed).toMatchObject({ state: 'error', steps: [{ state: 'error', inputs: { amount: 12 } }] });
    await orchestrator.retryTask(task.taskId);
    expect(await orchestrator.waitForTask(task.taskId, { timeout: '20s' })).toMatchObject({ state: 'complete' });
    expect(seen).toEqual([
      [{ amount: -1 }, { amount: -1 }],
      [{ amount: 12 }, { amount: -1 }],
    ]);
    await expect(orchestrator.changeInputs(task.taskId, 'pay', { inputs: {} })).rejects.toThrow(
      `step 'pay' of task ${task.taskId} is complete: it makes no further attempt`,
    );
  });

  it('a running step is left alone, and the refusal says which attempt runs', async () => {
    const gates = new Gates();
    const { orchestrator } = await engine.app([workflow('order', { pay: { run: () => gates.pass('pay') } })]);
    const { taskId } = await orchestrator.createTask({ name: 'order', context: {} });
    await gates.reached('pay');
    const refused = orchestrator.updateStep(taskId, 'pay', { inputs: { a: 1 }, retryLimit: 9 });
    await expect(refused).rejects.toBeInstanceOf(StateTransitionError);
    await expect(refused).rejects.toThrow(/is in_progress: attempt 1 has been running since/);
    gates.open('pay');
    expect((await orchestrator.waitForTask(taskId, { timeout: '20s' })).steps[0]).toMatchObject({ inputs: null, retryLimit: 3 });
  });

  it('inputs and retry limit together; null gives the context back; any JSON may be an input', async () => {
    const { orchestrator, taskId } = await idle();
    const step = async (acting: StepChangeActing) => (await orchestrator.updateStep(taskId, 1, acting)).steps[0];
    expect(await step({ inputs: [1, 'a', null], retryLimit: 7 })).toMatchObject({ inputs: [1, 'a', null], retryLimit: 7 });
    expect(await step({ inputs: 5 })).toMatchObject({ inputs: 5, retryLimit: 7 });
    expect(await step({ retryLimit: 2 })).toMatchObject({ inputs: 5, retryLimit: 2 });
    expect(await step({ inputs: null })).toMatchObject({ inputs: null, retryLimit: 2 });
  });

  it('reason and tags, also of a task that rests', async () => {
    const { orchestrator, taskId } = await idle();
    await orchestrator.cancelTask(taskId);
    const task = await orchestrator.updateTask(taskId, { reason: 'twice', tags: ['a', 'b'] }, { actor: 'ann' });
    expect(task).toMatchObject({ state: 'cancelled', reason: 'twice', tags: ['a', 'b'] });
    expect(await orchestrator.updateTask(taskId, { tags: [] })).toMatchObject({ reason: 'twice', tags: [] });
  });

  it('bad input is named and nothing is changed', async () => {
    const { orchestrator, taskId } = await idle();
    const before = await orchestrator.getTask(taskId);
    const changes: [unknown, string[]][] = [
      [{}, ['']],
      [null, ['']],
      [{ reason: 'x'.repeat(129) }, ['reason']],
      [{ reason: 'a\0', tags: 'vip' }, ['reason', 'tags']],
      [{ tags: ['ok', 7, '\ud800'] }, ['tags.1', 'tags.2']],
      [{ tag: ['vip'] }, ['tag']],
    ];
    for (const [change, expected] of changes) expect(await paths(orchestrator.updateTask(taskId, change as TaskChange))).toEqual(expected);
    expect(await paths(orchestrator.updateTask('17', { reason: 'x' }, { actor: 7 } as never))).toEqual(['taskId', 'actor']);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const steps: [unknown, string[]][] = [
      [{}, ['']],
      [{ retryLimit: 0 }, ['retryLimit']],
      [{ input: {} }, ['input']],
      [{ inputs: { text: 'a\0' } }, ['inputs']],
      [{ inputs: { big: 'x'.repeat(100) } }, ['inputs']],
      [{ inputs: new Map() }, ['inputs']],
      [{ inputs: circle }, ['inputs']],
      [{ inputs: () => 1 }, ['inputs']],
    ];
    for (const [acting, expected] of steps)
      expect(await paths(orchestrator.updateStep(taskId, 1, acting as StepChangeActing))).toEqual(expected);
    expect(await paths(orchestrator.changeInputs(taskId, 1, { actor: 'ann' } as never))).toEqual(['inputs']);
    expect(await orchestrator.getTask(taskId)).toEqual(before);
    await expect(orchestrator.updateTask(UNKNOWN, { reason: 'x' })).rejects.toBeInstanceOf(NotFoundError);
    await expect(orchestrator.changeInputs(taskId, 'pya', { inputs: {} })).rejects.toThrow(`task ${taskId} has no step 'pya'`);
  });
});
