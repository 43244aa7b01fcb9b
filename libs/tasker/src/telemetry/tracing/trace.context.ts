import type { SpanContext } from '@opentelemetry/api';

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** The only flag that version 00 knows. */
const SAMPLED = 1;

/** The span that a stored W3C trace context names; null for none and for what cannot be read. */
export function spanContextOf(traceparent: string | null): SpanContext | null {
  const found = traceparent === null ? null : TRACE_PARENT.exec(traceparent);
  if (found === null) return null;
  return { traceId: found[1]!, spanId: found[2]!, traceFlags: parseInt(found[3]!, 16) & SAMPLED, isRemote: true };
}

/** A span as W3C trace context. What vendors keep in `tracestate` is left out: one column holds what is stored with a task. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`;
}
