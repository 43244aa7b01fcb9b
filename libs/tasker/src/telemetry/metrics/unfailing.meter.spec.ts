import { describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import type { AttemptFacts, EngineMeter } from '../../events/engine.instruments.js';
import { EngineCounts } from './engine.counts.js';
import { unfailing } from './unfailing.meter.js';

describe('unfailing', () => {
  it('lets no failure of a meter reach the engine, and tells of the first', () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const broken = new Proxy({} as EngineMeter, {
      get: () => () => {
        throw new Error('broken');
      },
    });
    const meter = unfailing(broken);
    const facts = {} as AttemptFacts;
    meter.created(facts, 1);
    meter.claimed(facts);
    meter.ended(facts, 'completed', 1);
    meter.rested(facts, 'complete', 1);
    meter.called({ ms: 1, outcomes: 1, claimed: 1 });
    meter.stolen(1);
    meter.leaseLost();
    expect(error).toHaveBeenCalledTimes(1);
    error.mockRestore();
  });

  it('hands on everything it is told', () => {
    const counts = new EngineCounts();
    const spy = vi.spyOn(counts, 'ended');
    const facts = { namespace: 'a', name: 'b', version: 'c', declaredStep: 'd' } as AttemptFacts;
    unfailing(counts).ended(facts, 'failed', 2);
    expect(spy).toHaveBeenCalledWith(facts, 'failed', 2);
  });
});
