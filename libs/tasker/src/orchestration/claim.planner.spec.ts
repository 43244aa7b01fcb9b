import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { AdvanceReport, ClaimUnit } from '../database/tasker.functions.js';
import { AgingShare } from './aging.share.js';
import { ClaimPlanner } from './claim.planner.js';

const UNIT: ClaimUnit = [1, 0, '2026-01-01T00:00:00Z'];
const RELEASED: ClaimUnit = [2, 5, '2026-01-01T00:00:01Z'];
const nothing: AdvanceReport = {
  claimed: [],
  held: [],
  settled: [],
  rested: [],
  leftOver: false,
  released: [],
  marks: [],
  aged: [],
  units: null,
  dueInMs: null,
  scanMs: null,
  now: '2026-01-01T00:00:00Z',
  started: [],
  facts: new Map(),
};
const claimed = (count: number) => Array.from({ length: count }, () => ({}) as ClaimedStep);
const wake = vi.fn();
let planner: ClaimPlanner;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  wake.mockReset();
  planner = new ClaimPlanner(wake, new AgingShare(60_000));
});
afterEach(() => vi.useRealTimers());

/** One claim with room for so many steps, and what it found. */
function claim(capacity: number, report: Partial<AdvanceReport> = {}): void {
  const plan = planner.plan(capacity);
  planner.answered(plan);
  planner.learn({ ...nothing, ...report }, plan, capacity);
}

/** One claim that scans the queue and finds a unit. */
function scan(report: Partial<AdvanceReport> = {}): void {
  planner.heard();
  claim(10, { units: [UNIT], ...report });
}

describe('whether a claim is worth a call', () => {
  it('is no before anything was heard', () => {
    expect(planner.isWanted).toBe(false);
  });

  it('is yes once something was heard, and no after a claim that came back short', () => {
    planner.heard();
    expect(planner.isWanted).toBe(true);
    claim(10, { claimed: claimed(9) });
    expect([planner.isWanted, planner.hasBacklog]).toEqual([false, false]);
  });

  it('stays yes while claims come back full', () => {
    planner.heard();
    claim(10, { claimed: claimed(10) });
    expect([planner.isWanted, planner.hasBacklog]).toEqual([true, true]);
    claim(10, { claimed: claimed(3) });
    expect([planner.isWanted, planner.hasBacklog]).toEqual([false, false]);
  });

  it('stays yes when a wake-up came while the call was under way', () => {
    planner.heard();
    const plan = planner.plan(10);
    planner.heard();
    planner.learn(nothing, plan, 10);
    expect(planner.isWanted).toBe(true);
    claim(10);
    expect(planner.isWanted).toBe(false);
  });

  it('is yes when the call left unblocked steps to the queue', () => {
    claim(10, { released: [RELEASED] });
    expect(planner.isWanted).toBe(true);
  });

  it('is no while a look at the whole queue is under way that may find nothing, and yes once it has failed', () => {
    planner.heard();
    const look = planner.plan(10);
    expect(planner.isWanted).toBe(false);
    planner.answered(look);
    expect(planner.isWanted).toBe(true);
  });

  it('is yes beside a look when something was heard since, and beside every claim while there is a backlog', () => {
    planner.heard();
    planner.plan(10);
    planner.heard();
    expect(planner.isWanted).toBe(true);
    claim(10, { claimed: claimed(10) });
    planner.plan(10);
    expect(planner.isWanted).toBe(true);
  });

  it('is not changed to no by a call without room', () => {
    planner.heard();
    claim(0);
    expect(planner.isWanted).toBe(true);
  });

  it('is changed to yes by a call without room that left steps to the queue', () => {
    claim(0);
    expect(planner.isWanted).toBe(false);
    claim(0, { released: [RELEASED] });
    expect(planner.isWanted).toBe(true);
  });
});

describe('what a claim looks at', () => {
  it('is the whole queue first, then the units found there', () => {
    expect(planner.plan(10).units).toBeNull();
    claim(10, { units: [UNIT], marks: [UNIT], claimed: claimed(10) });
    expect(planner.plan(10).units).toEqual([UNIT]);
  });

  it('is the whole queue again once something was heard', () => {
    scan();
    planner.heard();
    expect(planner.plan(10).units).toBeNull();
  });

  it('is not the whole queue at once, while there is a backlog and looking through it takes long', () => {
    scan({ marks: [UNIT], claimed: claimed(10), scanMs: 900 });
    scan({ marks: [UNIT], claimed: claimed(10), scanMs: 5 });
    scan({ marks: [UNIT], claimed: claimed(10), scanMs: 5 });
    planner.heard();
    expect(planner.plan(10).units).toEqual([UNIT]);
    vi.advanceTimersByTime(50);
    expect(planner.plan(10).units).toBeNull();
    scan({ marks: [UNIT], claimed: claimed(3), scanMs: 5 });
    planner.heard();
    expect(planner.plan(10).units).toBeNull();
  });

  it('is the whole queue less often while there is a backlog and looking through it takes a good part of a second', () => {
    for (const look of [1, 2]) scan({ marks: [UNIT], claimed: claimed(10), scanMs: 300 + look });
    vi.advanceTimersByTime(3_000);
    expect(planner.plan(10).units).toEqual([UNIT]);
    vi.advanceTimersByTime(20);
    expect(planner.plan(10).units).toBeNull();
    for (const look of [1, 2]) scan({ marks: [UNIT], claimed: claimed(10), scanMs: 60_000 + look });
    vi.advanceTimersByTime(9_999);
    expect(planner.plan(10).units).toEqual([UNIT]);
    vi.advanceTimersByTime(1);
    expect(planner.plan(10).units).toBeNull();
  });

  it('is the whole queue after a second at most once the backlog has gone, however long that takes', () => {
    for (const look of [1, 2]) scan({ marks: [UNIT], claimed: claimed(10), scanMs: 300 + look });
    claim(10, { marks: [UNIT], claimed: claimed(3) });
    vi.advanceTimersByTime(999);
    expect(planner.plan(10).units).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(planner.plan(10).units).toBeNull();
  });

  it('is the whole queue again a second after the last scan', () => {
    scan();
    vi.advanceTimersByTime(999);
    expect(planner.plan(10).units).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(planner.plan(10).units).toBeNull();
  });

  it('is also where steps were left to the queue', () => {
    scan({ marks: [UNIT], claimed: claimed(10) });
    claim(0, { released: [RELEASED] });
    expect(planner.plan(10).units).toEqual([UNIT, RELEASED]);
  });

  it('is the whole queue again when steps were left to it while a scan was under way', () => {
    planner.heard();
    const early = planner.plan(10);
    claim(0, { released: [RELEASED] });
    planner.learn({ ...nothing, units: [] }, early, 10);
    expect([planner.isWanted, planner.plan(10).units]).toEqual([true, null]);
  });

  it('goes on with the units that were not sent when those sent are empty', () => {
    const others = Array.from({ length: 30 }, (_, n): ClaimUnit => [n + 3, 0, '2026-01-01T00:00:00Z']);
    scan({ units: others, marks: [others[0]!], claimed: claimed(10) });
    expect(planner.plan(1).units).toHaveLength(10);
    claim(1);
    expect(planner.isWanted).toBe(true);
    expect(planner.plan(30).units).toHaveLength(20);
  });

  it('keeps an eighth of the room for the queue while there is a backlog', () => {
    expect(planner.plan(10).reserve).toBe(0);
    claim(10, { claimed: claimed(10) });
    expect([planner.plan(10).reserve, planner.plan(1).reserve, planner.plan(0).reserve]).toEqual([2, 1, 0]);
    claim(10, { claimed: claimed(9) });
    expect(planner.plan(10).reserve).toBe(0);
  });

  it('keeps a quarter of the room for a queue of several priorities', () => {
    scan({ units: [RELEASED, UNIT], marks: [RELEASED], claimed: claimed(10) });
    expect([planner.plan(10).reserve, planner.plan(1).reserve]).toEqual([3, 1]);
  });
});

describe('the share of lower priorities', () => {
  const backlog = (units: ClaimUnit[]) => scan({ units, marks: [units[0]!], claimed: claimed(10) });

  it('is one slot in four, in turns, while there is a backlog of several priorities', () => {
    backlog([RELEASED, UNIT]);
    expect(planner.plan(8).aging).toEqual({ seconds: 30, slots: 2, turn: 1 });
    expect([1, 1, 1, 1].map((room) => planner.plan(room).aging?.slots ?? null)).toEqual([null, null, null, 1]);
  });

  it('is none without a backlog: everything is claimed then', () => {
    backlog([RELEASED, UNIT]);
    claim(10, { claimed: claimed(2), marks: [UNIT] });
    expect(planner.plan(8).aging).toBeNull();
  });

  it('is none where all units have one priority', () => {
    backlog([UNIT, [2, 0, UNIT[2]]]);
    expect(planner.plan(8).aging).toBeNull();
  });
});

describe('the next look by itself', () => {
  const wokenAfter = (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    return wake.mock.calls.length;
  };

  it('is when the database says the next step is due, and not a moment before', () => {
    scan({ dueInMs: 400 });
    expect([wokenAfter(400), wokenAfter(1)]).toEqual([0, 1]);
  });

  it('is when somebody else has found that a step will be due; one that is due is looked for at once', () => {
    expect([planner.looked(20), planner.looked(null), planner.isWanted]).toEqual([false, false, false]);
    expect([wokenAfter(20), wokenAfter(1)]).toEqual([0, 1]);
    expect([planner.looked(-3), planner.isWanted]).toEqual([true, true]);
  });

  it('is told apart: a step that is due, and a look that is due', () => {
    scan({ dueInMs: 400 });
    wokenAfter(401);
    claim(10, { units: [UNIT] });
    vi.advanceTimersByTime(300);
    claim(10, { claimed: claimed(2) });
    wokenAfter(700);
    expect(wake.mock.calls).toEqual([[true], [false]]);
  });

  it('is when a failed step of this batch may be tried again', () => {
    scan({ settled: [{ taskId: 'a', stepId: 1, attempt: 1, state: 'error', readyInSeconds: 0.25 }] });
    expect([wokenAfter(250), wokenAfter(1)]).toEqual([0, 1]);
  });

  it('is the earliest of all that is known', () => {
    const settled = [3, 0.1, null].map((readyInSeconds) => ({
      taskId: 'a',
      stepId: 1,
      attempt: 1,
      state: 'error' as const,
      readyInSeconds,
    }));
    scan({ settled, dueInMs: 2_000 });
    expect([wokenAfter(100), wokenAfter(1), wokenAfter(10_000)]).toEqual([0, 1, 1]);
  });

  it('is learnt from a call without room too', () => {
    claim(0, { settled: [{ taskId: 'a', stepId: 1, attempt: 1, state: 'error', readyInSeconds: 1 }] });
    expect([wokenAfter(1_000), wokenAfter(1)]).toEqual([0, 1]);
  });

  it('is never, as long as nothing is due', () => {
    scan();
    expect(wokenAfter(60_000)).toBe(0);
  });

  it('is when the marks run out, after a short claim that looked at marks only', () => {
    scan();
    vi.advanceTimersByTime(300);
    claim(10, { claimed: claimed(2) });
    expect([wokenAfter(699), wokenAfter(1)]).toEqual([0, 1]);
  });

  it('is soon after a claim by marks has emptied a backlog: what is due next is known from a look only', () => {
    scan({ claimed: claimed(10), marks: [UNIT], scanMs: 3 });
    expect(planner.hasBacklog).toBe(true);
    claim(10, { claimed: claimed(2), marks: [UNIT] });
    vi.advanceTimersByTime(31);
    expect(wake).toHaveBeenCalledWith(false);
  });

  it('is not set after a full claim: the next call comes anyway', () => {
    scan();
    claim(10, { claimed: claimed(10) });
    expect(wokenAfter(60_000)).toBe(0);
  });

  it('is cancelled by a stop, and nothing is wanted any more', () => {
    scan({ dueInMs: 100 });
    planner.heard();
    planner.stop();
    expect(planner.isWanted).toBe(false);
    expect(wokenAfter(60_000)).toBe(0);
  });
});
