import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { ChangeTeller } from './change.teller.js';
import type { StepChange } from './committed.change.js';
import { EventBus } from './event.bus.js';
import type { EventSettings } from './event.settings.js';
import type { TaskerEvent } from './tasker.event.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A step that is about to run with what its handler is given. */
function claim(inputs: object): StepChange {
  const task = { taskId: 't', namespace: 'shop', name: 'order', version: '1.0.0', correlationId: 'c', traceparent: null, context: inputs, facts: undefined }; // prettier-ignore
  const at = new Date('2026-01-02T03:04:05Z');
  return {
    ...{ kind: 'step', task, from: 'pending', to: 'in_progress', at, startedAt: at, actor: null, reason: null, metadata: null },
    ...{ stepId: 1, name: 'pack', attempt: 1, retryLimit: 3, queueSeconds: 0, error: null, results: undefined, inputs },
    ...{ dependsOn: [], retryInSeconds: null, retryAfterSeconds: null },
  };
}

describe('what a listener is given', () => {
  it('is a copy: nobody else sees what a listener makes of it', async () => {
    const bus = new EventBus();
    const heard: TaskerEvent<any>[] = [];
    bus.subscribe('step.before_handle', (event) => heard.push(event));
    const inputs = { items: [{ price: 4 }] };
    new ChangeTeller(bus, parameterFilter()).tell(claim(inputs));
    await turn();
    const { stepInputs } = heard[0]!.payload as { stepInputs: typeof inputs };
    expect(stepInputs).toEqual({ items: [{ price: 4 }] });
    stepInputs.items[0]!.price = 6;
    expect(inputs).toEqual({ items: [{ price: 4 }] });
  });
});

describe('a change that nobody can take', () => {
  it('is not put together: those whose queue is full have missed it', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const bus = new EventBus(undefined, { queueSize: 1 } as EventSettings);
    const listening = bus.subscribe('step.*', () => new Promise(() => undefined), { name: 'hangs' });
    const teller = new ChangeTeller(bus, parameterFilter());
    const make = vi.fn(() => claim({}));
    const { kind, from, to } = claim({});
    const move = { kind, from, to };
    // The listener hangs at the first event, the second one fills its queue.
    teller.tellOf(move, make);
    await turn();
    teller.tellOf(move, make);
    make.mockClear();
    const { dropped } = listening.statistics();
    expect(teller.isHeard(move)).toBe(false);
    teller.tellOf(move, make);
    expect(make).not.toHaveBeenCalled();
    expect(listening.statistics().dropped - dropped).toBe(2 * 3);
    expect(new ChangeTeller(new EventBus(), parameterFilter()).isHeard(move)).toBe(false);
  });
});
