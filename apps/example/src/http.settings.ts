import { HttpAdapterHost } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TaskerExceptionFilter } from 'nestjs-tasker';

/**
 * Bodies as large as the largest context that the engine takes (1 MB, and the rest of the request), and one shape for
 * all errors.
 */
export function applyHttpSettings(app: NestExpressApplication): void {
  app.useBodyParser('json', { limit: 1_200_000 });
  app.useGlobalFilters(new TaskerExceptionFilter(app.get(HttpAdapterHost)));
}
