import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { completed } from '../../support/worker.session.js';

describe('prepare_session', () => {
  const engine = useEngine();

  /** Texts of the statements that the session has plans for. */
  const plansOf = async (session: pg.Client): Promise<Set<string>> => {
    const { rows } = await session.query<{ text: string }>(
      "select trim(regexp_replace(ident, '\\s+', ' ', 'g')) as text from pg_backend_memory_contexts where name = 'CachedPlan' and ident like '%tasker.%'",
    );
    return new Set(rows.map(({ text }) => text));
  };

  it('leaves nothing to plan to the calls of a worker in which steps complete', async () => {
    const plan = await blueprint(engine.client, 2);
    await createTask(engine.client, plan, [{}, { parents: [1] }]);
    await createTask(engine.client, plan, [{}, { parents: [1] }]);
    await createTask(engine.client, plan, [{}]);
    const session = await engine.session();
    await session.query('select tasker.prepare_session()');
    const prepared = await plansOf(session);
    const worker = await engine.worker(session);
    let claimed = await worker.claim(3);
    for (const count of [3, 2]) {
      expect(claimed).toHaveLength(count);
      claimed = (
        await worker.advance(
          claimed.map((claim) => completed(claim)),
          { capacity: 3 },
        )
      ).claimed;
    }
    const later = [...(await plansOf(session))].filter(
      (text) => !prepared.has(text) && /\b(update|insert into|for no key update)\b/.test(text),
    );
    expect(later).toEqual([]);
    expect([...prepared].some((text) => text.includes('update tasker.workflow_steps'))).toBe(true);
  });

  it('writes nothing and holds nobody up', async () => {
    await createTask(engine.client, await blueprint(engine.client, 1), [{}]);
    const session = await engine.session();
    await session.query('begin');
    await session.query('select tasker.prepare_session()');
    const { rows } = await session.query('select pg_current_xact_id_if_assigned() as id');
    // To lock a row takes an id too.
    expect(rows).toEqual([{ id: null }]);
    // While its transaction is still open others work.
    const worker = await engine.worker();
    const [claim] = await worker.claim();
    expect((await worker.advance([completed(claim!)])).rested).toHaveLength(1);
    await session.query('rollback');
  });
});
