import { inspect } from 'node:util';
import { maskedFields, type ContentFilter } from './secret.filter.js';

/** What masks the fields of records; weak, so that an application that never started is forgotten. */
const filters = new Set<WeakRef<RecordFilter>>();

type RecordFilter = Pick<ContentFilter, 'content'>;

/**
 * Masks the fields of every record that is written from now on, for as long as the filter is held by somebody. With two applications in one
 * process a field is masked that either of them masks.
 */
export function filterRecords(filter: RecordFilter): void {
  filters.add(new WeakRef(filter));
}

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
    Object.assign(this, masked(fields));
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

function masked(fields: Readonly<Record<string, unknown>>): object {
  let left: object = fields;
  for (const held of filters) {
    const filter = held.deref();
    if (filter === undefined) filters.delete(held);
    else left = maskedFields(left, filter);
  }
  return left;
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
