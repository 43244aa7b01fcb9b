import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AdvanceReport } from '../../database/tasker.functions.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import type { AttemptLog } from '../attempt.log.js';
import { RestWatch } from '../rest.watch.js';
import { CallNews } from './call.news.js';
import type { EngineNews } from './engine.news.js';

afterEach(() => void vi.restoreAllMocks());

describe('CallNews', () => {
  it('lets the loop go on when what was committed cannot be told: says so once, and wakes whoever waits for the tasks', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const broken = () => {
      throw new Error('the log has exited');
    };
    const watch = new RestWatch();
    const woken = vi.fn();
    watch.watch('t', woken);
    const news = { advanced: broken, claimed: broken, started: broken } as unknown as EngineNews;
    const calls = new CallNews(news, new EventBus(), watch, { settled: broken } as unknown as AttemptLog, new EngineInstruments());
    const report = { rested: [{ taskId: 't', state: 'complete' }], claimed: [], settled: [], held: [] } as unknown as AdvanceReport;
    calls.told([], report, 1);
    calls.logged([], report);
    calls.begins({} as never);
    calls.claims(report as never, 1);
    expect(woken).toHaveBeenCalledOnce();
    expect(warned.mock.calls).toEqual([['tasker: what was committed could not be told: the log has exited']]);
  });
});
