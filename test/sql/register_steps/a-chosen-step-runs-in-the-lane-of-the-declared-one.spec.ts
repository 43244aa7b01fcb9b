import { beforeEach, describe, expect, it } from 'vitest';
import { blueprint, createTasks, type Blueprint } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import type { Connection } from '../../support/rows.js';
import { blocked } from '../../support/worker.session.js';

interface Chosen {
  readonly name: string;
  readonly like: string;
  readonly queue?: string;
  readonly dependentSystem?: string;
}

describe('register_steps', () => {
  const engine = useEngine();
  let plan: Blueprint;
  beforeEach(async () => {
    plan = await blueprint(engine.client, 3);
  });
  const register = async (steps: Chosen[], connection: Connection = engine.client, namedTask = plan.namedTask) => {
    const records = steps.map((step) => ({ queue: 'default', dependentSystem: 'unknown', ...step }));
    const { rows } = await connection.query('select tasker.register_steps($1, $2) as steps', [namedTask, JSON.stringify(records)]);
    return rows[0].steps as Record<string, [step: number, lane: number]>;
  };
  const stepsOf = (ids: number[]) => engine.rows('select * from tasker.steps_of_task($1, $2)', [plan.namedTask, ids]);
  const sizes = async () =>
    (
      await engine.rows(`select (select count(*)::int from tasker.named_steps) as steps, (select count(*)::int from tasker.lanes) as lanes,
        (select count(*)::int from tasker.named_tasks_named_steps) as declared, (select count(*)::int from tasker.dependent_systems) as systems`)
    )[0];

  it('a new name gets a step of its own and the lane of the declared one', async () => {
    const { part } = await register([{ name: 'part', like: 's2' }]);
    expect(part![1]).toBe(plan.steps[1]![1]);
    expect(plan.steps.map(([id]) => id)).not.toContain(part![0]);
    expect(await stepsOf([part![0], plan.steps[1]![0], -1])).toEqual([
      { named_step_id: plan.steps[1]![0], name: 's2', handled_as: null },
      { named_step_id: part![0], name: 'part', handled_as: plan.steps[1]![0] },
    ]);
  });

  it('another queue gets a lane of the declared step, made once; a declared step with another queue keeps its identity', async () => {
    const first = await register([
      { name: 'part', like: 's2', queue: 'slow' },
      { name: 's2', like: 's2', queue: 'slow' },
      { name: 's1', like: 's1' },
    ]);
    expect(first['part']![1]).toBe(first['s2']![1]);
    expect(first['s2']![0]).toBe(plan.steps[1]![0]);
    expect(first['s1']).toEqual(plan.steps[0]);
    expect(await engine.rows('select named_task_id, named_step_id, queue from tasker.lanes where lane = $1', [first['s2']![1]])).toEqual([
      { named_task_id: plan.namedTask, named_step_id: plan.steps[1]![0], queue: 'slow' },
    ]);
    expect(await stepsOf([plan.steps[1]![0]])).toMatchObject([{ handled_as: null }]);
    const before = await sizes();
    expect(await register([{ name: 's2', like: 's2', queue: 'slow' }])).toEqual({ s2: first['s2'] });
    expect(await sizes()).toEqual(before);
  });

  it('asked again, it answers the same, writes nothing and uses up no numbers', async () => {
    const steps = ['a', 'b', 'c'].map((name) => ({ name, like: 's1', queue: 'q', dependentSystem: 'erp' }));
    const first = await register(steps);
    const before = await sizes();
    for (let times = 0; times < 5; times += 1) expect(await register([...steps].reverse())).toEqual(first);
    expect(await sizes()).toEqual(before);
    const next = await register([{ name: 'd', like: 's1', queue: 'r', dependentSystem: 'erp' }]);
    expect([next['d']![0] - first['c']![0], next['d']![1] - first['c']![1]]).toEqual([1, 1]);
  });

  it('a step that becomes like another one is handled by that one from now on', async () => {
    const { part } = await register([{ name: 'part', like: 's2' }]);
    expect(await register([{ name: 'part', like: 's3' }])).toEqual({ part: [part![0], plan.steps[2]![1]] });
    expect(await stepsOf([part![0]])).toMatchObject([{ handled_as: plan.steps[2]![0] }]);
  });

  it('a name that a later declaration takes up is handled by itself', async () => {
    const { s4 } = await register([{ name: 's4', like: 's2' }]);
    const later = await blueprint(engine.client, 4);
    expect(later.steps[3]![0]).toBe(s4![0]);
    expect(await stepsOf([s4![0]])).toMatchObject([{ handled_as: null }]);
  });

  it.each([
    [{ name: 'part', like: 'nobody' }, /step "part" is like "nobody", which definition \d+ does not declare/],
    [{ name: 'nobody', like: 'nobody' }, /"nobody", which definition \d+ does not declare/],
    [{ name: 's1', like: 's2' }, /definition \d+ declares step "s1" itself: it cannot be like "s2"/],
    [{ name: 'part', like: 'part of another' }, /does not declare/],
  ])('%j is refused and nothing is written', async (step, message) => {
    await register([{ name: 'part of another', like: 's1' }]);
    const before = await sizes();
    await expect(register([{ name: 'fine', like: 's1' }, step])).rejects.toMatchObject({
      code: '22023',
      message: expect.stringMatching(message),
    });
    expect(await sizes()).toEqual(before);
  });

  it('an unknown definition is refused, nothing asked for is nothing answered', async () => {
    await expect(register([{ name: 'part', like: 's1' }], engine.client, -1)).rejects.toMatchObject({ code: '22023' });
    expect(await register([])).toEqual({});
  });

  it('where a step was declared with two systems, the latest declaration counts', async () => {
    const declare = async (dependentSystem: string) => {
      const steps = [{ name: 'moved', dependentSystem, queue: 'default', skippable: false, retryable: true, retryLimit: 3 }];
      const { rows } = await engine.client.query(
        `select named_task_id, steps from tasker.register_definition('default', 'two', '1.0.0', null, $1, $2)`,
        [dependentSystem, { steps }],
      );
      return rows[0] as { named_task_id: number; steps: Record<string, [number, number]> };
    };
    for (const system of ['one', 'two', 'one']) {
      const { named_task_id, steps } = await declare(system);
      const { part } = await register([{ name: 'part', like: 'moved' }], engine.client, named_task_id);
      expect(part![1]).toBe(steps['moved']![1]);
    }
  });

  it('a worker covers the lanes of chosen steps by the declared step, and learns of new queues by the figure of its heartbeat', async () => {
    const known = JSON.stringify({ [plan.namedTask]: [plan.steps[1]![0]] });
    const coverage = async (queues: string[]) =>
      (await engine.rows('select lanes, coverage::int from tasker.worker_coverage($1, $2)', [queues, known]))[0]!;
    expect(await coverage(['default'])).toEqual({ lanes: [plan.steps[1]![1]], coverage: 3 });
    const { part } = await register([{ name: 'part', like: 's2', queue: 'slow' }]);
    expect(await coverage(['default'])).toEqual({ lanes: [plan.steps[1]![1]], coverage: 4 });
    expect(await coverage(['default', 'slow'])).toEqual({ lanes: [plan.steps[1]![1], part![1]], coverage: 4 });

    const { asked } = await createTasks(engine.client, { ...plan, steps: [part!] }, { tasks: [{}] });
    const worker = await engine.worker();
    expect(await worker.claim(5, { lanes: (await coverage(['slow'])).lanes })).toMatchObject([
      { task_id: asked[0], named_step_id: part![0] },
    ]);
  });

  it('many sessions that name the same new steps in different orders get the same answer', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `part ${n}`);
    const sessions = await Promise.all(Array.from({ length: 16 }, () => engine.session()));
    const answers = await Promise.all(
      sessions.map((session, n) => {
        const turned = [...names.slice(n), ...names.slice(0, n)];
        return register(
          turned.map((name) => ({ name, like: 's1', queue: `q${names.indexOf(name) % 3}`, dependentSystem: 'erp' })),
          session,
        );
      }),
    );
    expect(Object.keys(answers[0]!)).toHaveLength(40);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await sizes()).toEqual({ steps: 43, lanes: 6, declared: 43, systems: 2 });
  });

  it('names of a transaction that is rolled back are free for whoever waited for it', async () => {
    const [holder, other] = [await engine.session(), await engine.session()];
    await holder.query('begin');
    await register([{ name: 'part', like: 's1', queue: 'new' }], holder);
    const waiting = register([{ name: 'part', like: 's1', queue: 'new' }], other);
    await blocked(other, engine.client);
    await holder.query('rollback');
    const { part } = await waiting;
    expect(await stepsOf([part![0]])).toMatchObject([{ name: 'part', handled_as: plan.steps[0]![0] }]);
  });

  it('the cost follows the names asked for: ten among 20,000 that were chosen before read few pages', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({
      name: `n${n}`,
      like: `s${1 + (n % 3)}`,
      queue: 'default',
      dependentSystem: 'unknown',
    }));
    expect(Object.keys(await register(many))).toHaveLength(20_000);
    const few = many.slice(5_000, 5_010).concat({ name: 'another', like: 's1', queue: 'default', dependentSystem: 'unknown' });
    const { rows } = await engine.client.query('explain (analyze, buffers, format json) select tasker.register_steps($1, $2)', [
      plan.namedTask,
      JSON.stringify(few),
    ]);
    const cost = rows[0]['QUERY PLAN'][0].Plan;
    expect(cost['Shared Hit Blocks'] + cost['Shared Read Blocks']).toBeLessThan(1_500);
  });
});
