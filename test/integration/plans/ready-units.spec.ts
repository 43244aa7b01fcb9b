import { describe, expect, it } from 'vitest';
import { define, load } from '../../support/company.js';
import { useEngine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';

describe('ready_units', () => {
  const engine = useEngine({ guarded: false });

  it('finds exactly the lanes and priorities that hold something, whatever is wanted and whatever is there', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    const upTo = (most: number) => Math.floor(next() * most);
    const [mine] = await define(engine.client, ['mine']);
    for (let round = 0; round < 25; round += 1) {
      const kind = next() < 0.5 ? 'ready' : 'retry';
      await load(engine.client, { ...mine!, lane: 1 + upTo(30) }, { kind, count: 1 + upTo(3), priority: upTo(5) - 2 });
      const wanted = Array.from({ length: 30 }, (_, n) => n + 1).filter(() => next() < 0.4);
      const found = await engine.rows<{ units: [number, number][] }>(
        'select coalesce(jsonb_agg(jsonb_build_array(u ->> 0, u ->> 1) order by u -> 0, u -> 1), $2) as units from jsonb_array_elements(tasker.ready_units($1)) u',
        [wanted, '[]'],
      );
      const expected = await engine.rows<{ units: [number, number][] }>(
        `select coalesce(jsonb_agg(jsonb_build_array(s.lane::text, s.priority::text) order by s.lane, s.priority), '[]') as units
         from (select distinct lane, priority from tasker.workflow_steps where ready_at is not null and lane = any ($1)) s`,
        [wanted],
      );
      expect(found).toEqual(expected);
    }
  });
});
