import type { TaskView } from 'nestjs-tasker';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';
import { PATTERNS, patternWorkflow, type Pattern, type Recording } from './pattern.workflows.js';

const recording: Recording = { runs: new Map(), wrongResults: [] };
const handlers = Object.fromEntries(Object.entries(PATTERNS).map(([name, pattern]) => [name, patternWorkflow(name, pattern, recording)]));
const backoff = { defaultBackoffSeconds: [0.01], maxBackoffSeconds: 0.01 };

afterEach(() => {
  recording.runs.clear();
  recording.wrongResults.length = 0;
});

/** Expects that each step ran once more than it fails, after its parents and with their results. */
function expectAsPlanned(task: TaskView, pattern: Pattern): void {
  expect(task.state).toBe('complete');
  const steps = new Map(task.steps.map((step) => [step.name, step]));
  expect([...steps.keys()].sort()).toEqual(Object.keys(pattern).sort());
  for (const [name, { on = [], fails = 0, hangs = 0 }] of Object.entries(pattern)) {
    const step = steps.get(name)!;
    const attempts = fails + hangs + 1;
    expect({ name, state: step.state, attempts: step.attempts }).toEqual({ name, state: 'complete', attempts });
    expect(recording.runs.get(`${task.taskId}/${name}`), `runs of ${name}`).toBe(attempts);
    for (const parent of [on].flat()) {
      expect(steps.get(parent)!.processedAt!.getTime(), `${parent} before ${name}`).toBeLessThanOrEqual(step.claimedAt!.getTime());
    }
  }
}

describe('workflows of every shape', () => {
  const engine = useEngine();
  const request = (name: string) => ({ name, context: {} });

  it.each(Object.keys(PATTERNS))('%s: completes; attempts are failures + 1, and the order follows the edges', async (name) => {
    const app = await engine.app([handlers[name]!], { backoff });
    const task = await app.orchestrator.waitForTask(await app.orchestrator.createTask(request(name)), { timeout: '20s' });
    expectAsPlanned(task, PATTERNS[name]!);
    expect(recording.wrongResults).toEqual([]);
  });

  it('fifty mixed tasks complete on two workers, each step with its own task’s results', async () => {
    const shares = { linear: 15, diamond: 13, parallel_merge: 10, tree: 7, mixed: 5 };
    const [app] = await Promise.all([engine.app(Object.values(handlers), { backoff }), engine.app(Object.values(handlers), { backoff })]);
    const names = Object.entries(shares).flatMap(([name, count]) => Array.from({ length: count }, () => name));
    const created = await app.orchestrator.createTasks(names.map(request));
    const done = await Promise.all(created.map((task) => app.orchestrator.waitForTask(task, { timeout: '40s' })));
    for (const task of done) expectAsPlanned(task, PATTERNS[task.name]!);
    expect(recording.wrongResults).toEqual([]);
  });

  it('independent steps run at the same time', async () => {
    const waiting: (() => void)[] = [];
    const together = () => new Promise<void>((resolve) => (waiting.push(resolve) === 2 ? waiting.forEach((go) => go()) : undefined));
    const Handler = workflow('concurrent', {
      step_one: { run: together },
      step_two: { run: together },
      step_three: { dependsOn: ['step_one', 'step_two'] },
    });
    const app = await engine.app([Handler]);
    expect((await app.run(Handler)).state).toBe('complete');
  });
});
