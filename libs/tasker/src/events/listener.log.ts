import { inspect } from 'node:util';
import type { Logger } from '@nestjs/common';
import { LogRecord } from './log.record.js';

/** Between two lines about the same trouble of one listener. */
const QUIET_MS = 5_000;

/** What the lines say. */
export interface ListenerWords {
  readonly level: 'warn' | 'error';
  /** The first line. */
  readonly first: string;
  /** A line that counts, and the name of its count. */
  readonly more: string;
  readonly count: string;
  /** What happened last; asked when a line is written. */
  readonly fields: () => Readonly<Record<string, unknown>>;
  /** Told with each line how often it has happened since the last one. */
  readonly told?: (count: number) => void;
}

/** Writes about one trouble of one listener: the first time at once, then at most a line every five seconds that counts. */
export class ListenerLog {
  private silence: NodeJS.Timeout | undefined;
  private unsaid = 0;

  constructor(
    private readonly words: ListenerWords,
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
  ) {}

  /** It has happened again. */
  add(): void {
    if (this.silence !== undefined) {
      this.unsaid++;
      return;
    }
    // Before anybody is told: what follows from it may happen to the same listener.
    this.beQuiet();
    this.write(this.words.first);
    this.words.told?.(1);
  }

  /** Writes what is still unsaid, and ends. */
  end(): void {
    clearTimeout(this.silence);
    this.silence = undefined;
    this.summarise();
  }

  private beQuiet(): void {
    this.silence = setTimeout(() => {
      this.silence = undefined;
      if (this.summarise()) this.beQuiet();
    }, QUIET_MS).unref();
  }

  private summarise(): boolean {
    if (this.unsaid === 0) return false;
    const { unsaid } = this;
    this.unsaid = 0;
    this.write(this.words.more, { [this.words.count]: unsaid });
    this.words.told?.(unsaid);
    return true;
  }

  /** What was thrown may throw when it is looked at, and so may a logger: nobody waits here who could be told. */
  private write(text: string, count: Readonly<Record<string, unknown>> = {}): void {
    try {
      this.logger[this.words.level](new LogRecord(text, { ...count, ...this.words.fields() }));
    } catch {
      // It has happened, and cannot be written down.
    }
  }
}

/** What was thrown, as fields of a log line. */
export function thrownFields(error: unknown): { error_class: string; error: string; stack?: string | undefined } {
  if (!(error instanceof Error)) return { error_class: typeof error, error: inspect(error) };
  return { error_class: error.constructor.name, error: error.message, stack: error.stack };
}
