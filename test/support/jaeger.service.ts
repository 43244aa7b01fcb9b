import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OtlpReceiver, ReceivedSpan } from './otlp.receiver.js';

/** Lets a test change what the service would answer. */
export type Distortion = (spans: ReceivedSpan[]) => ReceivedSpan[];

/**
 * Serves the part of Jaeger's query API that the validator reads, from what an OTLP receiver got: the JSON is written as Jaeger writes it, as
 * far as its documentation and its sources say. It proves what the validator makes of such answers, nothing about Jaeger.
 */
export function serveJaeger(receiver: OtlpReceiver, distortion: Distortion = (spans) => spans): void {
  receiver.other = ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const services = [...new Set(receiver.spans.map(({ service }) => service))];
    if (url === '/api/services') return answer(200, page(services.length === 0 ? null : services));
    const spans = distortion(receiver.trace(/^\/api\/traces\/([0-9a-f]{32})$/.exec(url)?.[1] ?? ''));
    if (spans.length > 0) return answer(200, page([traceJson(spans)]));
    return answer(404, { ...page(null), errors: [{ code: 404, msg: 'trace not found' }] });
  };
}

function page(data: unknown): object {
  return { data, total: 0, limit: 0, offset: 0, errors: null };
}

function traceJson(spans: readonly ReceivedSpan[]): object {
  const services = [...new Set(spans.map(({ service }) => service))];
  return {
    traceID: spans[0]!.traceId,
    spans: spans.map((span) => spanJson(span, `p${services.indexOf(span.service) + 1}`)),
    processes: Object.fromEntries(services.map((serviceName, place) => [`p${place + 1}`, { serviceName, tags: [] }])),
    warnings: null,
  };
}

function spanJson(span: ReceivedSpan, processID: string): object {
  const { traceId, spanId, parentSpanId, name, kind, start, end, attributes, events, links, status } = span;
  const parent = parentSpanId === '' ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId }];
  const linked = links.map((link) => ({ refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId }));
  const statusTags = status.code === 'unset' ? {} : { 'otel.status_code': status.code.toUpperCase() };
  return {
    traceID: traceId,
    spanID: spanId,
    operationName: name,
    references: [...parent, ...linked],
    startTime: Math.round(start * 1000),
    duration: Math.round((end - start) * 1000),
    tags: fields({ 'span.kind': kind, ...statusTags, ...(status.code === 'error' ? { error: true } : {}), ...attributes }),
    logs: events.map((event) => ({ timestamp: Math.round(event.at * 1000), fields: fields({ event: event.name, ...event.attributes }) })),
    processID,
    warnings: null,
  };
}

function fields(values: Readonly<Record<string, unknown>>): object[] {
  const typeOf = (value: unknown) => (typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'string'); // prettier-ignore
  return Object.entries(values).map(([key, value]) => ({ key, type: typeOf(value), value }));
}
