import { expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { numbersOf } from '../../support/random.graphs.js';
import { singleSteps, type SingleSteps, type SingleTask } from '../../support/single.steps.js';
import { completed, type Claim, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const ROUNDS = 60;
const AGE = 30;
/** Spans of no length: it is always the quarter of the time that is for lower priorities (long_units). */
const ALWAYS = 0;

type Step = readonly [step: string, task?: SingleTask];

interface Stream {
  readonly definition: SingleSteps;
  /** What goes on all the time: two steps, each of which takes one of the places that the waiting one needs. */
  readonly streams: readonly [(round: number) => Step, (round: number) => Step];
  readonly waiting: Step;
  readonly seconds?: number;
}

/** How many rounds it takes until the step that waits for both places starts, with one of the others ending in each. */
async function roundsUntilStart({ definition, streams, waiting, seconds = AGE }: Stream): Promise<number> {
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  const draw = numbersOf(3);
  for (const stream of streams) await add(...stream(0));
  const running: Claim[] = (await claimLimited(worker)).claimed;
  expect(running).toHaveLength(2);
  const task = await add(...waiting);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const stream of streams) await add(...stream(round));
    const over = running.splice(0, 1);
    await worker.advance(over.map((claim) => completed(claim)));
    for (let call = 0; call < 3; call += 1) {
      const aging = { seconds, slots: 0, turn: 0, draw: Math.floor(draw() * 1_000_000) };
      const { claimed } = await claimLimited(worker, { ended: call === 0 ? over : [], sweep: [], aging });
      running.push(...claimed);
      if (claimed.some(({ task_id }) => task_id === task)) return round;
    }
  }
  return Number.POSITIVE_INFINITY;
}

const twoKeys: SingleSteps = {
  concurrency: { key: 'customer', limit: 1 },
  steps: { mail: {}, pay: { concurrency: { key: 'account', limit: 1 } } },
};
const keyStreams: Stream['streams'] = [
  () => ['mail', { context: { customer: 'c' } }],
  (round) => ['pay', { context: { customer: `other ${round}`, account: 'a' } }],
];
const queueAndSystem: SingleSteps = {
  steps: { queued: { queue: 'slow' }, banked: { system: 'bank' }, both: { queue: 'slow', system: 'bank' } },
};
const sharedStreams = (priority = 0): Stream['streams'] => [() => ['queued', { priority }], () => ['banked', { priority }]];
const one = async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 1 });
  await declareLimit(engine.client, 'system', 'bank', { max_running: 1 });
};

it('two keys', async () => {
  const waiting: Step = ['pay', { context: { customer: 'c', account: 'a' }, age: AGE }];
  expect(await roundsUntilStart({ definition: twoKeys, streams: keyStreams, waiting })).toBeLessThanOrEqual(4);
});

it('two keys, of lower priority than the others', async () => {
  const waiting: Step = ['pay', { context: { customer: 'c', account: 'a' }, age: AGE }];
  const streams: Stream['streams'] = [
    () => ['mail', { ...keyStreams[0](0)[1], priority: 5 }],
    (round) => ['pay', { ...keyStreams[1](round)[1], priority: 5 }],
  ];
  expect(await roundsUntilStart({ definition: twoKeys, streams, waiting })).toBeLessThanOrEqual(ROUNDS);
});

it.each([0, 9])('a queue and a system, with priority %s among others of priority 0', async (priority) => {
  await one();
  const given = { definition: queueAndSystem, streams: sharedStreams(), waiting: ['both', { age: AGE, priority }] as const };
  expect(await roundsUntilStart(given)).toBeLessThanOrEqual(3);
});

it('a queue and a system, of lower priority than the others, in the quarter of the time that is for these', async () => {
  await one();
  const given = { definition: queueAndSystem, streams: sharedStreams(5), waiting: ['both', { age: AGE }] as const, seconds: ALWAYS };
  expect(await roundsUntilStart(given)).toBeLessThanOrEqual(3);
});

it('a key and a queue', async () => {
  await declareLimit(engine.client, 'queue', 'slow', { max_running: 1 });
  const definition: SingleSteps = { concurrency: { key: 'customer', limit: 1 }, steps: { mail: {}, queued: { queue: 'slow' } } };
  const streams: Stream['streams'] = [
    () => ['mail', { context: { customer: 'c' } }],
    (round) => ['queued', { context: { customer: `other ${round}` } }],
  ];
  const late = async (worker: WorkerSession) => {
    await engine.rows("update tasker.limit_slots set claimed_at = claimed_at - interval '3 seconds' where worker_id is null");
    return worker;
  };
  const add = await singleSteps(engine.client, definition);
  const worker = await engine.worker();
  for (const stream of streams) await add(...stream(0));
  const running: Claim[] = (await claimLimited(worker)).claimed;
  const task = await add('queued', { context: { customer: 'c' }, age: AGE });
  const order: boolean[] = [];
  for (let round = 1; round <= 6; round += 1) {
    for (const stream of streams) await add(...stream(round));
    const over = running.splice(0, 1);
    await worker.advance(over.map((claim) => completed(claim)));
    for (let call = 0; call < 3; call += 1) {
      const aging = { seconds: AGE, slots: 0, turn: 0, draw: 1 };
      const { claimed } = await claimLimited(await late(worker), { ended: call === 0 ? over : [], sweep: [], aging });
      running.push(...claimed);
      order.push(...claimed.map(({ task_id }) => task_id === task));
    }
  }
  expect(order.indexOf(true)).toBeGreaterThanOrEqual(0);
  expect(order.indexOf(true)).toBeLessThanOrEqual(4);
});
