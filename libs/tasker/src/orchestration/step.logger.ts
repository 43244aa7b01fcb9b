import { Logger } from '@nestjs/common';
import type { StepLogger } from '../definitions/step-execution.js';
import { LogRecord } from '../events/log.record.js';
import type { JsonObject } from '../model/json.js';

const logger = new Logger('TaskerStep');

/** A logger that adds the same fields to each record. */
export function boundLogger(bound: JsonObject): StepLogger {
  const record = (message: string, fields?: JsonObject) => new LogRecord(message, { ...fields, ...bound });
  return {
    debug: (message, fields) => logger.debug(record(message, fields)),
    log: (message, fields) => logger.log(record(message, fields)),
    warn: (message, fields) => logger.warn(record(message, fields)),
    error: (message, fields) => logger.error(record(message, fields)),
  };
}
