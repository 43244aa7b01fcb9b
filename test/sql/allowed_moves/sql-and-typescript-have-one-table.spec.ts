import { describe, expect, it } from 'vitest';
import { STEP_MOVES, STEP_STATES, TASK_MOVES, TASK_STATES } from '../../../libs/tasker/src/model/states.js';
import { useEngine } from '../../support/engine.js';

const inTypeScript = [
  { subject: 'task', states: TASK_STATES, moves: TASK_MOVES },
  { subject: 'step', states: STEP_STATES, moves: STEP_MOVES },
] as const;

describe('the state machines', () => {
  const engine = useEngine();

  it.each(inTypeScript)(
    'of a $subject are the same in SQL and in TypeScript, for every pair of states',
    async ({ subject, states, moves }) => {
      const pairs = states.flatMap((from) => states.map((to) => ({ from, to, allowed: moves[from].includes(to) })));
      const inSql = await engine.rows(
        `select f as "from", t as "to", tasker.may_move($1, f, t) as allowed
       from unnest($2::text[]) with ordinality as a (f, i) cross join unnest($2::text[]) with ordinality as b (t, j) order by i, j`,
        [subject, states],
      );
      expect(inSql).toEqual(pairs);
    },
  );

  it('know no state besides the stored ones', async () => {
    const rows = await engine.rows(
      'select from_state as state from tasker.allowed_moves() union select to_state from tasker.allowed_moves()',
    );
    expect(rows.map(({ state }) => state).sort()).toEqual([...TASK_STATES].sort());
  });

  it('leave complete, cancelled and resolved_manually to nobody', async () => {
    const rows = await engine.rows(
      "select * from tasker.allowed_moves() where from_state in ('complete', 'cancelled', 'resolved_manually')",
    );
    expect(rows).toEqual([]);
  });
});
