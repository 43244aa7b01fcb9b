import type { ModuleRef } from '@nestjs/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import type { EngineSettings } from './engine.settings.js';
import { AdmissionGate, type AdmissionRequest } from './step.admission.js';

const request = { task: { taskId: 'a' }, step: { name: 'only' } } as AdmissionRequest;

function gateOf(admit: () => unknown): AdmissionGate {
  const gate = new AdmissionGate(
    { get: () => ({ admit }) } as unknown as ModuleRef,
    { worker: { admit: 'token' } } as unknown as EngineSettings,
    parameterFilter(),
  );
  gate.open();
  return gate;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('lets everything run where nobody is to be asked', async () => {
  const gate = new AdmissionGate({} as ModuleRef, { worker: null } as EngineSettings, parameterFilter());
  gate.open();
  expect([gate.isOpen, await gate.ask(request)]).toEqual([true, null]);
});

it('asks the provider', async () => {
  const gate = gateOf(() => true);
  expect([gate.isOpen, await gate.ask(request)]).toEqual([false, null]);
});

it.each([
  ['10m', 600],
  [0, 1],
  [1_500, 1.5],
  ['30d', 86_400],
])('hands back for %s, a second at least and a day at most', async (delay, seconds) => {
  expect(await gateOf(() => ({ delay, reason: 'closed' })).ask(request)).toEqual({ seconds, reason: 'closed' });
});

it('waits 5 s for an answer, and hands back without one', async () => {
  const answer = gateOf(() => new Promise(() => undefined)).ask(request);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await answer).toEqual({ seconds: 5, reason: 'worker.admit could not decide' });
});
