import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedStep } from '../database/claimed.step.js';
import type { LimitedReport } from '../database/limit.functions.js';
import { AgingShare } from './aging.share.js';
import { LimitedClaims, type LimitedLoop } from './limited.claims.js';

type Call = Parameters<LimitedLoop['send']>[0];

const LANE = 7;
const nothing: LimitedReport = {
  claimed: [],
  contended: false,
  more: false,
  full: false,
  waiting: false,
  remain: false,
  letGo: 0,
  cursor: null,
  nextTokenInMs: null,
  dueInMs: null,
  now: '2026-01-01T00:00:00Z',
  started: [],
  facts: new Map(),
};
const step = (stepId: number, lane = LANE) => ({ taskId: 'a', stepId, attempt: 1, lane }) as ClaimedStep;
const key = (stepId: number) => ({ taskId: 'a', stepId, attempt: 1 });

/** A loop of which a test answers each call. */
class Loop implements LimitedLoop {
  readonly calls: Call[] = [];
  readonly begun: ClaimedStep[] = [];
  free = 4;
  held = 0;
  halted = false;
  scheduled = 0;
  failures = 0;
  private answers: { resolve: (report: LimitedReport) => void; reject: (error: unknown) => void }[] = [];

  mayCall = () => !this.halted;
  take = () => {
    this.held += this.free;
    return this.free;
  };
  release = (capacity: number) => void (this.held -= capacity);
  send = (call: Call) => {
    this.calls.push(call);
    return new Promise<LimitedReport>((resolve, reject) => this.answers.push({ resolve, reject }));
  };
  begin = (claimed: readonly ClaimedStep[]) => {
    for (const one of claimed) claims.began(one);
    this.begun.push(...claimed);
  };
  failed = () => void (this.failures += 1);
  schedule = () => void (this.scheduled += 1);

  /** Answers the oldest open call, and lets the loop turn once. */
  async answer(report: Partial<LimitedReport> = {}): Promise<void> {
    this.answers.shift()!.resolve({ ...nothing, ...report });
    await turn();
  }
  async fail(): Promise<void> {
    this.answers.shift()!.reject(new Error('cut'));
    await turn();
  }
  get last(): Call {
    return this.calls.at(-1)!;
  }
}

let loop: Loop;
let claims: LimitedClaims;

async function turn(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  claims.pump();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  loop = new Loop();
  claims = new LimitedClaims(loop, new AgingShare(60_000));
});
afterEach(() => vi.useRealTimers());

/** Claims from a lane, after the first look at everything. */
async function started(): Promise<void> {
  claims.claimFrom([LANE]);
  await turn();
  await loop.answer();
  loop.calls.length = 0;
}

describe('a worker without limited lanes', () => {
  it('sends nothing, whatever happens', async () => {
    claims.claimFrom([]);
    claims.wake();
    claims.released();
    claims.began(step(1));
    claims.ended([key(1)]);
    await turn();
    expect([loop.calls, claims.wantsSlots, claims.isIdle]).toEqual([[], false, true]);
  });
});

describe('what is claimed', () => {
  it('begins with a look at everything that waits, from key to key', async () => {
    claims.claimFrom([LANE]);
    await turn();
    expect(loop.last).toMatchObject({ capacity: 4, lanes: [LANE], ended: [], sweep: [] });
    await loop.answer({ cursor: [1, 'k'] });
    expect(loop.last).toMatchObject({ sweep: [1, 'k'] });
    await loop.answer({ cursor: null });
    expect(loop.calls).toHaveLength(2);
  });

  it('is asked for once more when something was heard during the call', async () => {
    await started();
    claims.wake();
    await turn();
    claims.wake();
    await loop.answer();
    expect(loop.calls).toHaveLength(2);
    await loop.answer();
    expect(loop.calls).toHaveLength(2);
  });

  it.each<[string, Partial<LimitedReport>, number]>([
    ['as much as there was room for', { claimed: [1, 2, 3, 4].map((n) => step(n)) }, 2],
    ['less', { claimed: [step(1)] }, 1],
    ['less, with more to look at', { claimed: [step(1)], more: true }, 2],
    ['nothing, with more to look at', { more: true }, 2],
  ])('goes on at once after a call that brought %s, or does not', async (_, report, calls) => {
    await started();
    claims.wake();
    await turn();
    await loop.answer(report);
    expect(loop.calls).toHaveLength(calls);
  });

  it('begins what was claimed and gives its slots back, one call at a time', async () => {
    await started();
    claims.wake();
    await turn();
    claims.wake();
    await turn();
    expect([loop.calls.length, loop.held, claims.isQuiet]).toEqual([1, 4, false]);
    await loop.answer({ claimed: [step(1)] });
    expect(loop.begun).toEqual([step(1)]);
  });

  it('waits while the worker is halted or has no slot', async () => {
    await started();
    loop.halted = true;
    claims.wake();
    await turn();
    loop.halted = false;
    loop.free = 0;
    await turn();
    expect(loop.calls).toEqual([]);
    loop.free = 1;
    await turn();
    expect(loop.last.capacity).toBe(1);
  });

  it('is tried again after a few milliseconds, not at once, when somebody was in the way', async () => {
    await started();
    claims.wake();
    await turn();
    await loop.answer({ contended: true, more: true });
    claims.wake();
    await turn();
    expect(loop.calls).toHaveLength(1);
    vi.advanceTimersByTime(6);
    await turn();
    expect(loop.calls).toHaveLength(2);
  });

  it.each(['nextTokenInMs', 'dueInMs'])('is looked for again at %s', async (field) => {
    await started();
    claims.wake();
    await turn();
    await loop.answer({ [field]: 400 });
    vi.advanceTimersByTime(400);
    await turn();
    expect(loop.calls).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await turn();
    expect(loop.calls).toHaveLength(2);
  });

  it('is looked for when steps were released, and not all the time when there is nothing', async () => {
    await started();
    vi.advanceTimersByTime(10);
    claims.released();
    await turn();
    await loop.answer();
    for (let n = 0; n < 5; n += 1) claims.released();
    await turn();
    expect(loop.calls).toHaveLength(1);
    vi.advanceTimersByTime(10);
    await turn();
    expect(loop.calls).toHaveLength(2);
  });
});

describe('what has ended', () => {
  it('is told, with room for another one, once', async () => {
    await started();
    claims.began(step(1));
    claims.began(step(2, 99));
    claims.ended([key(1), key(2), key(3)]);
    await turn();
    expect(loop.last).toMatchObject({ capacity: 4, ended: [key(1)], sweep: null });
    claims.ended([key(1)]);
    await loop.answer();
    expect([loop.calls.length, claims.isIdle]).toEqual([1, true]);
  });

  it('is not told before the rows say so', async () => {
    await started();
    claims.began(step(1));
    claims.ended([key(1)], [key(1)]);
    await turn();
    expect(loop.calls).toEqual([]);
    claims.ended([key(1)]);
    await turn();
    expect(loop.last.ended).toEqual([key(1)]);
  });

  it('is told again after a pause when slots were left', async () => {
    await started();
    claims.began(step(1));
    claims.ended([key(1)]);
    await turn();
    await loop.answer({ remain: true });
    expect([loop.calls.length, claims.isIdle]).toEqual([1, false]);
    vi.advanceTimersByTime(6);
    await turn();
    expect(loop.last.ended).toEqual([key(1)]);
  });

  it('is told again when the call failed', async () => {
    await started();
    claims.began(step(1));
    claims.ended([key(1)]);
    await turn();
    await loop.fail();
    expect([loop.failures, loop.held]).toEqual([1, 0]);
    vi.advanceTimersByTime(6);
    await turn();
    expect(loop.last.ended).toEqual([key(1)]);
  });

  it('is told without a free slot too, and asks for one when others were let go', async () => {
    await started();
    claims.began(step(1));
    loop.free = 0;
    claims.ended([key(1)]);
    await turn();
    expect(loop.last).toMatchObject({ capacity: 0, ended: [key(1)] });
    await loop.answer({ letGo: 1 });
    expect(claims.wantsSlots).toBe(true);
  });

  it('is still told after a stop, and nothing is claimed then', async () => {
    await started();
    claims.began(step(1));
    claims.stop();
    claims.wake();
    claims.ended([key(1)]);
    await turn();
    expect(loop.last).toMatchObject({ capacity: 0, ended: [key(1)], sweep: null });
    await loop.answer({ remain: true, full: true, contended: true });
    vi.advanceTimersByTime(6);
    await turn();
    expect(loop.last).toMatchObject({ capacity: 0, ended: [key(1)] });
    await loop.answer();
    expect(claims.isIdle).toBe(true);
  });

  it('is forgotten with the lease, and an answer that comes later is not used', async () => {
    await started();
    claims.began(step(1));
    claims.ended([key(1)]);
    await turn();
    claims.clear();
    await loop.answer({ claimed: [step(2)], remain: true });
    expect([loop.begun, loop.held, claims.isIdle]).toEqual([[], 0, true]);
  });
});

describe('the look after what nobody freed', () => {
  it.each(['full', 'waiting'])('comes about once a second while something is %s', async (word) => {
    await started();
    claims.wake();
    await turn();
    await loop.answer({ [word]: true });
    vi.advanceTimersByTime(700);
    await turn();
    expect(loop.calls).toHaveLength(1);
    vi.advanceTimersByTime(600);
    await turn();
    expect(loop.last).toMatchObject({ sweep: [], capacity: 4 });
    await loop.answer();
    vi.advanceTimersByTime(60_000);
    await turn();
    expect(loop.calls).toHaveLength(2);
  });

  it('goes on where the last one ended', async () => {
    await started();
    claims.wake();
    await turn();
    await loop.answer({ waiting: true });
    vi.advanceTimersByTime(1_300);
    await turn();
    await loop.answer({ waiting: true, cursor: [3, 'm'] });
    vi.advanceTimersByTime(1_300);
    await turn();
    expect(loop.last.sweep).toEqual([3, 'm']);
  });
});
