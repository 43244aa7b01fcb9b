import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { useProcesses } from '../../support/processes.js';
import type { ProcessPlan, ProcessWorkflow, WorkerProcess } from '../../support/worker.process.js';

const ORDER: ProcessWorkflow = { name: 'order', steps: [{ name: 'first' }, { name: 'second', dependsOn: 'first' }] };
const idsOf = (process: WorkerProcess, kind: string) => process.messages.filter((one) => one.kind === kind).map(({ id }) => id as string);

describe('a process that is killed while a durable subscriber has events', () => {
  const engine = useEngine();
  const processes = useProcesses();
  const plan = (gate?: string): ProcessPlan => ({
    url: engine.url,
    workflows: [ORDER],
    quiet: true,
    subscribers: [{ group: 'log', patterns: ['step.completed', 'task.completed'], ...(gate === undefined ? {} : { gate }) }],
    options: { worker: { pollInterval: 100 }, events: { durable: { pollInterval: 50 } } },
  });

  it('is followed by another one after the lease: each event is taken, those of a task in order, and none is lost', async () => {
    const killed = await processes.start(plan('never'));
    for (let task = 0; task < 8; task += 1) killed.send({ run: { name: 'order', context: { task } } });
    const completed = `select from tasker.tasks where state = 'complete'`;
    await eventually(async () => (await engine.rows(completed)).length === 8, { what: 'every task is complete' });
    await killed.said('given', 8);
    const other = await processes.start(plan());
    expect(idsOf(other, 'taken')).toEqual([]);
    // The events have outlived their page by now: they were put aside while they were with the subscriber.
    await eventually(async () => (await engine.rows('select from tasker.event_deliveries')).length > 0, { what: 'the page is stored' });
    expect(await killed.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    expect(idsOf(killed, 'taken')).toEqual([]);

    await eventually(() => idsOf(other, 'taken').length >= 24, { what: 'all events at the other process' });
    const history = await engine.rows(`
      select kind || ':' || id || ':' || kind || '.completed' as event, task_id from (
        select 'step' as kind, workflow_step_transition_id as id, task_id, created_at from tasker.workflow_step_transitions where to_state = 'complete'
        union all
        select 'task', task_transition_id, task_id, created_at from tasker.task_transitions where to_state = 'complete') h
      order by task_id, created_at, kind`);
    const taken = other.messages.filter(({ kind }) => kind === 'taken');
    for (const taskId of new Set(history.map(({ task_id }) => task_id))) {
      expect(taken.filter((one) => one.taskId === taskId).map(({ id }) => id)).toEqual(
        history.filter(({ task_id }) => task_id === taskId).map(({ event }) => event),
      );
    }
    expect(taken).toHaveLength(24);
  });
});
