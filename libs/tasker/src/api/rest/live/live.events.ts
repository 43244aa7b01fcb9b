import { Injectable, Logger } from '@nestjs/common';
import { LiveSettings } from '../../../orchestration/live/live.settings.js';
import type { LiveStream } from '../../../orchestration/live/live.stream.js';
import { headerOf, type HttpRequest } from '../http.request.js';
import { beginning, changeText, heartbeat } from './change.presenter.js';
import { EventWriter } from './event.writer.js';
import { RawResponse } from './raw.response.js';

/** `no-transform`: a compressing middleware would keep events back until it has enough of them; so would a proxy that buffers. */
const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/** Heartbeats that a client may leave unread. */
const UNREAD_HEARTBEATS = 2;

/** What opens a stream: where it goes on, and what ends it. */
export interface StreamTerms {
  readonly after?: string;
  readonly signal: AbortSignal;
  readonly request: HttpRequest;
}

/** Sends live changes as server-sent events, until the stream or the client ends. */
@Injectable()
export class LiveEvents {
  private readonly logger = new Logger('TaskerLive');

  constructor(private readonly settings: LiveSettings) {}

  /**
   * Answers a request with the changes of a stream. The header `Last-Event-ID`, with which a client comes back, goes before `after`.
   *
   * @throws what `open` says, when nothing is answered yet
   */
  async send(http: HttpRequest, response: unknown, open: (terms: StreamTerms) => Promise<LiveStream>): Promise<void> {
    const raw = new RawResponse(response);
    const gone = new AbortController();
    raw.node.once('close', () => gone.abort());
    const after = headerOf(http, 'last-event-id') || undefined;
    const stream = await open({ request: http, signal: gone.signal, ...(after === undefined ? {} : { after }) });
    raw.begin(HEADERS);
    if (http.method === 'HEAD') {
      raw.node.end();
      await stream.return();
      return;
    }
    await this.pass(stream, raw);
  }

  private async pass(stream: LiveStream, { node }: RawResponse): Promise<void> {
    const { heartbeatMs } = this.settings.live;
    const writer = new EventWriter(node, UNREAD_HEARTBEATS * heartbeatMs);
    const beat = setInterval(() => writer.writeIfReady(heartbeat(stream.cursor)), heartbeatMs).unref();
    try {
      await writer.write(beginning(stream.cursor));
      for await (const change of stream) await writer.write(changeText(change));
    } catch (error) {
      // The client comes back to where it was.
      this.logger.warn(`a stream of live changes was cut off: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      clearInterval(beat);
      writer.end();
    }
  }
}
