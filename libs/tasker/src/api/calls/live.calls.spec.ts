import { expect, it } from 'vitest';
import { Access, UNLIMITED } from '../../auth/access.js';
import type { LiveChanges } from '../../orchestration/live/live.changes.js';
import { LiveCalls } from './live.calls.js';

it('counts streams by the principal, and by the address where nobody is known', async () => {
  const asked: unknown[] = [];
  const live = { tasks: async (_: object, { caller }: { caller?: string }) => asked.push(caller) } as unknown as LiveChanges;
  const calls = new LiveCalls(live, undefined as never);
  const request = { ip: '192.0.2.7' };
  await calls.watch(new Access({ id: 'ann' }, null), {}, { request });
  await calls.watch(UNLIMITED, {}, { request });
  await calls.watch(UNLIMITED, {}, { request: null });
  expect(asked).toEqual(['principal:ann', 'address:192.0.2.7', 'address:unknown']);
});
