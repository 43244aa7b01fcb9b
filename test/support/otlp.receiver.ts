import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { eventually } from './eventually.js';

type Value = string | number | boolean | undefined;

/** An event of a span. */
export interface ReceivedEvent {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** A span as it was exported. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly events: readonly ReceivedEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Readonly<Record<string, Value>> }[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  /** `service.name` of the process. */
  readonly service: string;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

/** An OTLP/HTTP receiver on a free port of 127.0.0.1: the exporter of an SDK posts to it as it would to a collector. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Everything that was posted, as it came. */
  readonly bodies: string[] = [];
  /** Answers what is not OTLP: for tests that serve what was received. */
  other: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.writeHead(404).end();
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where an exporter posts its spans. */
  get traces(): string {
    return `${this.url}/v1/traces`;
  }

  /** The spans of one trace, by their beginning. */
  trace(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId).sort((left, right) => left.start - right.start);
  }

  /** Spans of a name, by their beginning. */
  named(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name).sort((left, right) => left.start - right.start);
  }

  /** Waits until some spans of a name have arrived. */
  received(name: string, count = 1): Promise<ReceivedSpan[]> {
    return eventually(() => this.named(name).length >= count && this.named(name), { what: `${count} spans ${name}` });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/v1/traces') return this.other(request, response);
    const body = (await json(request)) as ExportedTraces;
    this.bodies.push(JSON.stringify(body));
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const service = String(valuesOf(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => receivedSpan(span, service)));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

interface ExportedValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}

type ExportedAttributes = readonly { readonly key: string; readonly value: ExportedValue }[];

interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: ExportedAttributes;
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string; readonly attributes?: ExportedAttributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes?: ExportedAttributes }[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface ExportedTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ExportedAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

function receivedSpan(span: ExportedSpan, service: string): ReceivedSpan {
  const { traceId, spanId, parentSpanId = '', name, kind, attributes, events, links, status } = span;
  return {
    ...{ traceId, spanId, parentSpanId, name, service },
    kind: KINDS[kind]!,
    start: milliseconds(span.startTimeUnixNano),
    end: milliseconds(span.endTimeUnixNano),
    attributes: valuesOf(attributes),
    events: events.map((event) => ({ name: event.name, at: milliseconds(event.timeUnixNano), attributes: valuesOf(event.attributes) })),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId, attributes: valuesOf(link.attributes) })),
    status: { code: STATUSES[status.code]!, message: status.message ?? '' },
  };
}

function valuesOf(attributes: ExportedAttributes = []): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] as Value]));
}

function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}
