import { expect, it } from 'vitest';
import type { TelemetrySettings } from '../../telemetry/telemetry.settings.js';
import { CallerTrace } from './caller.trace.js';

const CONTEXT = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function traceOf(traceparent: unknown, tracing = true): string | undefined {
  return new CallerTrace({ tracing } as TelemetrySettings).of({ headers: { traceparent } });
}

it.each([`00-${CONTEXT}`, ` 00-${CONTEXT} `, `01-${CONTEXT}`, `cc-${CONTEXT}-what-the-future-will-be-like`])('reads %j', (header) => {
  expect(traceOf(header)).toBe(`00-${CONTEXT}`);
});

it.each([
  undefined,
  '',
  'none',
  `ff-${CONTEXT}`,
  `00-${CONTEXT}-more`,
  `00-${CONTEXT.toUpperCase()}`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  `00-${CONTEXT}, 00-${CONTEXT}`,
  [`00-${CONTEXT}`],
])('begins a trace of its own for %j', (header) => {
  expect(traceOf(header)).toBeUndefined();
});

it('reads nothing where tracing is off', () => {
  expect(traceOf(`00-${CONTEXT}`, false)).toBeUndefined();
});
