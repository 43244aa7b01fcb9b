import pg from 'pg';
import { handled } from '../workflows/handled.steps.js';
import { machineNow } from './machine.clock.js';

interface Waiter {
  readonly target: number;
  resolve(): void;
}

/**
 * Counts the statements that this process sends, whoever sends them, and notices the answers that follow work: an answer to a
 * statement that was sent after the handlers had been called so many times.
 */
export class StatementProbe {
  private counts = new Map<string, number>();
  private sentAfter = 0;
  private answeredAfter = 0;
  private waiters: Waiter[] = [];
  /** When the last answer that follows work came, by the clock of the machine. */
  workAnsweredAt = 0;
  /** Statements since the start of the process. */
  sentInAll = 0;

  /** Puts the probe in front of every connection that is made from now on, in this process. */
  install(): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const probe = this;
    const prototype = pg.Client.prototype as { query(...parameters: unknown[]): unknown };
    const { query } = prototype;
    prototype.query = function (this: unknown, ...parameters: unknown[]): unknown {
      const answered = probe.sent(parameters[0]);
      const result = query.apply(this, parameters);
      if (answered !== undefined && result instanceof Promise) void result.then(answered, () => undefined);
      return result;
    };
  }

  /** Resolves with the answer to a statement that was sent after `steps` calls of handlers. */
  answerAfter(steps: number): Promise<void> {
    if (this.answeredAfter >= steps) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ target: steps, resolve }));
  }

  /** Statements since the last reading, by name; unnamed ones by their first words. */
  takeCounts(): Record<string, number> {
    const counts = Object.fromEntries(this.counts);
    this.counts.clear();
    return counts;
  }

  private sent(statement: unknown): (() => void) | undefined {
    this.sentInAll += 1;
    const name = nameOf(statement);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const after = handled.steps;
    if (after === this.sentAfter) return undefined;
    this.sentAfter = after;
    return () => this.answered(after);
  }

  private answered(after: number): void {
    this.workAnsweredAt = machineNow();
    this.answeredAfter = Math.max(this.answeredAfter, after);
    const done = this.waiters.filter(({ target }) => target <= this.answeredAfter);
    this.waiters = this.waiters.filter(({ target }) => target > this.answeredAfter);
    for (const { resolve } of done) resolve();
  }
}

function nameOf(statement: unknown): string {
  if (typeof statement === 'string') return statement.trim().split(/\s+/, 3).join(' ');
  const { name, text } = statement as { name?: string; text?: string };
  return name ?? nameOf(text ?? 'unnamed');
}
