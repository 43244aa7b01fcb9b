import type { ProxyTracerProvider, Tracer, TracerProvider } from '@opentelemetry/api';
import type { TraceLibrary } from './trace.library.js';

const SCOPE = 'nestjs-tasker';

/**
 * The tracer of the SDK that the application has registered, whenever it did so: it is looked for at each question, which reads three
 * properties. The API gives a tracer without an SDK too; making spans of it would cost each attempt for nothing.
 */
export class RegisteredTracer {
  private readonly noProvider: TracerProvider;
  private provider: TracerProvider;
  private tracer: Tracer | null = null;

  constructor(private readonly library: TraceLibrary) {
    this.noProvider = new library.ProxyTracerProvider().getDelegate();
    this.provider = this.noProvider;
  }

  /** Null: there is no SDK. @throws whatever that of an application throws when it is asked for a tracer */
  get current(): Tracer | null {
    const known = this.library.trace.getTracerProvider() as ProxyTracerProvider;
    const provider = typeof known.getDelegate === 'function' ? known.getDelegate() : known;
    if (provider !== this.provider) {
      this.provider = provider;
      this.tracer = null;
      if (provider !== this.noProvider) this.tracer = provider.getTracer(SCOPE);
    }
    return this.tracer;
  }
}
