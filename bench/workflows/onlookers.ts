import { Injectable, type Provider } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OnTaskerEvent } from 'nestjs-tasker';

/** Listens to everything and never comes back. */
@Injectable()
class HangingListener {
  @OnTaskerEvent('*')
  hang(): Promise<never> {
    return new Promise(() => undefined);
  }
}

/** Fails whatever it is told. */
@Injectable()
class ThrowingListener {
  @OnTaskerEvent('step.completed')
  fail(): never {
    throw new Error('this listener always fails');
  }
}

/** Listeners that no application wants. */
export const HOSTILE: Provider[] = [HangingListener, ThrowingListener];

/** An SDK whose spans go nowhere: what is left is the cost of making them. */
export function traceIntoNothing(): void {
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: () => Promise.resolve(),
  };
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
}
