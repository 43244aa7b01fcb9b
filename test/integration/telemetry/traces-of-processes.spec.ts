import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import type { ReceivedSpan } from '../../support/otlp.receiver.js';
import { classOf, useProcesses } from '../../support/processes.js';
import { useTracing } from '../../support/tracing.js';
import type { ProcessWorkflow } from '../../support/worker.process.js';

const preload = new URL('../../support/worker-process/tracing.mjs', import.meta.url).href;

/** A diamond whose steps are spread over two queues, which two processes work on; one of its steps fails once. */
const SPREAD: ProcessWorkflow = {
  name: 'spread',
  steps: [
    { name: 'top', queue: 'a', does: { pauseMs: 20 } },
    { name: 'left', queue: 'a', dependsOn: 'top', does: { pauseMs: 20 } },
    { name: 'right', queue: 'b', dependsOn: 'top', does: { retryFirst: { after: 0 }, pauseMs: 20 } },
    { name: 'bottom', queue: 'b', dependsOn: ['left', 'right'], does: { pauseMs: 20 } },
  ],
};

const STEP_ROWS = `
  select workflow_step_id as step, attempt, started_at as started, created_at as ended, to_state as state
  from tasker.workflow_step_transitions`;

describe('the trace of a task that several processes work on', () => {
  const tracing = useTracing();
  const engine = useEngine();
  const processes = useProcesses();

  const start = (service: string, workflow: ProcessWorkflow, queues: string[]) =>
    processes.start({
      url: engine.url,
      workflows: [workflow],
      options: { worker: { queues, pollInterval: '100ms', lease: '1s' } },
      preload: [`${preload}?${new URLSearchParams({ url: tracing.receiver.traces, service }).toString()}`],
    });
  const create = async (workflow: ProcessWorkflow) => {
    const app = await engine.app([classOf(workflow)], { worker: false });
    const { taskId } = await app.orchestrator.createTask({ name: workflow.name, context: {} });
    return { app, taskId };
  };
  /** Its spans, once that of the whole has arrived. */
  const traceOf = async (): Promise<ReceivedSpan[]> => {
    const [whole] = await tracing.receiver.received('tasker.task.execution');
    await tracing.flush();
    return tracing.receiver.trace(whole!.traceId);
  };
  const attemptsIn = (spans: readonly ReceivedSpan[]) => spans.filter(({ name }) => name === 'tasker.step.execution');
  const said = ({ attributes, service, status }: ReceivedSpan) =>
    `${String(attributes['tasker.step_name'])} ${String(attributes['tasker.attempt_number'])} by ${service}: ${status.code}`;

  /** All that happens to a task is a child of its creation. */
  function expectOneCreation(spans: readonly ReceivedSpan[]): ReceivedSpan {
    const [creation, ...more] = spans.filter(({ name }) => name === 'tasker.task.initialize');
    expect([creation, more]).toMatchObject([{ parentSpanId: '', service: 'test' }, []]);
    const others = spans.filter((span) => span !== creation);
    expect(new Set(others.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([creation!.spanId]));
    return creation!;
  }

  async function expectWithinRows(attempts: readonly ReceivedSpan[]): Promise<void> {
    const rows = await engine.rows<{ step: number; attempt: number; started: Date; ended: Date; state: string }>(STEP_ROWS);
    for (const { attributes, start, end } of attempts) {
      const row = rows.find(
        ({ step, attempt }) => step === attributes['tasker.step_id'] && attempt === attributes['tasker.attempt_number'],
      )!;
      // Whole milliseconds, at the beginning of a span and in what is read of a row.
      expect(start).toBeGreaterThanOrEqual(row.started.getTime() - 1);
      expect(end).toBeLessThanOrEqual(row.ended.getTime() + 1);
    }
  }

  it('is one: parents, times, links and status are right, and the task has one span', async () => {
    await Promise.all([start('a', SPREAD, ['a']), start('b', SPREAD, ['b'])]);
    const { app, taskId } = await create(SPREAD);
    await app.orchestrator.waitForTask(taskId, { timeout: '30s' });
    const spans = await traceOf();
    const creation = expectOneCreation(spans);
    const attempts = attemptsIn(spans);
    expect(attempts.map(said).sort()).toEqual([
      'bottom 1 by b: ok',
      'left 1 by a: ok',
      'right 1 by b: error',
      'right 2 by b: ok',
      'top 1 by a: ok',
    ]);
    await expectWithinRows(attempts);
    for (const { start, end } of attempts) expect(end - start).toBeGreaterThanOrEqual(19);
    const of = (step: string, attempt = 1) =>
      attempts.find(({ attributes }) => attributes['tasker.step_name'] === step && attributes['tasker.attempt_number'] === attempt)!;
    expect(of('right', 2).links).toMatchObject([{ spanId: of('right').spanId, traceId: creation.traceId }]);
    expect(attempts.filter((span) => span !== of('right', 2)).flatMap(({ links }) => links)).toEqual([]);
    for (const [parent, child] of [['top', 'left'], ['top', 'right'], ['left', 'bottom']] as const) {
      expect(of(child).start).toBeGreaterThanOrEqual(of(parent).end - 1);
    } // prettier-ignore
    const whole = tracing.receiver.named('tasker.task.execution');
    const [row] = await engine.rows('select requested_at, finished_at from tasker.tasks');
    expect(whole.map(({ start, end, status }) => [start, end, status.code])).toEqual([
      [row!.requested_at.getTime(), row!.finished_at.getTime(), 'ok'],
    ]);
    expect(whole[0]!.attributes).toMatchObject({ 'tasker.task_id': taskId, 'tasker.total_steps': 4, 'tasker.completed_steps': 4 });
  });

  it('goes on after kill -9: the killed attempt has no span, everything else has one, and so has the task', async () => {
    const killed: ProcessWorkflow = {
      name: 'killed',
      steps: [
        { name: 'top' },
        { name: 'left', dependsOn: 'top', does: { gateFirst: 'never' } },
        { name: 'right', dependsOn: 'top' },
        { name: 'bottom', dependsOn: ['left', 'right'] },
      ],
    };
    const victim = await start('victim', killed, ['default']);
    const { app, taskId } = await create(killed);
    await victim.said('started', 3);
    await eventually(() => tracing.receiver.named('tasker.step.execution').length === 2, { what: 'two attempts have ended' });
    await eventually(async () => (await engine.rows(STEP_ROWS)).length === 2, { what: 'two attempts are committed' });
    await victim.end('SIGKILL');
    await start('survivor', killed, ['default']);
    expect((await app.orchestrator.waitForTask(taskId, { timeout: '30s' })).state).toBe('complete');
    const spans = await traceOf();
    expect(attemptsIn(spans).map(said).sort()).toEqual([
      'bottom 1 by survivor: ok',
      'left 2 by survivor: ok',
      'right 1 by victim: ok',
      'top 1 by victim: ok',
    ]);
    expectOneCreation(spans);
    await expectWithinRows(attemptsIn(spans));
    expect(spans.filter(({ name }) => name === 'tasker.task.execution')).toMatchObject([{ service: 'survivor', status: { code: 'ok' } }]);
    expect(tracing.receiver.spans.every(({ start, end }) => end >= start)).toBe(true);
  });
});
