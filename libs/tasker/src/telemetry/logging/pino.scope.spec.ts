import { Logger } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineInstruments, type AttemptFacts } from '../../events/engine.instruments.js';
import { PinoScope } from './pino.scope.js';

/** A scope in a host with these modules, each with one provider. */
async function scopeIn(modules: readonly { name: string; provider: new () => object }[]) {
  const container = new Map(
    modules.map(({ name, provider }) => [name, { metatype: { name }, providers: new Map([['it', { metatype: provider }]]) }]),
  );
  const instruments = new EngineInstruments();
  const moduleRef = { resolve: (type: new () => object) => Promise.resolve(new type()) } as unknown as ModuleRef;
  const scope = new PinoScope(container as unknown as ModulesContainer, moduleRef, instruments);
  await scope.onModuleInit();
  return { scope, instruments };
}

const FACTS = { taskId: 't', name: 'order', stepId: 1, step: 'pay', attempt: 2, correlationId: 'c-1' } as unknown as AttemptFacts;

describe('PinoScope', () => {
  afterEach(() => void vi.restoreAllMocks());

  it("puts itself in nobody's way without a LoggerModule", async () => {
    const { scope, instruments } = await scopeIn([{ name: 'Other', provider: class PinoLogger {} }]);
    expect(instruments.scope).toBeNull();
    expect([scope.run(FACTS, () => 1), scope.outside(() => 2), scope.assign({ a: 1 })]).toEqual([1, 2, false]);
  });

  it('warns of a nestjs-pino that cannot bind, and leaves it alone', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { instruments } = await scopeIn([{ name: 'LoggerModule', provider: class PinoLogger {} }]);
    expect(instruments.scope).toBeNull();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('nestjs-pino is older than 5.2'));
  });

  it('assigns nothing outside of a request', async () => {
    class PinoLogger {
      runInContext<T>(call: () => T): T {
        return call();
      }
      assign(): void {
        throw new Error('unable to assign extra fields out of request scope');
      }
    }
    const { scope, instruments } = await scopeIn([{ name: 'LoggerModule', provider: PinoLogger }]);
    expect(instruments.scope).toBe(scope);
    expect(scope.assign({ a: 1 })).toBe(false);
  });
});
