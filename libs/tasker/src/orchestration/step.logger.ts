import { Logger } from '@nestjs/common';
import type { StepLogger } from '../definitions/step-execution.js';
import { LogRecord } from '../events/log.record.js';
import { maskedFields, type ContentFilter } from '../events/secret.filter.js';
import type { JsonObject } from '../model/json.js';

const logger = new Logger('TaskerStep');

/** What a step's logger works with. */
interface StepLogParts {
  /** Fields of each record. */
  readonly bound: JsonObject;
  readonly filter: ContentFilter;
  /** Writes a record that has the ids of its attempt. */
  readonly write: (record: () => void) => void;
}

/** A logger that adds the same fields to each record, and blacks out what must not be written. */
export function boundLogger({ bound, filter, write }: StepLogParts): StepLogger {
  const at =
    (level: keyof StepLogger) =>
    (message: string, fields?: JsonObject): void => {
      const record = new LogRecord(filter.text(String(message)), {
        ...(fields === undefined ? {} : maskedFields(fields, filter)),
        ...bound,
      });
      write(() => logger[level](record));
    };
  return { debug: at('debug'), log: at('log'), warn: at('warn'), error: at('error') };
}
