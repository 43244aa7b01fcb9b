import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from '../database/server.clock.js';
import { TaskIds } from './task.ids.js';

const NOW = Date.UTC(2026, 2, 1);
const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

describe('TaskIds', () => {
  let clock: ServerClock;
  let ids: TaskIds;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    clock = new ServerClock();
    ids = new TaskIds({ clock } as never);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const report = (created: string[], at = NOW) => ({ created: new Set(created), requestedAt: new Date(at) }) as never;
  const given = (taskId: string) => ({ taskId, request: { taskId } });

  it('are UUIDv7 in the order in which they are made, however many in a millisecond', () => {
    const made = Array.from({ length: 1_000 }, () => ids.next());
    vi.setSystemTime(NOW - 900);
    made.push(ids.next());
    vi.setSystemTime(NOW + 1);
    made.push(ids.next());
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(1_002);
    expect(made.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
    expect([timeOf(made[0]!), timeOf(made.at(-1)!)]).toEqual([NOW, NOW + 1]);
  });

  it('say the time of the database when the clock of the process is off', () => {
    ids.next();
    ids.learn([], report([], NOW - 3_600_000), NOW);
    expect(Math.abs(timeOf(ids.next()) - (NOW - 3_600_000))).toBeLessThanOrEqual(1);
  });

  it('are warned of once when a caller gives some that do not say it', () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const [own, foreign, old] = [ids.next(), randomUUID(), randomUUID()];
    ids.learn([given(own), given(old), { taskId: foreign, request: {} }], report([own, foreign]), NOW);
    expect(warn).not.toHaveBeenCalled();
    for (let call = 0; call < 2; call++) ids.learn([given(foreign)], report([foreign]), NOW);
    expect(warn.mock.calls).toEqual([[expect.stringContaining(`task ${foreign}: the id that the request gives is no UUIDv7 of the time`)]]);
  });
});
