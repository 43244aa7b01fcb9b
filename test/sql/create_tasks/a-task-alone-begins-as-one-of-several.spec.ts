import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blueprint, createTasks, type NewStep } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';

/** A step that follows some of the steps before it. */
const step = fc.record({ follows: fc.nat(7), priority: fc.constantFrom(undefined, 0, 5), timeoutMs: fc.constantFrom(undefined, 1_000) });
const graph = fc.array(step, { maxLength: 6 }).map((steps): NewStep[] =>
  steps.map(({ follows, priority, timeoutMs }, place) => ({
    ...{ priority, timeoutMs, retryLimit: 1 + place, inputs: place % 2 === 0 ? undefined : { place } },
    parents: Array.from({ length: place }, (_, before) => before + 1).filter((before) => (follows >> (before - 1)) % 2 === 1),
  })),
);
const task = fc.record({
  priority: fc.constantFrom(0, 3),
  tags: fc.constantFrom([], ['a', 'b']),
  correlation_id: fc.constantFrom(undefined, 'c-1'),
});
const taker = fc.option(fc.record({ capacity: fc.nat(3), lanes: fc.nat(63) }), { nil: undefined });
const scenario = fc.record({ graph, task, taker });

/** Everything that creating a task writes, but ids; moments are there or not. */
const plain = (row: string) =>
  `(select jsonb_object_agg(e.key, case when e.key like '%\\_at' then to_jsonb(e.value <> 'null') else e.value end)
    from jsonb_each(to_jsonb(${row}) - 'task_id' - 'creation_id' - 'task_transition_id') e)`;
const WRITTEN = `
  select jsonb_build_object('task', (select ${plain('t')} from tasker.tasks t where t.task_id = $1),
    'steps', (select jsonb_agg(${plain('s')} order by s.workflow_step_id) from tasker.workflow_steps s where s.task_id = $1),
    'moves', (select jsonb_agg(${plain('h')} order by h.task_transition_id) from tasker.task_transitions h where h.task_id = $1),
    'terms', (select jsonb_agg(m.key order by m.key) from tasker.task_terms m where m.task_id = $1)) as rows`;

describe('a task that is created alone', () => {
  const engine = useEngine();
  const written = async (taskId: string) => (await engine.rows(WRITTEN, [taskId]))[0]!.rows as unknown;

  it('has the rows, and gives a worker the steps, that it would have and give as the first of several', async () => {
    const plan = await blueprint(engine.client, 6);
    const worker = await engine.worker();
    await fc.assert(
      fc.asyncProperty(scenario, async ({ graph: steps, task: words, taker: took }) => {
        const by = took && {
          id: worker.id,
          capacity: took.capacity,
          lanes: plan.lanes.filter((_, place) => (took.lanes >> place) % 2 === 1),
        };
        const ids = Array.from({ length: 3 }, () => randomUUID()).sort();
        const one = { ...words, context: { number: 1 } };
        const alone = await createTasks(engine.client, plan, { steps, tasks: [{ ...one, task_id: ids[0]! }], ...(by && { taker: by }) });
        const tasks = [{ ...one, task_id: ids[1]! }, { task_id: ids[2]! }];
        const several = await createTasks(engine.client, plan, { steps, tasks, ...(by && { taker: by }) });
        const first = several.claimed.filter((claim) => claim.task_id === ids[1]);
        const given = (claims: readonly object[]) => claims.map((claim) => ({ ...claim, task_id: null }));
        expect(given(alone.claimed)).toEqual(given(first));
        expect(alone.created).toEqual([ids[0]]);
        expect(await written(ids[0]!)).toEqual(await written(ids[1]!));
      }),
      { numRuns: 40, seed: 20261122 },
    );
  });

  it('is left as it is when its id exists, and nothing of it is claimed again', async () => {
    const plan = await blueprint(engine.client, 1);
    const worker = await engine.worker();
    const task = { task_id: randomUUID() };
    const taker = { id: worker.id, capacity: 1 };
    expect(await createTasks(engine.client, plan, { tasks: [task], taker })).toMatchObject({
      created: [task.task_id],
      claimed: [{ attempt: 1 }],
    });
    const before = await written(task.task_id);
    expect(await createTasks(engine.client, plan, { tasks: [task], taker })).toMatchObject({ created: [], duplicates: [], claimed: [] });
    expect(await written(task.task_id)).toEqual(before);
  });

  it('leaves roots that the worker has no code for to the queue, and gives it the others', async () => {
    const plan = await blueprint(engine.client, 3);
    const worker = await engine.worker();
    const steps = [{}, {}, {}];
    const lanes = plan.steps.slice(1).map(([, lane]) => lane).sort((a, b) => a - b); // prettier-ignore
    for (const more of [[], [{}]]) {
      const { claimed } = await createTasks(engine.client, plan, {
        steps,
        tasks: [{}, ...more],
        taker: { id: worker.id, capacity: 2, lanes },
      });
      expect(claimed.map((claim) => claim.workflow_step_id)).toEqual([2, 3]);
    }
  });
});
