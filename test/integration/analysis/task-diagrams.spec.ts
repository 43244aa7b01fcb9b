import { diagramHtml, diagramMermaid, RetryableError, TaskDiagrams } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { TaskOutlineReader } from '../../../libs/tasker/src/database/task-outline.reader.js';
import { TaskOutlines } from '../../../libs/tasker/src/orchestration/task.outlines.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { insertTask } from '../../support/rows.js';
import { diamond, workflow } from '../../support/workflows.js';

const diagrams = (app: EngineApp) => app.module.get(TaskDiagrams, { strict: false });

describe('the diagram of a task', () => {
  const engine = useEngine();

  it('tells when a failed step is tried again, what waits for it, and what went wrong without its secrets', async () => {
    const order = workflow('order', {
      pay: { run: () => Promise.reject(new RetryableError('token tok-4711-xyz was refused', { retryAfter: 3000 })) },
      ship: { dependsOn: 'pay' },
    });
    const app = await engine.app([order]);
    const { taskId } = await app.orchestrator.createTask({ name: 'order', context: { token: 'tok-4711-xyz' } });
    await eventually(async () => (await app.orchestrator.getTask(taskId)).steps[0]!.state === 'error');
    const diagram = await diagrams(app).ofTask(taskId);
    const [, pay, ship] = diagram.nodes;
    expect(pay!.label).toEqual([
      'pay',
      expect.stringMatching(/^error, [\d.]+ s$/),
      'attempt 1 of 3',
      expect.stringMatching(/^retry in (?:49 min \d+ s|50 min)$/),
      'token [FILTERED] was refused',
    ]);
    expect(ship).toMatchObject({ label: ['ship', 'pending', 'waiting for parents'], critical: true });
    expect(diagramHtml(diagram) + diagramMermaid(diagram)).not.toContain('tok-4711');
  });

  it('reads no inputs and results, and the context only where a message may repeat it', async () => {
    const app = await engine.app([diamond()], { worker: false });
    const reader = app.module.get(TaskOutlineReader, { strict: false });
    const context = vi.spyOn(reader, 'context');
    const whole = vi.spyOn(app.orchestrator, 'getTask');
    const done = await insertTask(engine.client, [{ state: 'complete', results: { text: 'of a step' } }], { definition: 'done' });
    expect((await diagrams(app).ofTask(done)).nodes).toHaveLength(2);
    expect([context.mock.calls, whole.mock.calls]).toEqual([[], []]);
    const error = { message: 'tok-4711 was refused', errorClass: 'Error' };
    const failed = await insertTask(engine.client, [{ state: 'error', error }], { definition: 'failed', context: { token: 'tok-4711' } });
    expect(JSON.stringify(await diagrams(app).ofTask(failed))).toContain('[FILTERED] was refused');
    expect([context.mock.calls, whole.mock.calls]).toEqual([[[failed]], []]);
    const { steps, ...task } = await app.module.get(TaskOutlines, { strict: false }).of(done);
    expect(Object.keys({ ...task, ...steps[0] })).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(context|inputs|results)$/)]),
    );
    await expect(diagrams(app).ofTask('x')).rejects.toThrow('taskId: must be a UUID');
    await expect(diagrams(app).ofTask('0197a000-0000-7000-8000-000000000000')).rejects.toThrow('there is no task');
  });

  it('says that a task is paused', async () => {
    const app = await engine.app([diamond()], { worker: false });
    const { taskId } = await app.orchestrator.createTask({ name: 'diamond', context: {} });
    await app.orchestrator.pauseTask(taskId, { actor: 'ann' });
    const { nodes, heading } = await diagrams(app).ofTask(taskId);
    expect(nodes[0]!.label[2]).toBe('pending, paused');
    expect(heading).toContainEqual(['Status', 'pending, paused']);
    expect(nodes[1]!.label).toContain('paused');
  });

  it('counts a task of 1,000 steps by groups of levels', async () => {
    const app = await engine.app([diamond()], { worker: false });
    const chain = Array.from({ length: 1_000 }, (_, place) => ({
      name: 'link',
      parents: place === 0 ? [] : [place],
    }));
    const taskId = await insertTask(engine.client, chain, { definition: 'long' });
    const diagram = await diagrams(app).ofTask(taskId);
    expect(diagram).toMatchObject({ condensed: true, totalSteps: 1_000, totalDependencies: 999 });
    expect(diagram.nodes).toHaveLength(31);
  });
});
