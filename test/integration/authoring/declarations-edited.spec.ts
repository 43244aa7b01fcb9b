import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepHandler, type StepExecution } from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { thousandStepsFile } from '../../support/declarations/thousand.steps.js';

@StepHandler()
class Work {
  process({ step, sequence }: StepExecution) {
    return { ran: step.name, after: sequence.steps.map(({ name }) => name), speed: step.config['speed'] ?? null };
  }
}

const BEFORE = `
name: ship
steps:
  - {name: pack, handler: Work, retry_limit: 5, handler_config: {speed: slow}}
  - {name: label, handler: Work, depends_on_step: pack}
  - {name: post, handler: Work, depends_on_step: label}
`;
/** The same version: turned round, with one step less, one more, and other limits. */
const AFTER = `
name: ship
steps:
  - {name: label, handler: Work, retry_limit: 2, handler_config: {speed: fast}}
  - {name: weigh, handler: Work, depends_on_step: label}
  - {name: pack, handler: Work, depends_on_steps: [label, weigh], retry_limit: 1, handler_config: {speed: fast}}
`;

const engine = useEngine();
let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'tasker-files-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A deployment whose definition file is as given. */
async function deployed(content: string, worker: false | undefined = undefined) {
  writeFileSync(join(directory, 'ship.yaml'), content);
  return engine.app([Work], { definitions: { directory }, ...(worker === false ? { worker } : {}) });
}

const snapshot = async () => {
  const [row] = await engine.rows('select named_task_id, configuration, definition_hash as hash from tasker.named_tasks');
  return row!;
};

describe('a definition that is edited under the same version', () => {
  it('is a new snapshot; tasks that exist run by their own graph and limits, new ones by the new one', async () => {
    const first = await deployed(BEFORE, false);
    const old = await first.orchestrator.createTask({ name: 'ship', context: {} });
    const before = await snapshot();
    await first.close();

    const second = await deployed(AFTER);
    const after = await snapshot();
    expect(after.named_task_id).toBe(before.named_task_id);
    expect(after.hash).not.toBe(before.hash);
    const stepsOf = ({ configuration }: { configuration: { steps: { name: string; dependsOn: string[] }[] } }) =>
      configuration.steps.map(({ name, dependsOn }) => [name, dependsOn]);
    expect(stepsOf(before as never)).toEqual([
      ['pack', []],
      ['label', ['pack']],
      ['post', ['label']],
    ]);
    expect(stepsOf(after as never)).toEqual([
      ['label', []],
      ['weigh', ['label']],
      ['pack', ['label', 'weigh']],
    ]);

    const fresh = await second.orchestrator.waitForTask(await second.orchestrator.createTask({ name: 'ship', context: {} }), {
      timeout: '20s',
    });
    expect([fresh.state, fresh.results]).toEqual([
      'complete',
      {
        label: { ran: 'label', after: [], speed: 'fast' },
        weigh: { ran: 'weigh', after: ['label'], speed: null },
        pack: { ran: 'pack', after: ['label', 'weigh'], speed: 'fast' },
      },
    ]);
    // The step that the edit took out has no code in this process; the others go by the rows of the task, with the settings of today.
    const third = await deployed(BEFORE);
    const done = await third.orchestrator.waitForTask(old.taskId, { timeout: '20s' });
    expect([done.state, done.steps.map(({ name, retryLimit, parentIds }) => [name, retryLimit, parentIds])]).toEqual([
      'complete',
      [
        ['pack', 5, []],
        ['label', 3, [1]],
        ['post', 3, [2]],
      ],
    ]);
    expect(done.results).toMatchObject({ pack: { after: [] }, label: { after: ['pack'] }, post: { ran: 'post', after: ['label'] } });
  });

  it('is written once however often it starts unchanged', async () => {
    await (await deployed(BEFORE, false)).close();
    const before = await snapshot();
    await (await deployed(`# a comment and an order of keys change nothing\n${BEFORE}`, false)).close();
    expect(await snapshot()).toEqual(before);
    expect(await engine.rows('select 1 from tasker.named_tasks')).toHaveLength(1);
  });

  it('leaves a task alone that no process can finish any longer, and finishes it when the step is back', async () => {
    const first = await deployed(BEFORE, false);
    const { taskId } = await first.orchestrator.createTask({ name: 'ship', context: {} });
    await first.close();
    const second = await deployed(AFTER);
    // A task of its own shows that this process works.
    const other = await second.orchestrator.createTask({ name: 'ship', context: {} });
    await second.orchestrator.waitForTask(other, { timeout: '20s' });
    expect(['pending', 'in_progress']).toContain((await second.orchestrator.getTask(taskId)).state);
    await second.close();
    const third = await deployed(BEFORE);
    expect((await third.orchestrator.waitForTask(taskId, { timeout: '20s' })).state).toBe('complete');
  });
});

describe('a definition of 1,000 steps', () => {
  it('is written with every step and lane, and makes a task of 1,000 steps', async () => {
    const { orchestrator } = await deployed(thousandStepsFile('Work'), false);
    const { taskId } = await orchestrator.createTask({ name: 'thousand', context: {} });
    const [counts] = await engine.rows(
      `select (select count(*)::int from tasker.named_steps) as named, (select count(*)::int from tasker.lanes) as lanes,
              (select count(*)::int from tasker.named_tasks_named_steps) as listed,
              (select count(*)::int from tasker.workflow_steps where task_id = $1) as steps,
              (select jsonb_array_length(configuration -> 'steps') from tasker.named_tasks) as snapshot`,
      [taskId],
    );
    expect(counts).toEqual({ named: 1_000, lanes: 1_000, listed: 1_000, steps: 1_000, snapshot: 1_000 });
  });
});
