import { Injectable } from '@nestjs/common';
import { RetryableError } from 'nestjs-tasker';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** What a service is told with each call. */
export interface ServiceCall {
  readonly orderId: string;
  /** 1 for the first attempt. A real service is not told; here it decides when a disturbance is over. */
  readonly attempt: number;
  /** The same for every attempt of one step of one task: a service does the work once for each key. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** How a remote service behaves on one call. */
export interface Conditions {
  /** Milliseconds until it answers. */
  readonly latency: number;
  readonly answer: 'ok' | 'unavailable' | 'throttled' | 'connection_lost';
}

/**
 * The network between the shop and its services: slow, sometimes throttled, sometimes gone. What happens to a call
 * follows from the service, the order and the attempt alone, so every run is alike, and a run that was killed goes on
 * as it would have without that.
 */
@Injectable()
export class ServiceConditions {
  /** Waits as long as the service takes; throws what a client of a real service would throw. */
  async meet(service: string, call: ServiceCall): Promise<void> {
    const { latency, answer } = this.conditionsOf(service, call);
    await wait(latency, undefined, { signal: call.signal });
    switch (answer) {
      case 'ok':
        return;
      case 'unavailable':
        throw new RetryableError(`The ${service} answered 503 Service Unavailable`);
      case 'throttled':
        throw new RetryableError(`The ${service} answered 429 Too Many Requests`, { retryAfter: 1 });
      case 'connection_lost':
        throw new Error(`The connection to the ${service} was reset`);
    }
  }

  protected conditionsOf(service: string, { orderId, attempt }: ServiceCall): Conditions {
    const isSlow = share(`${service} ${orderId} ${attempt} slow`) < 0.08;
    const latency = Math.round(150 + share(`${service} ${orderId} ${attempt} latency`) * 450) + (isSlow ? 2_000 : 0);
    return { latency, answer: attempt > 1 ? 'ok' : firstAnswer(share(`${service} ${orderId}`)) };
  }
}

/** About one first call in six fails. */
function firstAnswer(luck: number): Conditions['answer'] {
  if (luck < 0.07) return 'unavailable';
  if (luck < 0.13) return 'throttled';
  if (luck < 0.17) return 'connection_lost';
  return 'ok';
}

/** A number from 0 to 1 that depends on the text alone. */
function share(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 0xffff_ffff;
}

/** An identifier as a service gives it: the same for the same key, also after a restart. */
export function referenceFor(prefix: string, idempotencyKey: string): string {
  return `${prefix}${createHash('sha256').update(`${prefix} ${idempotencyKey}`).digest('hex').slice(0, 14)}`;
}
