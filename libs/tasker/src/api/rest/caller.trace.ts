import { Injectable } from '@nestjs/common';
import { TelemetrySettings } from '../../telemetry/telemetry.settings.js';

const HEADER = /^([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?$/;

/** The trace that a request belongs to, as its `traceparent` header says. */
@Injectable()
export class CallerTrace {
  constructor(private readonly settings: TelemetrySettings) {}

  /** As it is stored with a task; undefined without one, for one that is malformed, and where `telemetry.tracing` is off. */
  of(request: object): string | undefined {
    if (!this.settings.tracing) return undefined;
    const { traceparent } = (request as { headers?: Record<string, unknown> }).headers ?? {};
    const found = typeof traceparent === 'string' ? HEADER.exec(traceparent.trim()) : null;
    if (found === null) return undefined;
    const [, version, context, more] = found;
    // A later version is read as far as this one knows it, and may have more fields; ff is none (W3C trace context, 3.2.2).
    return version === 'ff' || (version === '00' && more !== undefined) ? undefined : `00-${context}`;
  }
}
