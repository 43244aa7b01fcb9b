import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, limitsOf } from '../../support/limited.session.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const steps = [{}, {}];

it.each([
  ['nothing there', {}],
  ['no such branch', { customer: 'a' }],
  ['a branch that is null', { customer: null }],
  ['null', { customer: { id: null } }],
  ['an object', { customer: { id: { a: 1 } } }],
  ['a list', { customer: { id: ['a'] } }],
  ['a text of 257 characters', { customer: { id: 'x'.repeat(257) } }],
  ['a text of 257 characters outside the first plane', { customer: { id: '😀'.repeat(257) } }],
])('%s: every step runs, and is counted', async (_, context) => {
  await insertTask(engine.client, steps, { concurrency: { key: 'customer.id', limit: 1 }, context });
  expect((await claimLimited(await engine.worker())).claimed).toHaveLength(2);
  expect(await limitsOf(engine.client)).toEqual([{ kind: 'key', name: 'default/rows', running: 0, waiting: 0, keyless: 2 }]);
});

it.each([
  ['an empty text', ''],
  ['a text that looks like SQL', "'); drop table tasker.limits; --"],
  ['a text with every kind of character', '\\ " % _ \n\t\u0001 \u{10ffff} {a,b} NULL'],
  ['a text of 256 characters', 'x'.repeat(256)],
  ['a text of 256 characters outside the first plane', '😀'.repeat(256)],
  ['zero', 0],
  ['false', false],
  ['a large number', Number.MAX_VALUE],
  ['a small number', Number.MIN_VALUE],
])('%s is a key', async (_, id) => {
  await insertTask(engine.client, steps, { concurrency: { key: 'customer.id', limit: 1 }, context: { customer: { id } } });
  const worker = await engine.worker();
  const expected = id === Number.MAX_VALUE || id === Number.MIN_VALUE ? 2 : 1;
  expect((await claimLimited(worker)).claimed).toHaveLength(expected);
});

it.each([
  ['a number and its text', 7, '7'],
  ['a number written in two ways', 1.5, '1.50e0'],
])('%s', async (_, one, other) => {
  const concurrency = { key: 'id', limit: 1 };
  await insertTask(engine.client, [{}], { concurrency, context: { id: one } });
  await insertTask(engine.client, [{}], { concurrency, context: { id: 0 } });
  await engine.rows(`update tasker.tasks set context = $1::jsonb where context = '{"id": 0}'`, [
    typeof one === 'number' && other === '7' ? '{"id": "7"}' : `{"id": ${other}}`,
  ]);
  expect((await claimLimited(await engine.worker())).claimed).toHaveLength(1);
});

it('a path may go through a list', async () => {
  const concurrency = { key: 'items.1.sku', limit: 1 };
  await insertTask(engine.client, steps, { concurrency, context: { items: [{ sku: 'a' }, { sku: 'b' }] } });
  expect((await claimLimited(await engine.worker())).claimed).toHaveLength(1);
});

it('a step with one key of two is under that one limit', async () => {
  await insertTask(engine.client, steps, { concurrency: { key: 'a', limit: 9 }, context: { b: 'x' } });
  await engine.rows(`select tasker.register_limit_keys(named_task_id, 'default/rows', $1) from tasker.named_tasks`, [
    { concurrencyKey: 'a', concurrencyLimit: 9, steps: [{ name: 'step_1', concurrencyKey: 'b', concurrencyLimit: 1 }] },
  ]);
  await insertAnother();
  expect((await claimLimited(await engine.worker())).claimed).toMatchObject([{ workflow_step_id: 1 }, { workflow_step_id: 2 }]);
  expect(await limitsOf(engine.client)).toEqual([
    { kind: 'key', name: 'default/rows', running: 0, waiting: 0, keyless: 2 },
    { kind: 'key', name: 'default/rows/step_1', running: 1, waiting: 1, keyless: 0 },
  ]);
});

/** A task like the one that is there, without its definition being registered anew. */
async function insertAnother(): Promise<void> {
  await engine.rows(`
    with task as (
      insert into tasker.tasks (task_id, named_task_id, requested_at, state, incomplete_steps, active_steps, context)
      select gen_random_uuid(), named_task_id, requested_at, state, 1, 1, context from tasker.tasks returning task_id)
    insert into tasker.workflow_steps (task_id, workflow_step_id, named_step_id, lane, pending_parents, parent_ids, child_ids, ready_at)
    select task.task_id, 1, s.named_step_id, s.lane, 0, '{}', '{}', clock_timestamp()
    from task, tasker.workflow_steps s where s.workflow_step_id = 1`);
}
