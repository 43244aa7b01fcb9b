const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The moment that an ISO 8601 text with its zone means; a date alone means midnight UTC. Undefined for what is no moment of the years 1 to
 * 9999, which PostgreSQL can hold, and for days that there are not.
 */
export function momentOf(text: string): Date | undefined {
  if (!DATE.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const date = new Date(text);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date : undefined;
}

/** JavaScript reads the 30th of February as the 2nd of March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
