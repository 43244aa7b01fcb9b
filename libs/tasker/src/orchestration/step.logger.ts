import { Logger } from '@nestjs/common';
import type { StepLogger } from '../definitions/step-execution.js';
import { LogRecord } from '../events/log.record.js';
import type { JsonObject } from '../model/json.js';
import type { SecretFilter } from './secret.filter.js';

const logger = new Logger('TaskerStep');

/** A logger that adds the same fields to each record, and blacks out what must not be written. */
export function boundLogger(bound: JsonObject, filter: SecretFilter): StepLogger {
  const record = (message: string, fields?: JsonObject) =>
    new LogRecord(filter.text(String(message)), { ...(filter.content(fields) as JsonObject | undefined), ...bound });
  return {
    debug: (message, fields) => logger.debug(record(message, fields)),
    log: (message, fields) => logger.log(record(message, fields)),
    warn: (message, fields) => logger.warn(record(message, fields)),
    error: (message, fields) => logger.error(record(message, fields)),
  };
}
