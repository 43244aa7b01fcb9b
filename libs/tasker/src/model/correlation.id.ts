import { randomInt } from 'node:crypto';

/** A foreign id that is taken over as it is (specification: surface §7.3). */
export const CORRELATION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

const RANDOM_CHARACTERS = 6;

/** Of the id that was read last: tasks of one call have their time in common, and writing it takes longer than the rest. */
let latest = { start: '', time: '' };

/** Whether a value from outside may be a correlation id. */
export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && CORRELATION_ID.test(value);
}

/**
 * The correlation id of a task that was created without one: `tsk_<ms timestamp base 36>_<6 characters>`, made of its UUIDv7, so that every
 * process and every attempt comes to the same one.
 */
export function correlationIdOf(taskId: string): string {
  const start = taskId.slice(0, 13);
  if (start !== latest.start) latest = { start, time: Number.parseInt(start.replace('-', ''), 16).toString(36) };
  return written(latest.time, Number.parseInt(taskId.slice(-12), 16) % 36 ** RANDOM_CHARACTERS);
}

/** An id of the same form for something that has no task yet, such as a request; nobody can guess it. */
export function newCorrelationId(now = Date.now()): string {
  return written(now.toString(36), randomInt(36 ** RANDOM_CHARACTERS));
}

function written(time: string, random: number): string {
  return `tsk_${time}_${random.toString(36).padStart(RANDOM_CHARACTERS, '0')}`;
}
