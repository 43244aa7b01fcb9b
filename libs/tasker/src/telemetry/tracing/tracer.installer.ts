import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { TelemetrySettings } from '../telemetry.settings.js';
import { SpanKit } from './span.kit.js';
import { TaskTracer } from './task.tracer.js';
import { traceLibrary } from './trace.library.js';

/** Lets the engine be traced, unless `telemetry.tracing` is false or `@opentelemetry/api` is not installed. */
@Injectable()
export class TracerInstaller implements OnModuleInit {
  constructor(
    private readonly instruments: EngineInstruments,
    private readonly settings: TelemetrySettings,
    private readonly filter: ParameterFilter,
  ) {}

  onModuleInit(): void {
    const library = this.settings.tracing ? traceLibrary() : undefined;
    if (library !== undefined) this.instruments.tracer = new TaskTracer(new SpanKit(library, this.filter));
  }
}
