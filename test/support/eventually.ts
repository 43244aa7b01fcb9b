import { setTimeout as pause } from 'node:timers/promises';

/** How a wait is bounded. */
export interface Patience {
  /** What is waited for: stands in the error. */
  readonly what?: string;
  /** Milliseconds until the wait fails. Default 60,000: a machine may be busy. */
  readonly within?: number;
}

type Falsy = false | null | undefined | 0 | '';

/** Asks again and again until the answer is truthy, and returns it; a deadline ends the wait with an error that says for what. */
export async function eventually<T>(ask: () => T | Promise<T>, { what, within = 60_000 }: Patience = {}): Promise<Exclude<T, Falsy>> {
  const until = performance.now() + within;
  for (let answer = await ask(); ; answer = await ask()) {
    if (answer) return answer as Exclude<T, Falsy>;
    if (performance.now() > until) throw new Error(`not within ${within} ms: ${what ?? ask.toString()}; last answer ${String(answer)}`);
    await pause(15);
  }
}
