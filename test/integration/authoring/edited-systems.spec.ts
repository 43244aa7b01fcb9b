import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';

/** Two steps of one definition and version, whose systems a deployment renames. */
function pair(system: string) {
  @TaskHandler({ name: 'pair', version: '1.0.0' })
  class Pair {
    @StepHandler({ dependentSystem: system })
    first() {
      return { n: 1 };
    }

    @StepHandler({ dependentSystem: system, dependsOn: 'first' })
    second({ sequence }: StepExecution<object, Pair>) {
      return { n: sequence.results('first').n + 1 };
    }
  }
  return Pair;
}

describe('a step whose dependent system is renamed under the same version', () => {
  const engine = useEngine();

  it('is run where it waits under its former one', async () => {
    const before = await engine.app([pair('old_bank')], { worker: false });
    const task = await before.orchestrator.createTask({ name: 'pair', context: {} });
    const after = await engine.app([pair('new_bank')]);
    const done = await after.orchestrator.waitForTask(task, { timeout: '30s' });
    expect(done).toMatchObject({ state: 'complete', results: { first: { n: 1 }, second: { n: 2 } } });
  });
});
