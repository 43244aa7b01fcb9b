import { describe, expect, it } from 'vitest';
import { diagramOf, DRAWN_AT, DRAWN_TASK_ID, drawnStep } from '../../../../../test/support/diagrams.js';

const before = (seconds: number) => new Date(DRAWN_AT.getTime() - seconds * 1000);
const ran = { claimedAt: before(65), lastAttemptedAt: before(3), attempts: 1 };
const step = (diagram: ReturnType<typeof diagramOf>, id: number) => diagram.nodes.find((node) => node.id === `step_${id}`)!;

describe('the diagram of a task', () => {
  it('has a box for the task and for each step, an arrow to each first step and for each dependency', () => {
    const diagram = diagramOf([drawnStep(1), drawnStep(2, [1]), drawnStep(3, [1, 2])]);
    expect(diagram.title).toBe(`Task ${DRAWN_TASK_ID}: process_order`);
    expect(diagram.nodes.map(({ id, level }) => [id, level])).toEqual([
      [`task_${DRAWN_TASK_ID}`, 0],
      ['step_1', 1],
      ['step_2', 2],
      ['step_3', 3],
    ]);
    expect(diagram.edges.map(({ from, to, label }) => [from, to, label])).toEqual([
      [`task_${DRAWN_TASK_ID}`, 'step_1', undefined],
      ['step_1', 'step_2', 'provides'],
      ['step_1', 'step_3', 'provides'],
      ['step_2', 'step_3', 'provides'],
    ]);
    expect(diagram).toMatchObject({ condensed: false, totalSteps: 3, totalDependencies: 3 });
  });

  it.each([
    [{ state: 'complete', ...ran }, ['complete, 1 min 2 s', 'attempt 1 of 3']],
    [{ state: 'in_progress', ...ran, attempts: 2 }, ['in progress, 1 min 5 s', 'attempt 2 of 3']],
    [{ state: 'pending' }, ['pending']],
    [{ state: 'resolved_manually' }, ['resolved manually']],
    [{ state: 'cancelled', ...ran, attempts: 4 }, ['cancelled, 1 min 2 s', 'attempt 4 of 4']],
    [{ state: 'error', ...ran, error: { message: 'no' } }, ['error, 1 min 2 s', 'attempt 1 of 3', 'no']],
    [{ state: 'error', ...ran, readyAt: before(-95) }, ['error, 1 min 2 s', 'attempt 1 of 3', 'retry in 1 min 35 s']],
    [{ state: 'error', ...ran, readyAt: before(1) }, ['error, 1 min 2 s', 'attempt 1 of 3', 'retry is due']],
  ] as const)('says of a step %j what a colour alone would say, its attempts and times', (more, lines) => {
    expect(step(diagramOf([drawnStep(1, [], more)]), 1).label.slice(1)).toEqual(lines);
  });

  it('shortens errors, and blacks out what must not be shown', () => {
    const error = { message: `the key s3cret was refused by the gateway, which ${'x'.repeat(500)}` };
    const diagram = diagramOf([drawnStep(1, [], { state: 'error', ...ran, error })], {
      mask: (text) => text.replaceAll('s3cret', '[FILTERED]'),
    });
    expect(step(diagram, 1).label.at(-1)).toBe('the key [FILTERED] was refused by the g…');
    expect(step(diagram, 1).facts.error).toHaveLength(200);
  });

  it('says why a step waits, in the words of the explanation', () => {
    const reason = { stepId: 2, state: 'pending', reason: 'blocked_by_failure', message: 'waits for pay, whose token=s3cret' } as const;
    const diagram = diagramOf([drawnStep(1, [], { state: 'error' }), drawnStep(2, [1])], {
      reasons: [reason],
      mask: (text) => text.replaceAll('s3cret', '…'),
    });
    expect(step(diagram, 2).label).toEqual(['step_2', 'pending', 'blocked by failure']);
    expect(step(diagram, 2).facts).toMatchObject({ reason: 'blocked_by_failure', because: 'waits for pay, whose token=…' });
  });

  it('names no host of a worker', () => {
    const reason = { stepId: 1, state: 'in_progress', reason: 'running', message: 'runs since … process 7 on db-host-3' } as const;
    const diagram = diagramOf([drawnStep(1, [], { state: 'in_progress', ...ran })], { reasons: [reason] });
    expect(JSON.stringify(diagram)).not.toContain('db-host-3');
  });

  it('leaves out a reason that was found when the step stood elsewhere', () => {
    const reason = { stepId: 1, state: 'pending', reason: 'queued', message: 'is ready' } as const;
    expect(step(diagramOf([drawnStep(1, [], { state: 'complete', ...ran })], { reasons: [reason] }), 1).facts.reason).toBeUndefined();
  });

  it('marks the critical path, its steps and the arrows between them', () => {
    const diagram = diagramOf([drawnStep(1), drawnStep(2, [1]), drawnStep(3, [1]), drawnStep(4, [2, 3])], { criticalPath: [1, 3, 4] });
    expect(diagram.nodes.filter(({ critical }) => critical).map(({ id }) => id)).toEqual(['step_1', 'step_3', 'step_4']);
    expect(diagram.edges.filter(({ critical }) => critical).map(({ from, to }) => `${from} ${to}`)).toEqual([
      `task_${DRAWN_TASK_ID} step_1`,
      'step_1 step_3',
      'step_3 step_4',
    ]);
  });

  it('links to the configured address, and to nothing without one', () => {
    const steps = [drawnStep(1)];
    expect(diagramOf(steps).nodes.map(({ url }) => url)).toEqual([null, null]);
    expect(diagramOf(steps, { linkBase: 'https://ops.example.com/tasker' }).nodes.map(({ url }) => url)).toEqual([
      `https://ops.example.com/tasker/tasks/${DRAWN_TASK_ID}`,
      `https://ops.example.com/tasker/tasks/${DRAWN_TASK_ID}/workflow_steps/1`,
    ]);
  });

  it('has words for a task that is paused or has no steps', () => {
    const diagram = diagramOf([], { task: { state: 'pending', pausedAt: DRAWN_AT } });
    expect(diagram.nodes).toMatchObject([{ kind: 'task', label: ['process_order', DRAWN_TASK_ID, 'pending, paused'] }]);
    expect(diagram).toMatchObject({ edges: [], condensed: false, totalSteps: 0 });
  });
});
