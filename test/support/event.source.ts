import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { eventually } from './eventually.js';

/** A server-sent event. */
export interface SentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: any;
}

/** A client of server-sent events over a socket of its own, as browsers read them. */
export class EventSource {
  readonly events: SentEvent[] = [];
  /** Comments, without the colon. */
  readonly comments: string[] = [];
  /** What it would come back with. */
  lastId = '';
  /** Milliseconds that the server asks it to wait before it comes back. */
  retry: number | undefined;
  readonly ended: Promise<unknown>;
  private text = '';

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.read(chunk));
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => response.once('close', resolve));
  }

  /** Opens a stream; a refusal is a response like any other. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventSource> {
    const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => undefined);
    return new EventSource(request, response);
  }

  /** Those that tell of a change. */
  get changes(): SentEvent[] {
    return this.events.filter(({ event }) => event !== 'ready');
  }

  async heard(count: number): Promise<SentEvent[]> {
    await eventually(() => this.changes.length >= count, { what: `${count} events; heard ${this.changes.map(wordsOf).join(', ')}` });
    return this.changes;
  }

  /** Cuts the connection. */
  async close(): Promise<void> {
    this.request.destroy();
    await this.ended;
  }

  private read(chunk: string): void {
    this.text += chunk;
    for (let end = this.text.indexOf('\n\n'); end >= 0; end = this.text.indexOf('\n\n')) {
      this.dispatch(this.text.slice(0, end));
      this.text = this.text.slice(end + 2);
    }
  }

  private dispatch(block: string): void {
    let [event, data]: [string, string | undefined] = ['message', undefined];
    for (const line of block.split('\n')) {
      const [, field, value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [undefined, line];
      if (field === '') this.comments.push(value);
      if (field === 'id') this.lastId = value;
      if (field === 'event') event = value;
      if (field === 'retry') this.retry = Number(value);
      if (field === 'data') data = value;
    }
    // As browsers do it: a block without data only moves the place.
    if (data !== undefined) this.events.push({ event, id: this.lastId, data: JSON.parse(data) });
  }
}

/** A change in a few words: `task.changed pending → in_progress`, `step.changed greet in_progress → complete`. */
export function wordsOf({ event, data }: SentEvent): string {
  const step = data.workflow_step == null ? '' : ` ${data.workflow_step.name}`;
  return `${event}${step} ${data.from_status} → ${data.to_status}`;
}
