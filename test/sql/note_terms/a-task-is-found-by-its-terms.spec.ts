import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { blueprint, createTask, createTasks, type NewTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { audit } from '../../support/rows.js';

type Terms = NewTask & {
  readonly terms?: readonly string[];
  readonly tags?: readonly string[];
  readonly initiator?: string;
  readonly source_system?: string;
};

describe('the terms of a task', () => {
  const engine = useEngine();
  const termsOf = async (taskId: string) =>
    (await engine.rows('select key, value from tasker.task_terms where task_id = $1 order by 1, 2', [taskId])).map(({ key, value }) => [
      key,
      value,
    ]);
  const create = async (task: Terms) => createTask(engine.client, await blueprint(engine.client), [{}], { task_id: uuidv7(), ...task });

  it('are none unless its record says so', async () => {
    expect(await termsOf(await create({ tags: ['urgent'], initiator: 'ann' }))).toEqual([]);
  });

  it('are its tags, each once, and who asked for it where that is known', async () => {
    const task = { terms: [], tags: ['b', 'a', 'b', ''], initiator: 'ann', source_system: 'unknown' };
    expect(await termsOf(await create(task))).toEqual([['initiator', 'ann'], ['tag', ''], ['tag', 'a'], ['tag', 'b']]); // prettier-ignore
  });

  it('are the single values under the paths, as text', async () => {
    const context = {
      text: 'c-17', number: 12.5, large: 1e21, small: 1e-7, no: false, nothing: null, list: [{ sku: 'x' }], deep: { a: { b: 'ok' } }, empty: '',
      exponent: '1E+2', version: '1.10',
    }; // prettier-ignore
    const terms = [...Object.keys(context), 'deep.a.b', 'list.0.sku', 'not.there', 'text.length'];
    const found = await termsOf(await create({ terms, context, initiator: 'unknown', source_system: 'unknown' }));
    expect(Object.fromEntries(found)).toEqual({
      'context.text': 'c-17',
      'context.number': '12.5',
      'context.large': '1000000000000000000000',
      'context.small': '0.0000001',
      'context.no': 'false',
      'context.deep.a.b': 'ok',
      'context.list.0.sku': 'x',
      'context.empty': '',
      'context.exponent': '100',
      'context.version': '1.10',
    });
  });

  it('are words, not numbers, except in the context, where numbers too long to be written out have a hash', async () => {
    const context = { commit: '1e5', large: '1e999', small: -1e-300 };
    const words = { tags: ['1e5', '100000', '1e999'], initiator: '1e3', source_system: '2E3' };
    const found = await termsOf(await create({ terms: Object.keys(context), context, ...words }));
    expect(found).toEqual([
      ['context.commit', '100000'],
      ['context.large', expect.stringMatching(/^10{159}[0-9a-f]{64}$/)],
      ['context.small', expect.stringMatching(/^-0[.]0{157}[0-9a-f]{64}$/)],
      ['initiator', '1e3'],
      ['source_system', '2E3'],
      ['tag', '100000'],
      ['tag', '1e5'],
      ['tag', '1e999'],
    ]);
    expect(await audit(engine.client)).toEqual([]);
  });

  it('hold long texts by their beginning and their hash, which no short text is equal to', async () => {
    const texts = { a: '€'.repeat(200), b: '€'.repeat(201), c: `${'€'.repeat(200)}x` };
    const found = Object.fromEntries(
      await termsOf(await create({ terms: ['a', 'b', 'c'], context: texts, initiator: 'unknown', source_system: 'unknown' })),
    );
    expect(found['context.a']).toBe(texts.a);
    expect(found['context.b']).toMatch(/^€{160}[0-9a-f]{64}$/);
    expect(found['context.b']).not.toBe(found['context.c']);
  });

  it('say of an id that its time is not that of the creation', async () => {
    const hour = 3_600_000;
    const ids = [uuidv7(), uuidv7({ msecs: Date.now() - 9_000 }), uuidv7({ msecs: Date.now() - hour }), uuidv7({ msecs: Date.now() + hour }), randomUUID()]; // prettier-ignore
    const { created } = await createTasks(engine.client, await blueprint(engine.client), { tasks: ids.map((task_id) => ({ task_id })) });
    const found: string[][][] = [];
    for (const id of ids) found.push(await termsOf(id));
    expect(created).toHaveLength(5);
    const [{ ms }] = (await engine.rows('select floor(extract(epoch from requested_at) * 1000) as ms from tasker.tasks limit 1')) as [{ ms: string }]; // prettier-ignore
    const at = ms.padStart(15, '0');
    expect(found).toEqual([[], [], [['misplaced', at]], [['misplaced', at]], [['misplaced', at]]]);
  });

  it('are not written for a task that was there before', async () => {
    const plan = await blueprint(engine.client);
    const identity = { identity_hash: 'h', identity_seconds: null };
    const first = await createTask(engine.client, plan, [{}], { task_id: uuidv7(), ...identity });
    const again = { task_id: uuidv7(), ...identity, terms: [], tags: ['late'] };
    const repeated = { task_id: first, terms: [], tags: ['late'] };
    await createTasks(engine.client, plan, { tasks: [again, repeated] });
    expect(await engine.rows('select from tasker.task_terms')).toEqual([]);
  });

  it('follow a change of tags, and the audit finds those that did not', async () => {
    const taskId = await create({ terms: ['id'], context: { id: 1 }, tags: ['a', 'b'], initiator: 'ann', source_system: 'unknown' });
    await engine.rows(`update tasker.tasks set tags = '{b,c,c}' where task_id = $1`, [taskId]);
    expect((await audit(engine.client)).map(({ rule }) => rule)).toEqual([
      'the terms of a task are what its row says',
      'the terms of a task are what its row says',
    ]);
    await engine.rows(`select tasker.retag_task($1, '{b,c,c}')`, [taskId]);
    expect(await termsOf(taskId)).toEqual([['context.id', '1'], ['initiator', 'ann'], ['tag', 'b'], ['tag', 'c']]); // prettier-ignore
    await engine.rows(`update tasker.tasks set tags = '{}' where task_id = $1`, [taskId]);
    await engine.rows(`select tasker.retag_task($1, '{}')`, [taskId]);
    expect(await termsOf(taskId)).toEqual([['context.id', '1'], ['initiator', 'ann']]); // prettier-ignore
    expect(await audit(engine.client)).toEqual([]);
  });
});
