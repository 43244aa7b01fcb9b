import { TaskAnnotations } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { classOf, useProcesses } from '../../support/processes.js';
import type { ProcessWorkflow } from '../../support/worker.process.js';

describe('hooks in processes of their own', () => {
  const engine = useEngine();
  const processes = useProcesses();
  const options = { worker: { pollInterval: '100ms', lease: '1s' } } as const;

  it('updateAnnotations of a process that is killed in the middle of it runs again in another one, and its notes stand once', async () => {
    const journal: ProcessWorkflow = { name: 'journal', steps: [{ name: 'only' }], annotates: { gate: 'never' } };
    const victim = await processes.start({ url: engine.url, workflows: [journal], options });
    victim.send({ run: { name: 'journal', context: {} } });
    const taskId = (await victim.said('annotating'))[0]!.taskId as string;
    await victim.end('SIGKILL');
    expect(await engine.rows('select attempts from tasker.annotation_hooks')).toEqual([{ attempts: 1 }]);
    await engine.rows('update tasker.annotation_hooks set due_at = clock_timestamp()');
    const heir = await processes.start({ url: engine.url, workflows: [{ ...journal, annotates: {} }], options });
    await eventually(async () => (await engine.rows('select 1 from tasker.annotation_hooks')).length === 0, { what: 'the hook is done' });
    const { module } = await engine.app([], { worker: false });
    expect(await module.get(TaskAnnotations).find({ taskId })).toMatchObject([{ type: 'annotated', annotation: { pid: heir.pid } }]);
  });

  it('steps that a hook added in a process run in another one, of the same and of another queue, as their own names', async () => {
    const fan: ProcessWorkflow = {
      name: 'fan',
      steps: [{ name: 'part' }, { name: 'all', dependsOn: 'part' }],
      adds: [
        { name: 'part_2', like: 'part' },
        { name: 'part_3', like: 'part', queue: 'far', dependsOn: ['part_2'] },
        { name: 'all_2', like: 'all', dependsOn: ['part_2', 'part_3'] },
      ],
    };
    const creator = await processes.start({ url: engine.url, workflows: [fan], options: { worker: false } });
    creator.send({ run: { name: 'fan', context: {} } });
    const [created] = await creator.said('created');
    await creator.end('SIGKILL');
    const { adds: _, ...plain } = fan;
    const worker = await processes.start({
      url: engine.url,
      workflows: [{ ...plain, adds: [] }],
      options: { worker: { ...options.worker, queues: ['default', 'far'] } },
    });
    const reader = await engine.app([classOf(fan)], { worker: false });
    const done = await reader.orchestrator.waitForTask(created!.taskId as string, { timeout: '30s' });
    expect(done.state).toBe('complete');
    expect(Object.keys(done.results).sort()).toEqual(['all', 'all_2', 'part', 'part_2', 'part_3']);
    expect(done.steps.map(({ name, results }) => [name, (results as { pid: number }).pid])).toEqual(
      done.steps.map(({ name }) => [name, worker.pid]),
    );
  });
});
