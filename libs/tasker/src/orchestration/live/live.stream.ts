import { WakeTimer } from '../wake.timer.js';
import type { ChangeDocument } from '../../database/history.reader.js';
import type { LiveChange } from './live.change.js';
import type { LiveSource } from './live.source.js';

/** How long a stream lives at most. */
export interface StreamLife {
  /** Milliseconds from now. */
  readonly endsInMs: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when it has ended. */
  ended(): void;
}

/** What a stream makes of rows and places. */
export interface StreamWords<Position> {
  cursorOf(position: Position): string;
  changeOf(row: ChangeDocument, cursor: string): LiveChange;
}

/**
 * Changes as they are committed: `for await (const change of stream)`. It ends by itself when the process shuts down, when the credentials
 * of the listener expire, and after the option `live.maxDuration`: a new one with `after` goes on where it ended. `return()` ends it earlier.
 */
export abstract class LiveStream implements AsyncIterableIterator<LiveChange> {
  /** Names the place behind what was handed out: `after` of a later stream. */
  abstract readonly cursor: string;
  abstract next(): Promise<IteratorResult<LiveChange, undefined>>;
  abstract return(): Promise<IteratorResult<LiveChange, undefined>>;

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** A stream of what a source gives. */
export class SourceStream<Position> extends LiveStream {
  private isOpen = true;
  private latest: Promise<unknown> = Promise.resolve();
  private readonly end = (): void => this.close();
  private readonly timer = new WakeTimer(this.end);

  constructor(
    private readonly source: LiveSource<Position>,
    private readonly words: StreamWords<Position>,
    private readonly life: StreamLife,
  ) {
    super();
    this.timer.within(life.endsInMs);
    life.signal?.addEventListener('abort', this.end, { once: true });
  }

  get cursor(): string {
    return this.words.cursorOf(this.source.position);
  }

  /** Called again before it has answered, it answers in turn. */
  next(): Promise<IteratorResult<LiveChange, undefined>> {
    const result = this.latest.then(() => this.read());
    this.latest = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<LiveChange, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  private async read(): Promise<IteratorResult<LiveChange, undefined>> {
    const told = await this.nextRow();
    if (told === null) return this.return();
    if (told === 'reset') return { done: false, value: { kind: 'reset', cursor: this.cursor } };
    return { done: false, value: this.words.changeOf(told.row, this.words.cursorOf(told.position)) };
  }

  private async nextRow(): ReturnType<LiveSource<Position>['next']> {
    if (!this.isOpen) return null;
    try {
      return await this.source.next();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.timer.cancel();
    this.life.signal?.removeEventListener('abort', this.end);
    this.source.close();
    this.life.ended();
  }
}
