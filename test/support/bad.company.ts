import { describe, expect, it } from 'vitest';
import { costOf, costOfClaim, define, load, type Cost } from './company.js';
import { useEngine } from './engine.js';
import { figure } from './figures.js';
import { insertTask, type Connection } from './rows.js';
import { completed, outcomeParameters } from './worker.session.js';

const CAPACITY = 10;
/** Pages of a claim of ten steps, in whatever company: walking the rows of the company reads a page for each. */
const FEW_PAGES = 600;

const shown = ({ pages, milliseconds }: Cost) => `${pages} pages, ${milliseconds.toFixed(2)} ms`;

/** Promises about the cost of claims among many rows that this worker cannot run, for a number of such rows, and of finished ones. */
export function describeBadCompany({ rows, finished }: { rows: number; finished: number }): void {
  describe(`a claim of ten steps among ${rows.toLocaleString('en')} other rows reads few pages`, () => {
    const engine = useEngine({ guarded: false });
    const report = (what: string, cost: Cost, among = rows) => figure(`${what}, ${among.toLocaleString('en')} rows: ${shown(cost)}`);

    it('foreign steps that are ready', async () => {
      const [mine, foreign] = await define(engine.client, ['mine', 'foreign']);
      await load(engine.client, foreign!, { kind: 'ready', count: rows });
      await load(engine.client, mine!, { kind: 'ready', count: 4 * CAPACITY });
      const worker = await engine.worker();
      const { units } = await worker.advance([], { capacity: CAPACITY, lanes: [mine!.lane] });
      const full = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane] });
      const marked = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane], units });
      report('foreign steps ready, full look', full);
      report('foreign steps ready, from the marks', marked);
      expect(full.pages).toBeLessThan(FEW_PAGES);
      expect(marked.pages).toBeLessThan(FEW_PAGES);
    });

    it('steps of its own definition for which it has no handler', async () => {
      const [mine] = await define(engine.client, ['mine']);
      const [unknown] = await define(engine.client, ['mine'], 'added_later');
      await load(engine.client, unknown!, { kind: 'ready', count: rows });
      await load(engine.client, mine!, { kind: 'ready', count: 4 * CAPACITY });
      const worker = await engine.worker();
      // The first call of a connection reads the catalogue and plans.
      await worker.claim(1, { lanes: [mine!.lane] });
      const cost = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane] });
      report('steps of its definition without a handler', cost);
      expect(cost.pages).toBeLessThan(FEW_PAGES);
    });

    it('future retries of a better priority', async () => {
      const [mine] = await define(engine.client, ['mine']);
      await load(engine.client, mine!, { kind: 'retry', count: rows, priority: 9 });
      await load(engine.client, mine!, { kind: 'ready', count: 4 * CAPACITY });
      const worker = await engine.worker();
      const { units, claimed } = await worker.advance([], { capacity: CAPACITY });
      expect(claimed.length).toBe(CAPACITY);
      const full = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane] });
      const marked = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane], units });
      report('future retries of a better priority, full look', full);
      report('future retries of a better priority, from the marks', marked);
      expect(full.pages).toBeLessThan(FEW_PAGES);
      expect(marked.pages).toBeLessThan(FEW_PAGES);
    });

    it('200 definitions in one worker', async () => {
      const names = Array.from({ length: 200 }, (_, n) => `definition ${n}`);
      const definitions = await define(engine.client, names);
      const each = Math.ceil(rows / names.length);
      for (const definition of definitions) await load(engine.client, definition, { kind: 'finished', count: each });
      const busy = definitions.filter((_, n) => n % 50 === 0);
      for (const definition of busy) await load(engine.client, definition, { kind: 'ready', count: CAPACITY });
      const worker = await engine.worker();
      const lanes = definitions.map(({ lane }) => lane).sort((a, b) => a - b);
      const { units } = await worker.advance([], { capacity: CAPACITY, lanes });
      const full = await costOfClaim(worker, CAPACITY, { lanes });
      const marked = await costOfClaim(worker, CAPACITY, { lanes, units });
      report('200 definitions, full look', full);
      report('200 definitions, from the marks', marked);
      expect(full.pages).toBeLessThan(200 * 5 + FEW_PAGES);
      expect(marked.pages).toBeLessThan(FEW_PAGES);
    });

    it('entries that an old snapshot keeps in the index', async () => {
      const [mine] = await define(engine.client, ['mine']);
      const old = await engine.session();
      await old.query('begin isolation level repeatable read');
      await old.query('select count(*) from tasker.workers');
      await load(engine.client, mine!, { kind: 'ready', count: rows });
      const worker = await engine.worker();
      for (let done = 0; done < rows;) {
        const claims = await worker.claim(1_000);
        await worker.advance(claims.map((claim) => completed(claim)));
        done += claims.length;
      }
      await load(engine.client, mine!, { kind: 'ready', count: 4 * CAPACITY });
      await engine.client.query('update tasker.workflow_steps set ready_at = now() where ready_at is not null');
      const { marks } = await worker.advance([], { capacity: CAPACITY });
      const full = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane] });
      const marked = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane], units: marks });
      report('old snapshot, full look (once a second)', full);
      report('old snapshot, from the marks', marked);
      expect(marked.pages).toBeLessThan(FEW_PAGES);
      await old.query('rollback');
    });

    it(`${finished.toLocaleString('en')} finished steps: claim, completion and readiness`, async () => {
      const [mine] = await define(engine.client, ['mine']);
      await load(engine.client, mine!, { kind: 'finished', count: finished });
      await load(engine.client, mine!, { kind: 'ready', count: 4 * CAPACITY });
      const worker = await engine.worker();
      const claims = await worker.claim(CAPACITY);
      const claim = await costOfClaim(worker, CAPACITY, { lanes: [mine!.lane] });
      // The first call of a session reads the catalogue too.
      await worker.advance(await worker.claim(CAPACITY).then((others) => others.map((one) => completed(one))));
      const outcomes = claims.map((one) => completed(one));
      const settle = await costOf(
        worker.client,
        `select * from tasker.advance($1, $2, $3, $4, $5, $6, $7, $8, true, 0, 0, '{}', '[]', false)`,
        [worker.id, ...outcomeParameters(outcomes)],
      );
      report('finished steps, claim', claim, finished);
      report('finished steps, ten completions', settle, finished);
      expect(claim.pages).toBeLessThan(FEW_PAGES);
      expect(settle.pages).toBeLessThan(FEW_PAGES);

      const chain = Array.from({ length: 10 }, (_, place) => (place === 0 ? {} : { parents: [place] }));
      const ids: string[] = [];
      for (let count = 0; count < 100; count += 1) ids.push(await insertTask(engine.client, chain));
      const one = await readinessOf(worker.client, 'get_step_readiness_status($1)', ids[0]!);
      const hundred = await readinessOf(worker.client, 'get_step_readiness_status_batch($1)', ids);
      report('finished steps, readiness of a task of ten steps', one, finished);
      report('finished steps, readiness of 100 such tasks', hundred, finished);
      expect(one.pages).toBeLessThan(60);
      expect(hundred.pages).toBeLessThan(100 * 60);
    });
  });
}

/** The cost of a reader whose plans this connection has made already. */
async function readinessOf(connection: Connection, reader: string, input: string | string[]): Promise<Cost> {
  const statement = `select * from tasker.${reader}`;
  await connection.query(statement, [input]);
  return costOf(connection, statement, [input]);
}
