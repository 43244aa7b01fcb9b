import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { TaskerModule, type AuthOptions } from 'nestjs-tasker';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { loggerOptions } from './logger.options.js';
import { DEFINITIONS_DIRECTORY, WorkflowsModule } from './workflows/workflows.module.js';

/** The example application: a shop that fulfils orders. */
@Module({})
export class AppModule {
  /** The application with its workflows kept in the database of this URL, for these callers. */
  static connectedTo(url: string, auth: 'none' | AuthOptions = 'none'): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions),
        TaskerModule.forRoot({
          database: { url },
          // With 'none' anybody who reaches the port may use the API; main.ts listens on 127.0.0.1 only.
          auth,
          api: { graphql: 'own', docs: true },
          // Few steps at once, so that a run of the demo lasts long enough to be watched and interrupted.
          worker: { concurrency: 12, lease: '5s' },
          definitions: { directory: DEFINITIONS_DIRECTORY },
          backoff: { defaultBackoffSeconds: [1, 2, 3], maxBackoffSeconds: 5 },
        }),
        FulfilmentModule,
        WorkflowsModule,
      ],
    };
  }
}
