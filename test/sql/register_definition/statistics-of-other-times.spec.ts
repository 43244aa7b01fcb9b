import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';

const STEPS = 10_000;
const TABLES = ['named_steps', 'lanes', 'named_tasks_named_steps', 'dependent_systems'] as const;

describe('register_definition of thousands of steps', () => {
  const engine = useEngine();
  const configuration = JSON.stringify({
    steps: Array.from({ length: STEPS }, (_, place) => ({
      name: `part_${place}`,
      dependentSystem: 'unknown',
      queue: 'default',
      skippable: false,
      retryable: true,
      retryLimit: 3,
      concurrencyKey: 'tenant',
      concurrencyLimit: 1,
    })),
  });
  const register = async (name: string) => {
    const { rows } = await engine.client.query<{ steps: Record<string, [step: number, lane: number]> }>(
      `select steps from tasker.register_definition('wide', $1, '1.0.0', null, 'hash', $2)`,
      [name, configuration],
    );
    return rows[0]!.steps;
  };

  // Joins in an order that such statistics suggest pair every step with every lane of the queue: a hundred million rows.
  it('does not depend on which tables have statistics, of which time', async () => {
    await engine.client.query(`set statement_timeout = '20s'`);
    const first = await register('first');
    expect(Object.keys(first)).toHaveLength(STEPS);
    expect(new Set(Object.values(first).map(([, lane]) => lane)).size).toBe(STEPS);
    await engine.client.query('analyze tasker.lanes, tasker.dependent_systems');
    // Plans are made anew.
    await engine.client.query('discard plans');
    expect(await register('first')).toEqual(first);
    for (const table of TABLES) await engine.client.query(`analyze tasker.${table}`);
    await engine.client.query('discard plans');
    const second = await register('second');
    expect(Object.entries(second).map(([name, [step]]) => [name, step])).toEqual(
      Object.entries(first).map(([name, [step]]) => [name, step]),
    );
    expect(await engine.rows('select count(*)::integer as keys from tasker.limit_keys')).toEqual([{ keys: 2 * STEPS }]);
  });
});
