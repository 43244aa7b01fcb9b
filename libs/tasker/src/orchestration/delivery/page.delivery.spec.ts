import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GIVE_UP, type EndedEntry, type FeedEntry, type Verdict } from './entry.verdict.js';
import { PageDelivery } from './page.delivery.js';

const DONE: Verdict = { kind: 'done' };
const failed = (waitMs: number | null): Verdict => ({
  kind: 'failed',
  waitMs,
  error: { message: 'no', errorClass: 'Error', told: 0 },
  event: undefined,
});

/** Entries whose position begins with the number of their task: 11, 12 of task 1. */
function entries(...positions: number[]): FeedEntry[] {
  return positions.map((position) => entry(position));
}

function entry(position: number, behind = false): FeedEntry {
  const taskId = `task ${Math.floor(position / 10)}`;
  const fed = {
    kind: 'custom',
    position,
    taskId,
    behind,
    attempts: 0,
    error: null,
    name: 'a.b',
    payload: {},
    stepId: 1,
    attempt: 1,
    at: '',
  };
  return { fed: fed as FeedEntry['fed'], facts: undefined };
}

/** A subscriber whose answers a test gives. */
class Subscriber {
  readonly began: number[] = [];
  readonly late: EndedEntry[] = [];
  mayDeliver = true;
  readonly signals = new Map<number, AbortSignal>();
  private readonly answers = new Map<number, (verdict: Verdict) => void>();

  deliveryOf(concurrency = 10): PageDelivery {
    return new PageDelivery(
      {
        deliver: ({ fed: { position } }, abort) => {
          this.began.push(position);
          this.signals.set(position, abort.signal);
          return new Promise((resolve) => this.answers.set(position, resolve));
        },
        late: async (late) => void this.late.push(late),
        mayDeliver: () => Promise.resolve(this.mayDeliver),
      },
      { concurrency, lateMs: 40_000 },
    );
  }

  async ends(position: number, verdict = DONE): Promise<void> {
    this.answers.get(position)!(verdict);
    await turns();
  }
}

/** Lets everything run that waits for nothing. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('the delivery of a page', () => {
  const subscriber = () => new Subscriber();

  it('counts a fault of its own as a try, without what it says, and ends', async () => {
    const context = { deliver: () => Promise.reject(new TypeError('hunter2')), late: vi.fn(), mayDeliver: () => Promise.resolve(true) };
    const report = await new PageDelivery(context, { concurrency: 1, lateMs: 1 }).deliver(entries(11, 12, 21));
    const fault = { message: 'the event could not be handed over: a fault of the engine', errorClass: 'TypeError', told: 0 };
    expect(report.failures).toEqual([
      [11, fault, null],
      [21, fault, null],
      [12, null, null],
    ]);
  });

  it('gives different tasks at the same time, and those of one task one after the other', async () => {
    const given = subscriber();
    const page = given.deliveryOf().deliver(entries(11, 21, 12, 22));
    await turns();
    expect(given.began).toEqual([11, 21]);
    await given.ends(21);
    expect(given.began).toEqual([11, 21, 22]);
    await given.ends(11);
    await given.ends(12);
    await given.ends(22);
    const report = await page;
    expect([report.delivered, report.failures, report.leavesSomething]).toEqual([4, [], false]);
  });

  it('gives as many tasks at the same time as allowed', async () => {
    const given = subscriber();
    const page = given.deliveryOf(2).deliver(entries(11, 21, 31));
    await turns();
    expect(given.began).toEqual([11, 21]);
    await given.ends(11);
    expect(given.began).toEqual([11, 21, 31]);
    await given.ends(21);
    await given.ends(31);
    expect((await page).delivered).toBe(3);
  });

  it('keeps back what stands behind a failure in its task, and nothing else', async () => {
    const given = subscriber();
    const page = given.deliveryOf().deliver(entries(11, 12, 21, 13));
    await turns();
    await given.ends(11, failed(null));
    await given.ends(21);
    const report = await page;
    expect(given.began).toEqual([11, 21]);
    expect(report.failures).toEqual([
      [11, { message: 'no', errorClass: 'Error', told: 0 }, null],
      [12, null, null],
      [13, null, null],
    ]);
    expect(report.delivered).toBe(1);
  });

  it('goes on behind what is given up', async () => {
    const given = subscriber();
    const page = given.deliveryOf().deliver(entries(11, 12));
    await turns();
    await given.ends(11, failed(GIVE_UP));
    await given.ends(12);
    expect((await page).delivered).toBe(1);
  });

  it('does not begin what stands behind an open event of its task', async () => {
    const given = subscriber();
    const report = await given.deliveryOf().deliver([entry(11, true), entry(12, true)]);
    expect(given.began).toEqual([]);
    expect(report.failures).toEqual([
      [11, null, null],
      [12, null, null],
    ]);
  });

  it('begins nothing more when it is halted, and waits for what runs', async () => {
    const given = subscriber();
    const delivery = given.deliveryOf(1);
    const page = delivery.deliver(entries(11, 12, 21));
    await turns();
    delivery.halt();
    await given.ends(11);
    const report = await page;
    expect(given.began).toEqual([11]);
    expect(report.delivered).toBe(1);
    expect(report.failures.toSorted(([left], [right]) => left - right)).toEqual([
      [12, null, null],
      [21, null, null],
    ]);
  });

  it('begins nothing more when somebody else may deliver', async () => {
    const given = subscriber();
    const page = given.deliveryOf().deliver(entries(11, 12));
    await turns();
    given.mayDeliver = false;
    await given.ends(11);
    expect([(await page).failures, given.began]).toEqual([[[12, null, null]], [11]]);
  });

  it('waits for nothing when it is abandoned, tells the handlers so, and leaves what they do to whoever delivers next', async () => {
    const given = subscriber();
    const delivery = given.deliveryOf(1);
    const page = delivery.deliver(entries(11, 12, 21));
    await turns();
    delivery.abandon('another process delivers');
    expect((await page).failures).toEqual([
      [11, null, 0],
      [12, null, null],
      [21, null, null],
    ]);
    expect(given.signals.get(11)!.reason).toEqual(new Error('another process delivers'));
    await given.ends(11);
    expect(given.late.map((one) => one.entry.fed.position)).toEqual([11]);
    await delivery.ended();
  });

  describe('with an event that takes long', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('goes on without it after a second, keeps back what stands behind it, and tells its end by itself', async () => {
      const given = subscriber();
      const delivery = given.deliveryOf();
      const page = delivery.deliver(entries(11, 12, 21));
      await turns();
      await given.ends(21);
      await vi.advanceTimersByTimeAsync(2_000);
      const report = await page;
      expect(report.failures).toEqual([
        [11, null, 40_000],
        [12, null, null],
      ]);
      expect([report.delivered, delivery.isBusyWith('task 1'), delivery.isBusyWith('task 2')]).toEqual([1, true, false]);
      expect(given.late).toEqual([]);
      await given.ends(11);
      expect(given.late).toEqual([{ entry: entry(11), verdict: DONE }]);
      expect([given.began, delivery.isBusyWith('task 1')]).toEqual([[11, 21], false]);
    });

    it('gives its room to nobody else until it ends', async () => {
      const given = subscriber();
      const delivery = given.deliveryOf(1);
      const first = delivery.deliver(entries(11));
      await turns();
      await vi.advanceTimersByTimeAsync(2_000);
      await first;
      const second = delivery.deliver(entries(21));
      await turns();
      expect(given.began).toEqual([11]);
      await given.ends(11);
      expect(given.began).toEqual([11, 21]);
      await given.ends(21);
      expect((await second).delivered).toBe(1);
    });
  });
});
