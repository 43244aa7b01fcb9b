import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { TaskerFunctions } from '../../../libs/tasker/src/database/tasker.functions.js';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single } from '../../support/workflows.js';

describe('the sessions of a worker', () => {
  const engine = useEngine();
  afterEach(() => vi.restoreAllMocks());

  const watched = () => vi.spyOn(EngineDatabase.prototype, 'records');
  const prepared = ({ mock }: ReturnType<typeof watched>) =>
    mock.calls.flatMap(([text], place) => (text.includes('prepare_session') ? [mock.settledResults[place]!.type] : []));

  it('are open and prepared before it claims', async () => {
    const records = watched();
    const claims = vi.spyOn(TaskerFunctions.prototype, 'advance');
    const app = await engine.app([single(() => ({}))]);
    expect(prepared(records)).toEqual(['fulfilled', 'fulfilled']);
    expect(app.module.get(EngineDatabase).pool.totalCount).toBeGreaterThanOrEqual(2);
    await eventually(() => claims.mock.calls.length > 0, { what: 'a claim' });
    const last = records.mock.calls.findLastIndex(([text]) => text.includes('prepare_session'));
    expect(claims.mock.invocationCallOrder[0]).toBeGreaterThan(records.mock.invocationCallOrder[last]!);
  });

  it('stay open while nothing happens', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: { pollInterval: '1h', lease: '1h' } });
    const { pool } = app.module.get(EngineDatabase);
    // What it does not keep it gives back after ten seconds; no test waits for that.
    (pool as unknown as { options: { idleTimeoutMillis: number } }).options.idleTimeoutMillis = 20;
    await Promise.all(Array.from({ length: 4 }, () => app.run(handler)));
    await eventually(() => pool.totalCount === 2 && pool.idleCount === 2, { what: 'two idle sessions' });
    // Three times as long as it would keep the other one.
    await pool.query('select pg_sleep(0.06)');
    expect(pool.totalCount).toBe(2);
  });

  it.each([
    ['where there is no worker', { worker: false }],
    ['where a pooler shares sessions', { pooler: 'transaction' }],
  ] as const)('are not prepared %s', async (_, { worker, pooler }: { worker?: false; pooler?: 'transaction' }) => {
    const records = watched();
    await engine.app([single(() => ({}))], {
      ...(worker === false ? { worker } : {}),
      ...(pooler === undefined ? {} : { database: { url: engine.url, pooler } }),
    });
    expect(prepared(records)).toEqual([]);
  });

  it('that cannot be prepared make their plans later', async () => {
    await engine.rows('drop function tasker.prepare_session()');
    const handler = single(() => ({}));
    const app = await engine.app([handler]);
    expect((await app.run(handler)).state).toBe('complete');
  });
});
