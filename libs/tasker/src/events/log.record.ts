import { inspect } from 'node:util';

/**
 * A log line with fields, for any Nest logger: pino and other structured loggers take the fields as they are, `ConsoleLogger` prints one
 * line of text, or the fields with `json: true`. A field `stack` follows the text on lines of its own.
 * Do not use names that loggers write themselves: level, time, timestamp, pid, hostname, context.
 *
 * @example logger.log(new LogRecord('Registry item registered', { entity_id: 'shop/order/1.0.0' }));
 */
export class LogRecord {
  readonly msg: string;
  [field: string]: unknown;

  constructor(msg: string, fields: Readonly<Record<string, unknown>> = {}) {
    Object.assign(this, fields);
    this.msg = msg;
  }

  /** `msg key=value key="two words"`. */
  toString(): string {
    const { msg, stack, ...fields } = this;
    const words = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${written(value)}`]));
    return [msg, ...words].join(' ') + (typeof stack === 'string' ? `\n${stack}` : '');
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Bare where it cannot be misread, else as JSON. */
function written(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=\p{C}]+$/u.test(value) ? value : JSON.stringify(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return inspect(value);
  }
}
