import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HistoryReader } from '../../database/history.reader.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { NotFoundError, LiveUnavailableError } from '../../model/errors.js';
import { HistoryFollower } from './history.follower.js';
import { HistoryStream } from './history.stream.js';
import { changeOf } from './live.change.js';
import { LiveCursor, unusable } from './live.cursor.js';
import { checkedFilter, type LiveFilter } from './live.filter.js';
import { LiveSettings } from './live.settings.js';
import type { LiveSource } from './live.source.js';
import { LiveStream, SourceStream, type StreamWords } from './live.stream.js';
import { TaskFollower } from './task.follower.js';
import { TaskStream } from './task.stream.js';

/** Where a stream begins, and how long it may last. */
export interface LiveTermsOfStream {
  /** A cursor of an earlier stream: what came after it is told first. Default: what is committed from now on. */
  readonly after?: string | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
  /** The stream ends at this moment. */
  readonly until?: Date | undefined;
  /** On whose behalf it is open: nobody has more than `live.maxStreamsPerCaller`. Default: nobody's. */
  readonly caller?: string | undefined;
  /** Namespaces that the listener reaches; null: all. */
  readonly within?: readonly string[] | null;
}

/**
 * What is committed to the history of tasks and steps, as it is committed, whatever process does it. Everything is told once, also to somebody who
 * goes on from a cursor; nothing is written or read while nobody listens.
 *
 * @example
 * for await (const change of await live.tasks({ namespace: 'payments', state: 'error' })) console.log(change.kind, change.cursor);
 */
@Injectable()
export class LiveChanges implements OnModuleDestroy {
  private readonly streams = new Set<LiveStream>();
  private opening = 0;
  /** How many each caller has. */
  private readonly held = new Map<string, number>();
  private isOver = false;
  private cursors: Promise<LiveCursor> | undefined;

  constructor(
    private readonly reader: HistoryReader,
    private readonly history: HistoryFollower,
    private readonly follower: TaskFollower,
    private readonly filter: ParameterFilter,
    private readonly settings: LiveSettings,
  ) {}

  /** How many streams are open. */
  get open(): number {
    return this.streams.size + this.opening;
  }

  /**
   * Changes of one task and its steps, in order.
   *
   * @throws NotFoundError for an unknown task
   * @throws InvalidRequestError for a cursor that is none of this task
   * @throws LiveUnavailableError where `live.maxStreams` are open, or as many of one caller as it may have, or the process shuts down
   */
  task(taskId: string, terms: LiveTermsOfStream = {}): Promise<LiveStream> {
    return this.opened(terms, async (cursors) => {
      const given = terms.after === undefined ? null : cursors.readTask(taskId, terms.after);
      const end = await this.follower.end(taskId);
      if (end === null) throw new NotFoundError(`there is no task ${taskId}`);
      const source = new TaskStream(this.follower, taskId, given ?? end);
      return this.stream(source, { cursorOf: (position) => cursors.ofTask(taskId, position) }, terms);
    });
  }

  /**
   * Changes of all tasks that a filter means, in about the order in which they are committed.
   *
   * @throws InvalidRequestError for a filter or cursor that cannot be used
   * @throws LiveUnavailableError where `live.maxStreams` are open, or as many of one caller as it may have, or the process shuts down
   */
  tasks(filter: LiveFilter = {}, terms: LiveTermsOfStream = {}): Promise<LiveStream> {
    const asked = checkedFilter(filter);
    return this.opened(terms, async (cursors) => {
      const given = terms.after === undefined ? null : cursors.readHistory(terms.after);
      const source = new HistoryStream(this.history, asked, terms.within ?? null);
      if (!(await source.open(given))) {
        source.close();
        throw unusable('is ahead of the history: the database was set back; begin without one');
      }
      return this.stream(source, { cursorOf: (position) => cursors.ofHistory(position) }, terms);
    });
  }

  /** Ends all streams: an HTTP server waits for its connections when it closes. */
  onModuleDestroy(): void {
    this.isOver = true;
    for (const stream of [...this.streams]) void stream.return();
  }

  private async opened(terms: LiveTermsOfStream, open: (cursors: LiveCursor) => Promise<LiveStream>): Promise<LiveStream> {
    this.refuseMore(terms.caller);
    this.opening += 1;
    this.hold(terms.caller, 1);
    try {
      const stream = await open(await this.known());
      if (this.isOver || terms.signal?.aborted === true) await stream.return();
      return stream;
    } catch (error) {
      this.hold(terms.caller, -1);
      throw error;
    } finally {
      this.opening -= 1;
    }
  }

  private refuseMore(caller: string | undefined): void {
    const { maxStreams, maxStreamsPerCaller } = this.settings.live;
    if (this.isOver) throw new LiveUnavailableError('this process shuts down');
    if (this.open >= maxStreams)
      throw new LiveUnavailableError(`${maxStreams} streams are open in this process: try again later, or elsewhere`);
    if (caller !== undefined && (this.held.get(caller) ?? 0) >= maxStreamsPerCaller)
      throw new LiveUnavailableError(`${maxStreamsPerCaller} streams of yours are open in this process: end one of them first`);
  }

  /** From the moment at which a stream is asked for until it has ended. */
  private hold(caller: string | undefined, more: 1 | -1): void {
    if (caller === undefined) return;
    const count = (this.held.get(caller) ?? 0) + more;
    if (count === 0) this.held.delete(caller);
    else this.held.set(caller, count);
  }

  /** The database's mark is asked for once; after a failure again. */
  private known(): Promise<LiveCursor> {
    this.cursors ??= this.reader.mark().then((mark) => new LiveCursor(mark));
    this.cursors.catch(() => (this.cursors = undefined));
    return this.cursors;
  }

  private stream<Position>(
    source: LiveSource<Position>,
    words: Pick<StreamWords<Position>, 'cursorOf'>,
    { signal, until, caller }: LiveTermsOfStream,
  ): LiveStream {
    const { maxDurationMs } = this.settings.live;
    const stream: LiveStream = new SourceStream(
      source,
      { ...words, changeOf: (row, cursor) => changeOf(row, cursor, this.filter) },
      {
        endsInMs: until === undefined ? maxDurationMs : Math.min(maxDurationMs, until.getTime() - Date.now()),
        signal,
        ended: () => {
          this.streams.delete(stream);
          this.hold(caller, -1);
        },
      },
    );
    this.streams.add(stream);
    return stream;
  }
}
