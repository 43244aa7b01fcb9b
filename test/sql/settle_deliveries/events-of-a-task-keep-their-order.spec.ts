import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryEnd, FeedPage } from '../../../libs/tasker/src/database/event-feed.store.js';
import { useEngine } from '../../support/engine.js';
import { act, deedOf, useFeed, type Deliverer } from '../../support/feed.js';
import { insertTask } from '../../support/rows.js';

const engine = useEngine();
const feed = useFeed(engine);
const broken = { message: 'broken' };

let deliverer: Deliverer;
let [one, other] = ['', ''];
let acted = 0;

beforeEach(async () => {
  deliverer = await feed.deliverer('billing', ['task:action']);
  [one, other] = [await insertTask(engine.client, [{}]), await insertTask(engine.client, [{}])];
  acted = 0;
});

/** Something happens to each of the tasks in turn: `pause 0`, `resume 1` … */
async function happen(...tasks: string[]): Promise<void> {
  for (const task of tasks) {
    const [row] = await engine.rows('select paused_at is not null as paused from tasker.tasks where task_id = $1', [task]);
    await act(engine.client, task, row?.paused === true ? 'resume' : 'pause', String(acted++));
  }
}

/** Commits a page of which the first event fails, and what follows it in its task is put behind it. */
async function failFirst(page: FeedPage, policy?: { maxAttempts?: number; waitMs?: number }) {
  const [first] = page.events;
  const failures = page.events
    .filter(({ taskId }) => taskId === first!.taskId)
    .map(({ position }, place): DeliveryEnd => [position, place === 0 ? broken : null]);
  return deliverer.commit(page, failures, policy);
}

const due = async () => (await deliverer.due()).events.map((event) => `${deedOf(event)}, ${event.attempts} failed`);

describe('an event that fails', () => {
  it('holds back what follows it in its task, and nothing else', async () => {
    await happen(one, other, one, one);
    expect(await failFirst(await deliverer.page())).toEqual([]);
    await happen(one, other);
    const page = await deliverer.page();
    expect(page.events.map(({ behind, ...event }) => [deedOf({ behind, ...event }), behind])).toEqual([
      ['resume 4', true],
      ['resume 5', false],
    ]);
    await deliverer.commit(page, [[page.events[0]!.position, null]]);
    const order: string[] = [];
    for (let event; (event = (await deliverer.due()).events[0]) !== undefined;) {
      order.push(deedOf(event));
      expect((await deliverer.due()).events).toHaveLength(1);
      await deliverer.settle([[event.position, null]]);
    }
    expect(order).toEqual(['pause 0', 'resume 2', 'pause 3', 'resume 4']);
    expect(await deliverer.store.lag(10)).toMatchObject([{ waiting: 0, open: 0, delivered: 6, failed: 1 }]);
  });

  it('that is delivered while a page stands behind it lets that page go on', async () => {
    await happen(one);
    await failFirst(await deliverer.page());
    await happen(one);
    const page = await deliverer.page();
    const [event] = (await deliverer.due()).events;
    await deliverer.settle([[event!.position, null]]);
    await deliverer.commit(page, [[page.events[0]!.position, null]]);
    expect(await due()).toEqual(['resume 1, 0 failed']);
  });

  it('holds back nothing of other subscribers', async () => {
    const neighbour = await feed.deliverer('neighbour', ['task:action']);
    await happen(one);
    await failFirst(await deliverer.page());
    await happen(one);
    expect((await neighbour.drain()).map(({ behind }) => behind)).toEqual([false, false]);
    expect(await neighbour.due()).toMatchObject({ events: [] });
  });

  it('comes again with the facts of its task when its wait is over, each one twice as long up to five minutes', async () => {
    const waits: number[] = [];
    await happen(one);
    await failFirst(await deliverer.page(), { maxAttempts: 99, waitMs: 20_000 });
    for (let attempt = 1; attempt < 7; attempt++) {
      const [row] = await engine.rows(
        'select position::integer, attempts, extract(epoch from next_attempt_at - clock_timestamp())::float as wait from tasker.event_deliveries',
      );
      waits.push(Math.ceil(row?.wait as number));
      expect([row?.attempts, await due()]).toEqual([attempt, []]);
      await engine.rows('update tasker.event_deliveries set next_attempt_at = now()');
      const { tasks, events } = await deliverer.due();
      expect([tasks.map(({ taskId }) => taskId), events.map(deedOf)]).toEqual([[one], ['pause 0']]);
      await deliverer.settle([[row?.position as number, broken]], { maxAttempts: 99, waitMs: 20_000 });
    }
    expect(waits).toEqual([20, 40, 80, 160, 300, 300]);
  });

  it('is given up after its last attempt, and what stood behind it goes on', async () => {
    await happen(one, one);
    await failFirst(await deliverer.page());
    const [event] = (await deliverer.due()).events;
    expect(await deliverer.settle([[event!.position, broken]])).toEqual([{ position: event!.position, taskId: one, attempts: 2 }]);
    expect(await due()).toEqual(['resume 1, 0 failed']);
    expect(await deliverer.store.givenUp('billing', 0, 10)).toEqual([
      {
        ...{ position: event!.position, taskId: one, kind: 'task', name: 'action', attempts: 2, error: broken },
        ...{ createdAt: expect.any(Date), givenUpAt: expect.any(Date) },
      },
    ]);
    expect(await deliverer.store.givenUp('billing', event!.position, 10)).toEqual([]);
    await deliverer.settle([[(await deliverer.due()).events[0]!.position, null]]);
    await happen(one);
    expect((await deliverer.page()).events).toMatchObject([{ behind: false }]);
  });

  it('is given up at once where one attempt is all', async () => {
    await happen(one, one);
    const page = await deliverer.page();
    const { position } = page.events[0]!;
    expect(await deliverer.commit(page, [[position, broken]], { maxAttempts: 1 })).toEqual([{ position, taskId: one, attempts: 1 }]);
    expect([await due(), (await deliverer.store.lag(10))[0]]).toMatchObject([[], { givenUp: 1, open: 0, delivered: 1 }]);
  });

  it('is counted as lost when its history is gone, and what stood behind it goes on', async () => {
    await happen(one, one, other);
    await failFirst(await deliverer.page());
    const { position } = (await deliverer.due()).events[0]!;
    await engine.rows('update tasker.event_deliveries set transition_id = -1 where position = $1', [position]);
    expect(await deliverer.due()).toMatchObject({ lost: [position], events: [] });
    expect(await due()).toEqual(['resume 1, 0 failed']);
    expect(await deliverer.store.lag(10)).toMatchObject([{ lost: 1, open: 1 }]);
  });
});

describe('a given-up event', () => {
  /** The events 0 and 1 of a task were given up, 2 has failed once. */
  async function giveUp(): Promise<void> {
    await happen(one, one, one);
    await failFirst(await deliverer.page());
    for (let count = 0; count < 4; count++) {
      const [event] = (await deliverer.due()).events;
      await deliverer.settle([[event!.position, broken]], { maxAttempts: count < 3 ? 2 : 3 });
      if (count === 2) expect((await due())[0]).toBe('pause 2, 0 failed');
    }
  }

  it('that a person lets try again comes before what is open of its task', async () => {
    await giveUp();
    const [first, second] = await deliverer.store.givenUp('billing', 0, 10);
    expect(await deliverer.store.redeliver('billing', [second!.position])).toBe(1);
    expect(await due()).toEqual(['resume 1, 0 failed']);
    expect(await deliverer.store.redeliver('billing', null)).toBe(1);
    expect(await due()).toEqual(['pause 0, 0 failed']);
    for (const { position } of [first!, second!]) await deliverer.settle([[position, null]]);
    expect(await due()).toEqual(['pause 2, 1 failed']);
    expect(await deliverer.store.redeliver('billing', null)).toBe(0);
  });

  it('can be dropped, one or all; open ones cannot', async () => {
    await giveUp();
    const [first] = await deliverer.store.givenUp('billing', 0, 10);
    expect(await deliverer.store.drop('other', null)).toBe(0);
    expect(await deliverer.store.drop('billing', [first!.position, 999])).toBe(1);
    expect(await deliverer.store.drop('billing', null)).toBe(1);
    expect(await engine.rows('select name from tasker.event_deliveries')).toHaveLength(1);
  });
});

describe('an event that is still with the subscriber when its page is committed', () => {
  /** Event 0 is being tried for up to a minute, 1 stands behind it. */
  async function putAside(): Promise<number> {
    await happen(one, one, other);
    const page = await deliverer.page();
    const [first, second] = page.events.map(({ position }) => position);
    await deliverer.commit(page, [
      [first!, null, 60_000],
      [second!, null],
    ]);
    return first!;
  }

  it('is not due meanwhile, and ends as any other', async () => {
    const position = await putAside();
    expect([await due(), (await deliverer.page()).dueInMs]).toEqual([[], expect.closeTo(60_000, -4)]);
    await deliverer.settle([[position, null]]);
    expect(await due()).toEqual(['resume 1, 0 failed']);
  });

  it('is due at once for the process that follows', async () => {
    await putAside();
    await deliverer.store.renew('billing', deliverer.holder, 60_000);
    expect(await due()).toEqual([]);
    await deliverer.store.release('billing', deliverer.holder);
    const next = await feed.deliverer('billing', ['task:action']);
    expect((await next.due()).events.map(deedOf)).toEqual(['pause 0']);
  });
});

describe('an attempt that says when to try again', () => {
  it('is obeyed, in a page and later, up to a century', async () => {
    await happen(one);
    const page = await deliverer.page();
    const { position } = page.events[0]!;
    const wait = async () => (await deliverer.page()).dueInMs;
    await deliverer.commit(page, [[position, broken, 7_000]], { maxAttempts: 9 });
    expect(await wait()).toBeCloseTo(7_000, -3);
    await deliverer.settle([[position, broken, 9_000]], { maxAttempts: 9 });
    expect(await wait()).toBeCloseTo(9_000, -3);
    await deliverer.settle([[position, broken, Number.MAX_VALUE]], { maxAttempts: 9 });
    expect(await wait()).toBeCloseTo(3e12, -6);
    expect(await deliverer.store.lag(10)).toMatchObject([{ failed: 3, open: 1 }]);
  });

  it('is the last one where that is never', async () => {
    await happen(one, other);
    const page = await deliverer.page();
    const [first, second] = page.events.map(({ position }) => position);
    const never = await deliverer.commit(page, [
      [first!, broken, -1],
      [second!, broken, 0],
    ]);
    expect(never).toEqual([{ position: first, taskId: one, attempts: 1 }]);
    expect(await deliverer.settle([[second!, broken, -1]], { maxAttempts: 9 })).toEqual([{ position: second, taskId: other, attempts: 2 }]);
  });
});

describe('remove_consumer', () => {
  it('takes the deliveries of a consumer with it, once nobody delivers to it', async () => {
    await happen(one);
    await failFirst(await deliverer.page());
    expect(await deliverer.store.remove('billing')).toBe('held');
    await deliverer.store.release('billing', deliverer.holder);
    expect(await deliverer.store.remove('billing')).toBe('removed');
    expect(await engine.rows('select from tasker.event_deliveries')).toEqual([]);
  });
});
