import { describe, expect, it } from 'vitest';
import { AdvanceStatement } from './advance.statement.js';
import { LaneList } from './lane.list.js';
import type { Outcome } from './outcome.js';
import type { AdvanceCall } from './advance.call.js';

const completed: Outcome = { taskId: 't', stepId: 2, attempt: 1, kind: 'completed', results: '{}', times: { waited: null, ran: 0.5 } };
const returned: Outcome = { taskId: 't', stepId: 2, attempt: 1, kind: 'returned', delaySeconds: 1 };
const call: AdvanceCall = {
  workerId: 'w',
  outcomes: [completed],
  wait: true,
  capacity: 3,
  reserve: 0,
  lanes: [1, 2],
  units: [],
  notify: false,
  aging: null,
  events: null,
  facts: 'rested',
};
const statement = new AdvanceStatement('"tasker"', new LaneList());

describe('AdvanceStatement', () => {
  it('sends one completion and nothing else to advance_one', () => {
    expect(statement.of(call, true)).toEqual({
      name: 'advance_one',
      text: 'select * from "tasker".advance_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
      values: ['w', 't', 2, 1, null, 0.5, '{}', 3, '{1,2}', false, 'rested'],
      jsonAsText: true,
    });
  });

  it.each<[string, Partial<AdvanceCall>]>([
    ['no outcome', { outcomes: [] }],
    ['two outcomes', { outcomes: [completed, completed] }],
    ['another outcome', { outcomes: [returned] }],
    ['tasks that are not waited for', { wait: false }],
    ['a look at the whole queue', { units: null }],
    ['something known to be in the queue', { units: [[1, 0, 'x']] }],
    ['slots kept for the queue', { reserve: 1 }],
    ['slots kept for what has waited long', { aging: { seconds: 1, slots: 1, turn: 0 } }],
    ['custom events', { events: '[]' }],
  ])('sends a call with %s to advance', (_, difference) => {
    const { name, text, values } = statement.of({ ...call, ...difference }, true);
    expect(name).toBe('advance');
    expect(values).toHaveLength(text.match(/\$/g)!.length);
  });

  it('sends a completion whose claim is not there any more to advance', () => {
    expect(statement.of(call, false).name).toBe('advance');
  });
});
