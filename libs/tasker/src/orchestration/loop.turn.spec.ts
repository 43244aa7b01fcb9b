import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LoopTurn } from './loop.turn.js';

const requests = new AsyncLocalStorage<string>();

it('runs once in a turn of the event loop, however often it is asked for, and again when it is asked for meanwhile', async () => {
  let runs = 0;
  const loop = new LoopTurn(() => {
    runs += 1;
    if (runs === 1) loop.ask();
  });
  loop.ask();
  loop.ask();
  expect(runs).toBe(0);
  await turn();
  expect(runs).toBe(1);
  await turn();
  await turn();
  expect(runs).toBe(2);
});

it('runs outside of the request that asks', async () => {
  const seen: unknown[] = [];
  const loop = new LoopTurn(() => seen.push(requests.getStore()));
  requests.run('a request', () => {
    loop.ask();
    loop.outside(() => seen.push(requests.getStore()));
    seen.push(requests.getStore());
  });
  await turn();
  expect(seen).toEqual([undefined, 'a request', undefined]);
});
