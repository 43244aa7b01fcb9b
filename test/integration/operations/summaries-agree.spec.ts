import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { insertTask } from '../../support/rows.js';
import { STEP_KINDS } from '../../support/step.kinds.js';
import { workflow } from '../../support/workflows.js';

describe('the summary of a task view', () => {
  const engine = useEngine({ guarded: false });

  it('says what executionContext says, for every pair of steps, as they are, paused, cancelled, resolved and stopped', async () => {
    const { orchestrator } = await engine.app([], { worker: false });
    const kinds = Object.values(STEP_KINDS);
    const seen = new Set<string>();
    for (const [place, first] of kinds.entries()) {
      for (const second of kinds.slice(place)) {
        for (const action of [
          'select $1::uuid',
          ...['pause', 'cancel', 'resolve'].map((word) => `select tasker.${word}_task($1, 'ann', 'why')`),
          "select tasker.stop_tasks(array[$1::uuid], '{over}', 'TaskTimeoutError', 'max_execution_time', clock_timestamp())",
        ]) {
          const id = await insertTask(engine.client, [first, second, { parents: [1, 2] }]);
          await engine.client.query(action, [id]);
          const [view, context] = await Promise.all([orchestrator.getTask(id), orchestrator.executionContext(id)]);
          expect(view.summary).toEqual(context.workflowSummary);
          seen.add(context.executionStatus);
        }
      }
    }
    expect([...seen].sort()).toEqual([
      'blocked_by_failures',
      'cancelled',
      'has_ready_steps',
      'paused',
      'processing',
      'resolved_manually',
      'waiting_for_dependencies',
    ]);
  });

  it('of a task that is created, and of one without anything left to do', async () => {
    const Order = workflow('order', { pay: { skippable: true }, ship: { dependsOn: 'pay' }, tell: {} });
    const { orchestrator } = await engine.app([Order], { worker: false });
    for (const bypassSteps of [[], ['pay']]) {
      const created = await orchestrator.createTask(Order, { context: {}, bypassSteps });
      expect(created.summary).toEqual((await orchestrator.executionContext(created.taskId)).workflowSummary);
      expect(created.summary).toMatchObject({ status: 'has_ready_steps', totalSteps: 3, ready: 2, completed: bypassSteps.length });
    }
  });
});
