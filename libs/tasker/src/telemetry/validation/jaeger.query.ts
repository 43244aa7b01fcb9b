import { getJson, HttpAnswerError } from './http.json.js';

/** A span as Jaeger shows it, in words of ours. */
export interface JaegerSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root. */
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly tags: Readonly<Record<string, unknown>>;
  /** Names of its events. */
  readonly events: readonly string[];
}

/** What Jaeger's query service answers (its JSON API, the one that its own page uses). */
interface TracesAnswer {
  readonly data?: readonly {
    readonly spans: readonly AnsweredSpan[];
    readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
  }[];
}

interface AnsweredSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references?: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  /** Microseconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly tags?: readonly Field[];
  readonly logs?: readonly { readonly fields: readonly Field[] }[];
  readonly processID: string;
}

interface Field {
  readonly key: string;
  readonly value: unknown;
}

/** Asks Jaeger's query service. */
export class JaegerQuery {
  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {}

  /** Names of the services that have sent spans. */
  async services(): Promise<readonly string[]> {
    const { data } = (await this.get('/api/services')) as { data?: unknown };
    // Null before the first span has arrived.
    if (data === null) return [];
    if (!Array.isArray(data)) throw new Error(`${this.url}/api/services has no list 'data': is it Jaeger's query service?`);
    return data.map(String);
  }

  /** The spans of a trace; none while Jaeger does not know it. */
  async trace(traceId: string): Promise<readonly JaegerSpan[]> {
    try {
      const { data } = (await this.get(`/api/traces/${traceId}`)) as TracesAnswer;
      return (data ?? []).flatMap(({ spans, processes }) =>
        spans.map((span) => shownSpan(span, processes[span.processID]?.serviceName ?? '')),
      );
    } catch (error) {
      if (error instanceof HttpAnswerError && error.status === 404) return [];
      throw error;
    }
  }

  private get(path: string): Promise<unknown> {
    return getJson(`${this.url.replace(/\/+$/, '')}${path}`, { timeoutMs: this.timeoutMs });
  }
}

function shownSpan(span: AnsweredSpan, service: string): JaegerSpan {
  const { traceID, spanID, operationName, references = [], startTime, duration, tags = [], logs = [] } = span;
  // Other references are links, also to spans of the same trace.
  const parent = references.find(({ refType, traceID: of }) => refType === 'CHILD_OF' && of === traceID);
  return {
    // Leading zeros are not always written.
    traceId: traceID.padStart(32, '0'),
    spanId: spanID.padStart(16, '0'),
    parentId: parent?.spanID.padStart(16, '0') ?? '',
    name: operationName,
    service,
    start: startTime / 1000,
    duration: duration / 1000,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    events: logs.flatMap(({ fields }) => fields.filter(({ key }) => key === 'event').map(({ value }) => String(value))),
  };
}
