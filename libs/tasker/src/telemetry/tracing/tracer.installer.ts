import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { TelemetrySettings } from '../telemetry.settings.js';
import { SpanCounts } from './span.counts.js';
import { SpanKit } from './span.kit.js';
import { TaskTracer } from './task.tracer.js';
import { traceLibrary } from './trace.library.js';

/** Lets the engine be traced, unless `telemetry.tracing` is false or `@opentelemetry/api` is not installed. */
@Injectable()
export class TracerInstaller implements OnModuleInit {
  private readonly none = new SpanCounts();
  private kit: SpanKit | undefined;

  constructor(
    private readonly instruments: EngineInstruments,
    private readonly settings: TelemetrySettings,
    private readonly filter: ParameterFilter,
  ) {}

  /** Spans made so far: none where nobody would see one. */
  get counts(): SpanCounts {
    return this.kit?.counts ?? this.none;
  }

  /** Whether spans are made at this moment. */
  get active(): boolean {
    return this.instruments.tracer?.isActive ?? false;
  }

  onModuleInit(): void {
    const library = this.settings.tracing ? traceLibrary() : undefined;
    if (library === undefined) return;
    this.kit = new SpanKit(library, this.filter);
    this.instruments.tracer = new TaskTracer(this.kit);
  }
}
