import { Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import type { LimitFunctions, SharedLimit } from '../database/limit.functions.js';
import type { EngineSettings } from './engine.settings.js';
import { SharedLimits } from './shared.limits.js';

afterEach(() => vi.restoreAllMocks());

const limits = (functions: Partial<LimitFunctions>, sharedLimits: readonly SharedLimit[] = []) =>
  new SharedLimits(functions as LimitFunctions, { sharedLimits } as EngineSettings);

it('asks for nothing where nothing is declared', async () => {
  const register = vi.fn();
  await limits({ register }).declare();
  expect(register).not.toHaveBeenCalled();
});

it('says what was different before', async () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const rate = { rate: 5, per_seconds: 0.5, burst: 9 };
  const former = { max_running: null, rate: null, per_seconds: null, burst: null };
  const register = () =>
    Promise.resolve([
      { kind: 'queue', name: 'mail', former: { ...former, max_running: 3 }, removed: false },
      { kind: 'system', name: 'bank', former: { max_running: 7, ...rate }, removed: true },
    ]);
  await limits({ register }, [
    { kind: 'queue', name: 'mail', ...rate },
    { kind: 'system', name: 'bank', removed: true },
  ]).declare();
  expect(warn.mock.calls.flat()).toEqual([
    "the limit of queue 'mail' was 3 at once and is 5 in 0.5 s (burst 9): the last start decides",
    "the limit of system 'bank' was 7 at once, 5 in 0.5 s (burst 9) and is removed: the last start decides",
  ]);
});
