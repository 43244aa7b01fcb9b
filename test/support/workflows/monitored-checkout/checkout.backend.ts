import { Injectable } from '@nestjs/common';
import { FakeService } from '../fake.service.js';

/** The systems behind a checkout. They say how long they took for what they did, as a `Server-Timing` header does. */
@Injectable()
export class CheckoutBackend extends FakeService {
  private readonly times = new Map<string, number>();

  /** Lets an operation take so many milliseconds by its own account; 10 unless told. */
  take(operation: string, milliseconds: number): void {
    this.times.set(operation, milliseconds);
  }

  /** Does what is asked; gives the milliseconds that it took. */
  perform(operation: string, given: unknown): number {
    this.received(operation, given);
    return this.times.get(operation) ?? 10;
  }
}
