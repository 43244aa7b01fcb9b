import { describe, expect, it } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import { claimName, RunningSteps } from './running.steps.js';
import type { RunningStep } from './step.executor.js';

const step = (taskId: string, stepId = 1, { attempt = 1, deadline = null as number | null } = {}): RunningStep => ({
  claimed: { taskId, stepId, attempt } as ClaimedStep,
  outcome: Promise.resolve(null),
  deadline,
  abandon: () => undefined,
});

function running(...steps: RunningStep[]): RunningSteps {
  const all = new RunningSteps();
  steps.forEach((each) => all.add(each));
  return all;
}

describe('RunningSteps', () => {
  it('knows an attempt by its task, its step and its number', () => {
    const one = step('a', 1, { attempt: 2 });
    const all = running(one);
    expect(all.of({ taskId: 'a', stepId: 1, attempt: 2 })).toBe(one);
    for (const other of [{ taskId: 'b' }, { stepId: 2 }, { attempt: 1 }]) {
      expect(all.of({ taskId: 'a', stepId: 1, attempt: 2, ...other })).toBeUndefined();
    }
  });

  it('forgets an attempt once', () => {
    const one = step('a');
    const all = running(one, step('b'));
    expect(all.remove(one)).toBe(true);
    expect(all.remove(one)).toBe(false);
    expect(all.size).toBe(1);
  });

  it('lists the attempts of a task, and finds a single one', () => {
    const [one, two, other] = [step('a', 1), step('a', 2), step('b', 1)];
    const all = running(one, two, other);
    expect(all.ofTask('a')).toEqual([one, two]);
    expect(all.ofTask('c')).toEqual([]);
    expect(all.of(two.claimed)).toBe(two);
    expect(all.of({ ...two.claimed, attempt: 9 })).toBeUndefined();
  });

  it('gives a list that does not change when attempts are forgotten', () => {
    const all = running(step('a'), step('b'));
    const list = all.all();
    for (const each of list) all.remove(each);
    expect([list.length, all.size]).toEqual([2, 0]);
  });

  it('says how long until the earliest time limit', () => {
    expect(running().earliestLimitIn(0)).toBeNull();
    expect(running(step('a')).earliestLimitIn(0)).toBeNull();
    const all = running(step('a'), step('b', 1, { deadline: 900 }), step('c', 1, { deadline: 700 }));
    expect([all.earliestLimitIn(500), all.earliestLimitIn(1_000)]).toEqual([200, 0]);
  });
});

describe('claimName', () => {
  it('differs for claims that differ', () => {
    const names = [['a', 1, 1], ['a', 11, 1], ['a', 1, 11], ['b', 1, 1]] as const; // prettier-ignore
    expect(new Set(names.map(([taskId, stepId, attempt]) => claimName({ taskId, stepId, attempt }))).size).toBe(4);
  });
});
