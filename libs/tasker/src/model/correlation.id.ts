/** A foreign id that is taken over as it is (specification: surface §7.3). */
export const CORRELATION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/**
 * The correlation id of a task that was created without one: `tsk_<ms timestamp base 36>_<6 characters>`, made of its UUIDv7, so that every
 * process and every attempt comes to the same one.
 */
export function correlationIdOf(taskId: string): string {
  const digits = taskId.replaceAll('-', '');
  const random = (Number.parseInt(digits.slice(-12), 16) % 36 ** 6).toString(36).padStart(6, '0');
  return `tsk_${Number.parseInt(digits.slice(0, 12), 16).toString(36)}_${random}`;
}
