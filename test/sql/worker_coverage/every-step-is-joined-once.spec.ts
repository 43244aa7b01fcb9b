import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blueprint } from '../../support/creation.js';
import { useSession } from '../../support/session.js';

const STEPS = 300;

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

const rowsOf = (node: PlanNode): number[] => [node['Actual Rows'] * node['Actual Loops'], ...(node.Plans ?? []).flatMap(rowsOf)];

describe('worker_coverage of a definition of many steps', () => {
  const session = useSession();
  let plans: PlanNode[];
  const keep = ({ message }: { message?: string | undefined }) => {
    const document = message?.match(/plan:\n(\{[^]*\})/)?.[1];
    if (document !== undefined) plans.push((JSON.parse(document) as { Plan: PlanNode }).Plan);
  };

  beforeEach(() => {
    plans = [];
    session.client.on('notice', keep);
  });
  afterEach(() => session.client.off('notice', keep));

  it('finds the lane of each step without looking at every pair of steps', async () => {
    const { namedTask, steps, lanes } = await blueprint(session.client, STEPS, 'large');
    const known = JSON.stringify({ [namedTask]: steps.map(([namedStep]) => namedStep) });
    await session.rows(`load 'auto_explain'`);
    await session.rows(
      `set client_min_messages = log; set auto_explain.log_level = notice; set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on;
       set auto_explain.log_nested_statements = on; set auto_explain.log_format = json; set auto_explain.log_parameter_max_length = 0`,
    );
    const [found] = await session.rows(`select * from tasker.worker_coverage('{default}', $1)`, [known]);
    expect([...found!['lanes']].sort((left, right) => left - right)).toEqual(lanes);
    const rows = plans.flatMap(rowsOf);
    expect(rows).toContain(STEPS);
    expect(Math.max(...rows)).toBeLessThan(3 * STEPS);
  });
});
