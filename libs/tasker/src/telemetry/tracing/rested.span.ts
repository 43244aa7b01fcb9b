import type { Span } from '@opentelemetry/api';
import type { RestedTaskFacts } from '../../events/engine.instruments.js';
import type { SpanKit } from './span.kit.js';

/** What has happened to a task that rests in a state. */
const EVENTS: Readonly<Record<string, string>> = { complete: 'task.completed', error: 'task.failed' };

/** Ends the span of a task that rests. All its times are those of the rows. */
export function endRestedSpan(span: Span, task: RestedTaskFacts, kit: SpanKit): void {
  const { state, startedAt, at } = task;
  if (span.isRecording()) {
    if (startedAt !== null) span.addEvent('task.started', startedAt);
    if (state === 'complete') span.setStatus({ code: kit.library.SpanStatusCode.OK });
    if (state === 'error') fail(span, task, kit);
    span.addEvent(EVENTS[state] ?? `task.${state}`, at);
  }
  span.end(at);
}

function fail(span: Span, { error, context }: RestedTaskFacts, { attributes, filter, library }: SpanKit): void {
  const message = error === null ? undefined : filter.textFilter(context).text(error);
  span.setAttributes(attributes.of({ error: message }));
  span.setStatus({ code: library.SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}
