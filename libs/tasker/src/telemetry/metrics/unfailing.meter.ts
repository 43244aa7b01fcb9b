import { Logger } from '@nestjs/common';
import type { EngineMeter } from '../../events/engine.instruments.js';

/** A meter whose failures stay inside it: the engine goes on, the first one is logged. */
export function unfailing(meter: EngineMeter): EngineMeter {
  let told = false;
  const guarded =
    <A extends readonly unknown[]>(call: (...given: A) => void) =>
    (...given: A): void => {
      try {
        call(...given);
      } catch (error) {
        if (told) return;
        told = true;
        new Logger('TaskerMetrics').error('Metrics are incomplete: counting failed', error instanceof Error ? error.stack : String(error));
      }
    };
  return {
    created: guarded((task, count) => meter.created(task, count)),
    claimed: guarded((attempt) => meter.claimed(attempt)),
    ended: guarded((attempt, end, seconds) => meter.ended(attempt, end, seconds)),
    rested: guarded((task, state, seconds) => meter.rested(task, state, seconds)),
    called: guarded((call) => meter.called(call)),
    stolen: guarded((attempts) => meter.stolen(attempts)),
    leaseLost: guarded(() => meter.leaseLost()),
  };
}
